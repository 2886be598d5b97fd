import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corner } from '../stage.ts'
import { connect } from './client.ts'

const { reader } = corner('urql')
const LONG = 'x'.repeat(2_048) // more than urql puts into an address
const STREAMS = ['text/event-stream', 'multipart/mixed']

test('urql: queries and mutations get JSON although urql would take a stream as well', async () => {
  const { client, exchanged } = await connect(reader)
  const short = await client.query('{ viewer { member { id } } }', {})
  const long = await client.query('query ($id: ID!) { node(id: $id) { id } }', { id: LONG })
  const told = await client.mutation(
    `mutation { profileUpdate(input: { idempotencyKey: "urql", biography: "By urql" }) {
      viewer { member { id biography } } userErrors { code }
    } }`,
    {},
  )
  assert.equal(typeof short.data.viewer.member.id, 'string')
  assert.deepEqual(long.data, { node: null })
  assert.equal(told.data.profileUpdate.viewer.member.biography, 'By urql')
  assert.deepEqual(
    exchanged.map(({ method, accept }) => [method, accept.slice(-2)]),
    [
      ['GET', STREAMS],
      ['POST', STREAMS],
      ['POST', STREAMS],
    ],
  )
  for (const { type } of exchanged) assert.match(type, /^application\/graphql-response\+json\b/)
})
