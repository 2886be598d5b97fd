import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createClient } from 'graphql-ws'
import { ask, bearer, corner, operator, post, signed, socketUrl, tell } from '../stage.ts'
import { unmasked } from './__generated__/fragment-masking.ts'
import type { TypedDocumentString } from './__generated__/graphql.ts'
import { AUDIT, AUTHOR, FEED, LEADS, REACT, REPORTS, SCAN } from './documents.ts'

const urql = corner('urql')

function execute<Result, Variables extends object>(
  token: string,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  return ask(token, document.toString(), variables)
}

test('codegen: a post comes as its types say, with enums, times and fragments', async () => {
  const said = await post(urql, 'Typed')
  const input = { idempotencyKey: randomUUID(), post: said, kind: 'LOVE' } as const
  const { reactionSet } = await execute(urql.reader, REACT, { input })
  assert.deepEqual(reactionSet, { post: { viewerReaction: 'LOVE' }, userErrors: [] })

  const { feed } = await execute(urql.reader, FEED, { first: 100 })
  const { node } = feed.edges.find(({ node }) => node.id === said)!
  const author: string | undefined = unmasked(AUTHOR, node.author)?.name
  const seconds: number = Date.parse(node.createdAt) / 1_000
  const about = node.community?.__typename === 'Circle' ? node.community.dimensions : undefined
  assert.equal(typeof author, 'string')
  assert.ok(Math.abs(seconds - Date.now() / 1_000) < 600)
  assert.deepEqual([node.viewerReaction, node.editedAt, about], ['LOVE', null, []])
})

test('codegen: a union is told apart by its type name', async () => {
  const subject = await post(urql, 'Reported')
  const input = { idempotencyKey: randomUUID(), subject, reason: 'To see it typed' }
  await tell(urql.reader, 'reportCreate', 'report { id }', input)
  const { reports } = await execute(operator, REPORTS, { state: 'OPEN' })
  const reported = reports.edges[0]?.node.subject
  assert.equal(reported?.__typename === 'Post' ? reported.text : undefined, 'Reported')
})

test('codegen: JSON is of no known type, times and UUIDs are texts', async () => {
  const { auditEntries } = await execute(operator, AUDIT, {})
  const detail: unknown = auditEntries.edges[0]?.node.detail
  assert.equal(typeof detail, 'object')

  const id = randomUUID()
  const input = signed(urql.door, [{ kind: 'scan', id, token: 'PD1:forged', at: Date.now() }])
  const { scanBatchSubmit } = await execute(urql.door.tablet, SCAN, { input })
  const answer = scanBatchSubmit.answers[0]
  assert.deepEqual([answer?.scanId, answer?.verdict], [id, 'FORGED'])
})

test('codegen: a subscription is typed too', async () => {
  const client = createClient({ url: socketUrl, connectionParams: bearer(urql.seller) })
  const events = client.iterate<ReturnType<NonNullable<typeof LEADS.__apiType>>>({
    query: LEADS.toString(),
    variables: { dealer: urql.dealer },
  })
  for await (const { data } of events) {
    const cursor: string = data!.leadFeed.cursor
    assert.notEqual(cursor, '')
    break
  }
  await client.dispose()
})

test('codegen: what the types refuse, the server refuses too', async () => {
  // @ts-expect-error a count is a number
  await assert.rejects(execute(urql.reader, FEED, { first: 'three' }), /BAD_USER_INPUT/)
  // @ts-expect-error a required variable is missing
  await assert.rejects(execute(urql.reader, FEED, {}), /BAD_USER_INPUT/)
  // @ts-expect-error there is no such state
  await assert.rejects(execute(operator, REPORTS, { state: 'AJAR' }), /BAD_USER_INPUT/)
  const { feed } = await execute(urql.reader, FEED, { first: 1 })
  // @ts-expect-error what was not selected is not there
  assert.equal(feed.edges[0]?.node.text, undefined)
})
