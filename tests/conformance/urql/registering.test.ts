import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gql } from '@urql/core'
import * as texts from '../registering.ts'
import { corner } from '../stage.ts'
import { connect, shown } from './client.ts'

const { reader, event } = corner('urql')
const EVENT = gql(texts.EVENT)
const MINE = gql(texts.MINE)
const REGISTER = gql(texts.REGISTER)
const CANCEL = gql(texts.CANCEL)

test('urql: who registers sees it on the event, and in the own list asked anew', async () => {
  const { client, exchanged, complaints } = await connect(reader)
  const page = client.query(EVENT, { id: event })
  const mine = client.query(MINE, {})
  const before = await shown(page)
  assert.deepEqual([before.node.seatsTaken, before.node.viewerRegistration], [0, null])
  const { length } = (await shown(mine)).viewer.registrations.edges

  const input = { idempotencyKey: 'urql-register', event }
  const { data } = await client.mutation(REGISTER, { input })
  const { registration } = data.registrationCreate
  assert.deepEqual(data.registrationCreate.userErrors, [])
  const after = await shown(page)
  assert.equal(after.node.seatsTaken, 1)
  assert.deepEqual(after.node.viewerRegistration, { id: registration.id, state: 'CONFIRMED' })
  assert.equal(exchanged.length, 3)
  const { edges } = (await shown(mine)).viewer.registrations
  assert.deepEqual([edges.length, edges[0].node.id], [length + 1, registration.id])
  assert.equal(exchanged.length, 4)

  const cancel = { idempotencyKey: 'urql-cancel', registration: registration.id }
  await client.mutation(CANCEL, { input: cancel })
  const cancelled = await shown(page)
  assert.equal(cancelled.node.seatsTaken, 0)
  assert.equal(cancelled.node.viewerRegistration.state, 'CANCELLED')
  const listed = await shown(mine)
  assert.equal(listed.viewer.registrations.edges[0].node.state, 'CANCELLED')
  assert.equal(exchanged.length, 5)
  assert.deepEqual(complaints, [])
})

test('urql: a refusal is data, a wrong operation an error with a code', async () => {
  const { client } = await connect(reader)
  const input = { idempotencyKey: 'urql-cancel-nothing', registration: event }
  const { data } = await client.mutation(CANCEL, { input })
  assert.deepEqual(
    data.registrationCancel.userErrors.map(({ code }: any) => code),
    ['NOT_FOUND'],
  )
  const { error } = await client.query('query { nothing }', {})
  assert.deepEqual(
    error!.graphQLErrors.map(({ extensions }) => extensions.code),
    ['GRAPHQL_VALIDATION_FAILED'],
  )
})
