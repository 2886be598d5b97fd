import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gql } from '@apollo/client'
import { FEED_PAGE, ids, wholeFeed } from '../feed.ts'
import { corner, post } from '../stage.ts'
import { connect, Screen } from './client.ts'

const apollo = corner('apollo')
const PAGE = 20
const FEED = gql(FEED_PAGE)

test('Apollo: scrolled to its end while posts arrive, a feed shows all, none twice', async () => {
  const { client } = await connect(apollo.reader)
  const stood = await wholeFeed(apollo.reader)
  assert.ok(stood.length > 20 * PAGE, `the story has only ${stood.length} posts`)
  const query = client.watchQuery<any>({ query: FEED, variables: { first: PAGE } })
  const screen = new Screen(query)
  const arrived: string[] = []
  let { feed } = await screen.until()
  while (feed.pageInfo.hasNextPage) {
    const { length } = feed.edges
    const more = query.fetchMore({ variables: { after: feed.pageInfo.endCursor } })
    arrived.unshift(await post(apollo, `Seen while scrolling, ${arrived.length}`))
    await more
    ;({ feed } = await screen.until(({ feed }) => feed.edges.length > length))
  }
  assert.deepEqual(ids(feed), stood)

  const { startCursor: before } = feed.pageInfo
  await query.fetchMore({ variables: { first: null, last: 100, before } })
  ;({ feed } = await screen.until(({ feed }) => feed.edges.length > stood.length))
  assert.deepEqual(ids(feed), [...arrived, ...stood])
  screen.close()
})

test('Apollo: a reaction shows on the post wherever the post is shown', async () => {
  const { client, counted } = await connect(apollo.reader)
  const mine = await post(apollo, 'Please react')
  const screen = new Screen(client.watchQuery({ query: FEED, variables: { first: PAGE } }))
  await screen.until()
  await client.mutate({
    mutation: gql`
      mutation React($input: ReactionSetInput!) {
        reactionSet(input: $input) {
          post {
            id
            reactionCount
            viewerHasReacted
          }
          userErrors {
            code
          }
        }
      }
    `,
    variables: { input: { idempotencyKey: 'apollo-react', post: mine, kind: 'LOVE' } },
  })
  const of = ({ feed }: any) => feed.edges.find(({ node }: any) => node.id === mine).node
  const { feed } = await screen.until((data) => of(data).reactionCount === 1)
  assert.equal(of({ feed }).viewerHasReacted, true)
  assert.equal(counted.requests, 2)
  screen.close()
})
