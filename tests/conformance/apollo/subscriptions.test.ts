import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ApolloClient, CombinedGraphQLErrors, gql } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Heard, LEADS, letEveryoneIn, Line, numbersFrom, VISITORS } from '../leads.ts'
import { resuming } from '../resume.ts'
import { corner, scan } from '../stage.ts'
import { connect } from './client.ts'

const { reader, seller, dealer, door } = corner('apollo')

test('Apollo: who loses the socket five times amid 200 leads holds each once', async () => {
  const line = new Line(seller)
  const { client } = await connect(seller, new GraphQLWsLink(resuming(line.client)))
  const heard = new Heard()
  const subscription = listen(client, heard)
  await heard.begun()
  await letEveryoneIn(door, line, heard)
  subscription.unsubscribe()
  assert.equal(line.losses, 5)
  assert.deepEqual(heard.numbers, numbersFrom(heard.numbers[0], VISITORS))
  assert.equal(heard.leads.size, VISITORS)
})

test('Apollo: a dealer hears of leads over multipart HTTP until they unsubscribe', async () => {
  const { client } = await connect(seller)
  const [left, stayed] = [new Heard(), new Heard()]
  const [leaving, staying] = [listen(client, left), listen(client, stayed)]
  await Promise.all([left.begun(), stayed.begun()])
  await scan(door, door.spare.slice(0, 10))
  await Promise.all([left.until(10), stayed.until(10)])
  leaving.unsubscribe()
  await scan(door, door.spare.slice(10))
  await stayed.until(20)
  staying.unsubscribe()
  assert.deepEqual(left.numbers, numbersFrom(left.numbers[0], 10))
  assert.deepEqual(stayed.numbers, numbersFrom(left.numbers[0], 20))
})

for (const transport of ['a socket', 'multipart HTTP']) {
  test(`Apollo: a feed that is not for you is an error with a code over ${transport}`, async () => {
    const link = transport === 'a socket' ? new GraphQLWsLink(new Line(reader).client) : undefined
    const { client } = await connect(reader, link)
    const { promise, resolve, reject } = Promise.withResolvers()
    const watch = client
      .subscribe({ query: gql(LEADS), variables: { dealer } })
      .subscribe({ next: ({ error }) => resolve(error), error: reject })
    const error = await promise
    watch.unsubscribe()
    assert.ok(CombinedGraphQLErrors.is(error), String(error))
    assert.deepEqual(
      error.errors.map(({ extensions }) => extensions?.code),
      ['NOT_FOUND'],
    )
  })
}

function listen(client: ApolloClient, heard: Heard) {
  return client.subscribe<any>({ query: gql(LEADS), variables: { dealer } }).subscribe({
    next: ({ data, error }) => (error ? heard.error(error) : heard.next({ data })),
    error: (error) => heard.error(error),
  })
}
