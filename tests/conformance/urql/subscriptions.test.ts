import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '@urql/core'
import { Heard, LEADS, letEveryoneIn, Line, numbersFrom, VISITORS } from '../leads.ts'
import { resuming } from '../resume.ts'
import { corner, scan } from '../stage.ts'
import { connect } from './client.ts'

const { reader, seller, dealer, door } = corner('urql')

test('urql: who loses the socket five times amid 200 leads holds each once', async () => {
  const line = new Line(seller)
  const { client } = await connect(seller, resuming(line.client))
  const heard = new Heard()
  const subscription = listen(client, heard)
  await heard.begun()
  await letEveryoneIn(door, line, heard)
  subscription.unsubscribe()
  assert.equal(line.losses, 5)
  assert.deepEqual(heard.numbers, numbersFrom(heard.numbers[0], VISITORS))
  assert.equal(heard.leads.size, VISITORS)
})

test('urql: a dealer hears of leads as server-sent events until they unsubscribe', async () => {
  const { client, exchanged } = await connect(seller)
  const heard = new Heard()
  const subscription = listen(client, heard)
  await heard.begun()
  await scan(door, door.spare.slice(0, 10))
  await heard.until(10)
  subscription.unsubscribe()
  assert.deepEqual(heard.numbers, numbersFrom(heard.numbers[0], 10))
  assert.match(exchanged.at(-1)!.type, /^text\/event-stream\b/)
})

for (const transport of ['a socket', 'server-sent events']) {
  test(`urql: a feed that is not for you is an error with a code over ${transport}`, async () => {
    const socket = transport === 'a socket' ? new Line(reader).client : undefined
    const { client } = await connect(reader, socket)
    const heard = new Heard()
    const subscription = listen(client, heard)
    await assert.rejects(heard.begun(), ({ cause }: any) => {
      assert.deepEqual(
        cause.graphQLErrors.map(({ extensions }: any) => extensions.code),
        ['NOT_FOUND'],
      )
      return true
    })
    subscription.unsubscribe()
  })
}

function listen(client: Client, heard: Heard) {
  return client
    .subscription(LEADS, { dealer })
    .subscribe(({ data, error }) => (error ? heard.error(error) : heard.next({ data })))
}
