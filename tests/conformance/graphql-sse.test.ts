import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from 'graphql-sse'
import { Heard, LEADS, type LeadFeed } from './leads.ts'
import { bearer, corner, scan, url } from './stage.ts'

const { reader, seller, dealer, door } = corner('graphql-sse')
const leads = { query: LEADS, variables: { dealer } }

function connect(token: string) {
  return createClient({ url, headers: bearer(token), retryAttempts: 0 })
}

test('graphql-sse: a query or a mutation is one event and the end of the stream', async () => {
  const client = connect(reader)
  const answers: any[] = []
  for await (const answer of client.iterate({ query: '{ viewer { member { name } } }' })) {
    answers.push(answer)
  }
  for await (const answer of client.iterate({
    query: `mutation { profileUpdate(input: { idempotencyKey: "sse", biography: "By SSE" }) {
      viewer { member { biography } } userErrors { code }
    } }`,
  })) {
    answers.push(answer)
  }
  assert.equal(answers.length, 2)
  assert.equal(typeof answers[0].data.viewer.member.name, 'string')
  assert.deepEqual(answers[1].data.profileUpdate, {
    viewer: { member: { biography: 'By SSE' } },
    userErrors: [],
  })
})

test('graphql-sse: leads come as they happen; to give one stream up ends no other', async () => {
  const client = connect(seller)
  const [left, stayed] = [new Heard(), new Heard()]
  const leave = client.subscribe<{ leadFeed: LeadFeed }>(leads, left)
  const end = client.subscribe<{ leadFeed: LeadFeed }>(leads, stayed)
  await Promise.all([left.begun(), stayed.begun()])
  await scan(door, door.passes.slice(0, 5))
  await Promise.all([left.until(5), stayed.until(5)])
  leave()
  await scan(door, door.passes.slice(5, 10))
  await stayed.until(10)
  end()
  assert.deepEqual(left.numbers, [1, 2, 3, 4, 5])
  assert.deepEqual(stayed.numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('graphql-sse: fifty streams at once each hear every lead', async () => {
  const clients = Array.from({ length: 50 }, () => connect(seller))
  const heards = clients.map((client) => {
    const heard = new Heard()
    client.subscribe<{ leadFeed: LeadFeed }>(leads, heard)
    return heard
  })
  await Promise.all(heards.map((heard) => heard.begun()))
  const visitors = door.passes.slice(10, 30)
  await scan(door, visitors)
  await Promise.all(heards.map((heard) => heard.until(visitors.length)))
  clients.forEach((client) => client.dispose())
  for (const heard of heards) assert.deepEqual(heard.numbers, heards[0]!.numbers)
  assert.equal(heards[0]!.leads.size, visitors.length)
})

test('graphql-sse: an operation that is wrong is answered by its errors', async () => {
  const answers: any[] = []
  for await (const answer of connect(reader).iterate({ query: '{ nothing }' })) answers.push(answer)
  assert.deepEqual(
    answers.map(({ errors }) => errors[0].extensions.code),
    ['GRAPHQL_VALIDATION_FAILED'],
  )
})
