import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client'
import * as texts from '../registering.ts'
import { bearer, corner, url } from '../stage.ts'
import { connect, Screen } from './client.ts'

const { reader, event, circle } = corner('apollo')
const EVENT = gql(texts.EVENT)
const MINE = gql(texts.MINE)
const REGISTER = gql(texts.REGISTER)
const CANCEL = gql(texts.CANCEL)

test('Apollo: who registers or cancels sees it on the event and in the own list', async () => {
  const { client, counted } = await connect(reader)
  const page = new Screen(client.watchQuery({ query: EVENT, variables: { id: event } }))
  const mine = new Screen(client.watchQuery({ query: MINE }))
  const before = await page.until()
  const { length } = (await mine.until()).viewer.registrations.edges
  assert.deepEqual([before.node.seatsTaken, before.node.viewerRegistration], [0, null])

  const input = { idempotencyKey: 'apollo-register', event }
  const { data }: any = await client.mutate({
    mutation: REGISTER,
    variables: { input },
    refetchQueries: [MINE],
    awaitRefetchQueries: true,
  })
  const { registration } = data.registrationCreate
  const after = await page.until(({ node }) => node.viewerRegistration)
  assert.equal(after.node.seatsTaken, 1)
  assert.deepEqual(
    { ...after.node.viewerRegistration },
    { __typename: 'Registration', id: registration.id, state: 'CONFIRMED' },
  )
  const { viewer } = await mine.until(({ viewer }) => viewer.registrations.edges.length > length)
  const { edges } = viewer.registrations
  assert.equal(edges.length, length + 1)
  assert.deepEqual([edges[0].node.id, edges[0].node.event.id], [registration.id, event])

  const asked = counted.requests
  await client.mutate({
    mutation: CANCEL,
    variables: { input: { idempotencyKey: 'apollo-cancel', registration: registration.id } },
  })
  const cancelled = await page.until(({ node }) => node.seatsTaken === 0)
  assert.equal(cancelled.node.viewerRegistration.state, 'CANCELLED')
  const listed = await mine.until()
  assert.equal(listed.viewer.registrations.edges[0].node.state, 'CANCELLED')
  assert.equal(counted.requests, asked + 1)
  page.close()
  mine.close()
})

test('Apollo: a fragment on an interface reads what was cached as one of its types', async () => {
  const { client } = await connect(reader)
  const CARD = gql`
    fragment Card on Community {
      id
      name
      memberCount
    }
  `
  const { data }: any = await client.query({
    query: gql`
      query Circle($id: ID!) {
        node(id: $id) {
          ...Card
        }
      }
      ${CARD}
    `,
    variables: { id: circle },
  })
  assert.equal(data.node.name, 'Users of apollo')
  const cached = client.readFragment<any>({ id: `Circle:${circle}`, fragment: CARD })
  assert.deepEqual(cached, data.node)
})

test('Apollo: a refusal is data; what is wrong with an operation is an error', async () => {
  const { client } = await connect(reader)
  const { data }: any = await client.mutate({
    mutation: CANCEL,
    variables: { input: { idempotencyKey: 'apollo-cancel-nothing', registration: event } },
  })
  assert.deepEqual(
    data.registrationCancel.userErrors.map(({ code }: any) => code),
    ['NOT_FOUND'],
  )
  for (const [query, variables, code] of [
    [gql`query { nothing }`, {}, 'GRAPHQL_VALIDATION_FAILED'],
    [EVENT, { id: null }, 'BAD_USER_INPUT'],
    [gql`query { feed(first: 101) { edges { cursor } } }`, {}, 'BAD_USER_INPUT'],
  ] as const) {
    await assert.rejects(client.query({ query, variables }), has(code))
  }
})

test('Apollo: a token that is not good is an error with a code too', async () => {
  const client = new ApolloClient({
    link: new HttpLink({ uri: url, headers: bearer('ps_forged') }),
    cache: new InMemoryCache(),
  })
  await assert.rejects(client.query({ query: MINE }), has('UNAUTHENTICATED'))
})

function has(code: string): (error: unknown) => boolean {
  return (error) =>
    CombinedGraphQLErrors.is(error) && error.errors.some((one) => one.extensions?.code === code)
}
