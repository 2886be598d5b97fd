import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gql } from '@urql/core'
import { FEED_PAGE, ids, wholeFeed } from '../feed.ts'
import { corner, post } from '../stage.ts'
import { connect, shown } from './client.ts'

const urql = corner('urql')
const PAGE = 20
const FEED = gql(FEED_PAGE)

test('urql: a feed scrolled amid new posts shows none twice and misses none', async () => {
  const { client, complaints } = await connect(urql.reader)
  const stood = await wholeFeed(urql.reader)
  assert.ok(stood.length > 20 * PAGE, `the story has only ${stood.length} posts`)
  const arrived: string[] = []
  let { feed } = await shown(client.query(FEED, { first: PAGE }))
  while (feed.pageInfo.hasNextPage) {
    const more = shown(client.query(FEED, { first: PAGE, after: feed.pageInfo.endCursor }))
    arrived.unshift(await post(urql, `Seen while scrolling, ${arrived.length}`))
    feed = (await more).feed
  }
  assert.deepEqual(ids(feed), stood)

  const before = feed.pageInfo.startCursor
  const { feed: newest } = await shown(client.query(FEED, { last: 100, before }))
  assert.deepEqual(ids(newest), [...arrived, ...stood])
  assert.deepEqual(complaints, [])
})

test('urql: what is in the cache is not asked for again', async () => {
  const { client, exchanged } = await connect(urql.reader)
  const first = await shown(client.query(FEED, { first: 1 }))
  const [edge] = first.feed.edges
  const one = gql`
    query One($id: ID!) {
      node(id: $id) {
        id
        ... on Post {
          text
        }
      }
    }
  `
  await shown(client.query(one, { id: edge.node.id }))
  const again = await shown(client.query(FEED, { first: 1 }))
  assert.deepEqual(again, first)
  assert.equal(exchanged.length, 2)
})
