import './tags.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Environment } from 'relay-runtime'
import { Heard, letEveryoneIn, Line, numbersFrom, VISITORS } from '../leads.ts'
import { resuming } from '../resume.ts'
import { corner, scan } from '../stage.ts'
import { connect } from './environment.ts'

const { follow } = await import('./leads.ts')
const { reader, seller, dealer, door } = corner('relay')

test('Relay: who loses the socket five times amid 200 leads holds each once', async () => {
  const line = new Line(seller)
  const { environment } = connect(seller, resuming(line.client))
  const { heard, stop } = await listen(environment)
  await letEveryoneIn(door, line, heard)
  stop()
  assert.equal(line.losses, 5)
  assert.deepEqual(heard.numbers, numbersFrom(heard.numbers[0], VISITORS))
  assert.equal(heard.leads.size, VISITORS)
})

test('Relay: who follows again goes on behind the last event, or where told', async () => {
  const { environment } = connect(seller, resuming(new Line(seller).client))
  const former = await listen(environment)
  await scan(door, door.spare.slice(0, 5))
  await former.heard.until(5)
  former.stop()
  await scan(door, door.spare.slice(5, 10))

  const [first] = former.heard.numbers
  const again = await listen(environment)
  await again.heard.until(5)
  again.stop()
  const told = await listen(environment, former.begunAt)
  await told.heard.until(10)
  told.stop()
  assert.deepEqual(former.heard.numbers, numbersFrom(first, 5))
  assert.deepEqual(again.heard.numbers, numbersFrom(first! + 5, 5))
  assert.deepEqual(told.heard.numbers, numbersFrom(first, 10))
})

test('Relay: a feed that is not for you is an error with a code', async () => {
  const { environment } = connect(reader, new Line(reader).client)
  await assert.rejects(listen(environment), ({ cause }: any) => {
    assert.deepEqual(
      cause.cause.map(({ extensions }: any) => extensions.code),
      ['NOT_FOUND'],
    )
    return true
  })
})

/** Follow the feed, from when it has spoken for the first time. */
async function listen(environment: Environment, after?: string) {
  const heard = new Heard()
  const { dispose } = follow(environment, { dealer, after }, heard)
  await heard.begun()
  return { heard, stop: dispose, begunAt: heard.cursor }
}
