/** The feed by pages, and a way to post: what a front-end shows of a circle's talk. */

import { createElement, Fragment, type FunctionComponent } from 'react'
import { graphql, useLazyLoadQuery, useMutation, usePaginationFragment } from 'react-relay'
import type { feed_posts$key } from './__generated__/feed_posts.graphql.ts'
import type { feedPostMutation } from './__generated__/feedPostMutation.graphql.ts'
import type { feedQuery } from './__generated__/feedQuery.graphql.ts'

export const PAGE = 20

const FEED = graphql`
  query feedQuery($count: Int!) {
    ...feed_posts @arguments(count: $count)
  }
`

const POSTS = graphql`
  fragment feed_posts on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "feedPageQuery") {
    feed(first: $count, after: $cursor) @connection(key: "feed_feed") {
      __id
      edges {
        node {
          id
          text
          author {
            name
          }
        }
      }
    }
  }
`

const POST = graphql`
  mutation feedPostMutation($input: PostCreateInput!, $feeds: [ID!]!) {
    postCreate(input: $input) {
      post @prependNode(connections: $feeds, edgeTypeName: "PostEdge") {
        id
        text
        author {
          name
        }
      }
      userErrors {
        code
      }
    }
  }
`

/** A list of posts; `More` reads on, and `Post` says `text` in the circle. */
export function feedOf(circle: string, text: string): FunctionComponent {
  return () => {
    const query = useLazyLoadQuery<feedQuery>(FEED, { count: PAGE })
    const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<
      feedQuery,
      feed_posts$key
    >(POSTS, query)
    const [commit] = useMutation<feedPostMutation>(POST)
    const post = () => {
      const input = { idempotencyKey: crypto.randomUUID(), community: circle, text }
      commit({ variables: { input, feeds: [data.feed.__id] } })
    }
    return createElement(
      Fragment,
      null,
      ...data.feed.edges.map(({ node }) => createElement('li', { key: node.id }, node.id)),
      createElement('button', { onClick: post }, 'Post'),
      hasNext &&
        !isLoadingNext &&
        createElement('button', { onClick: () => loadNext(PAGE) }, 'More'),
      !hasNext && createElement('p', null, 'The end'),
    )
  }
}
