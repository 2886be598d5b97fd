import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient, type Client, type ClientOptions } from 'graphql-ws'
import { Heard, LEADS, letEveryoneIn, Line, numbersFrom, VISITORS, type LeadFeed } from './leads.ts'
import { resuming } from './resume.ts'
import { bearer, corner, scan, signIn, socketUrl, tell } from './stage.ts'

const { reader, seller, dealer, door } = corner('graphql-ws')

function connect(options: Partial<ClientOptions> = {}): Client {
  return createClient({ url: socketUrl, connectionParams: bearer(reader), ...options })
}

async function first(client: Client, query: string): Promise<any> {
  const { value } = await client.iterate({ query }).next()
  return value
}

test('graphql-ws: who loses the socket five times amid 200 leads holds each once', async () => {
  const line = new Line(seller)
  const heard = new Heard()
  const leads = { query: LEADS, variables: { dealer } }
  const stop = resuming(line.client).subscribe<{ leadFeed: LeadFeed }>(leads, heard)
  await heard.begun()
  await letEveryoneIn(door, line, heard)
  stop()
  assert.equal(line.losses, 5)
  assert.deepEqual(heard.numbers, numbersFrom(1, VISITORS))
  assert.equal(heard.leads.size, VISITORS)
})

test('graphql-ws: queries and mutations run on the same socket', async () => {
  const client = connect({ lazyCloseTimeout: 1_000 })
  let connections = 0
  client.on('connecting', () => (connections += 1))
  const { data } = await first(client, '{ viewer { member { name } } }')
  const changed = await first(
    client,
    `mutation { profileUpdate(input: { idempotencyKey: "graphql-ws", biography: "By socket" }) {
      viewer { member { biography } } userErrors { code }
    } }`,
  )
  await client.dispose()
  assert.equal(typeof data.viewer.member.name, 'string')
  assert.deepEqual(changed.data.profileUpdate, {
    viewer: { member: { biography: 'By socket' } },
    userErrors: [],
  })
  assert.equal(connections, 1)
})

test('graphql-ws: an operation that is wrong ends alone; its socket lives on', async () => {
  const client = connect({ lazyCloseTimeout: 1_000 })
  let closed = 0
  client.on('closed', () => (closed += 1))
  for (const [wrong, code] of [
    ['{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ] as const) {
    await assert.rejects(first(client, wrong), ([error]: any) => error.extensions.code === code)
  }
  const { data } = await first(client, '{ __typename }')
  assert.deepEqual(data, { __typename: 'Query' })
  assert.equal(closed, 0)
  await client.dispose()
})

test('graphql-ws: the server answers the pings that keep a socket alive', async () => {
  const pongs = Promise.withResolvers<void>()
  let count = 0
  const client = connect({
    lazy: false,
    keepAlive: 20,
    on: { pong: (isFromServer) => isFromServer && (count += 1) === 3 && pongs.resolve() },
  })
  await pongs.promise
  await client.dispose()
})

test('graphql-ws: a bad token closes with 4403, which a client may take as final', async () => {
  let attempts = 0
  const client = connect({
    connectionParams: bearer('ps_forged'),
    shouldRetry: (event) => (event as CloseEvent).code !== 4403,
    on: { connecting: () => (attempts += 1) },
  })
  await assert.rejects(first(client, '{ __typename }'), { code: 4403 })
  assert.equal(attempts, 1)
})

test('graphql-ws: whose session ends hears 4403 once, signs in, and goes on where they were', async () => {
  let token = await signIn()
  let attempts = 0
  const closed: number[] = []
  const client = resuming(
    connect({
      connectionParams: () => bearer(token),
      shouldRetry: (problem) => (problem as CloseEvent).code !== 4403,
      on: {
        connecting: () => (attempts += 1),
        closed: (event) => closed.push((event as CloseEvent).code),
      },
    }),
  )
  const leads = { query: LEADS, variables: { dealer } }
  const before = new Heard()
  client.subscribe<{ leadFeed: LeadFeed }>(leads, before)
  await before.begun()
  await tell(token, 'sessionRevoke', 'revokedAt', { idempotencyKey: 'graphql-ws' })
  await assert.rejects(first(client, '{ __typename }'), ([error]: any) => {
    return error.extensions.code === 'UNAUTHENTICATED'
  })
  await assert.rejects(before.until(1), ({ cause }: any) => cause.code === 4403)
  assert.deepEqual([attempts, closed], [1, [4403]])

  await scan(door, door.spare.slice(0, 10))
  token = await signIn()
  const after = new Heard()
  const stop = client.subscribe<{ leadFeed: LeadFeed }>(leads, after)
  await after.until(10)
  stop()
  assert.deepEqual(after.numbers, numbersFrom(VISITORS + 1, 10))
  assert.equal(attempts, 2)
})

test('graphql-ws: who is not told that 4403 is final asks again as often as it may', async () => {
  let attempts = 0
  const client = connect({
    connectionParams: bearer('ps_forged'),
    retryAttempts: 2,
    retryWait: async () => {},
    on: { connecting: () => (attempts += 1) },
  })
  await assert.rejects(first(client, '{ __typename }'), { code: 4403 })
  assert.equal(attempts, 3)
})
