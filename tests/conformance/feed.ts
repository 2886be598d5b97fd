/** The feed as it stands, to compare with what a client has made of it. */

import { ask } from './stage.ts'

const IDS = /* GraphQL */ `
  query ($after: String) {
    feed(first: 100, after: $after) {
      edges {
        node {
          id
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`

/** A page of it, as a front-end shows it. */
export const FEED_PAGE = /* GraphQL */ `
  query Feed($first: Int, $after: String, $last: Int, $before: String) {
    feed(first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
        node {
          id
          text
          author {
            id
            name
          }
          community {
            id
            name
          }
          commentCount
          reactionCount
          viewerHasReacted
        }
      }
      pageInfo {
        startCursor
        endCursor
        hasNextPage
        hasPreviousPage
      }
    }
  }
`

/** The ids of the posts on a page. */
export const ids = ({ edges }: any): string[] => edges.map(({ node }: any) => node.id)

/** The ids of every post in a reader's feed, read by large pages and without a cache. */
export async function wholeFeed(reader: string): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  do {
    const { feed }: any = await ask(reader, IDS, { after })
    found.push(...ids(feed))
    after = feed.pageInfo.hasNextPage ? feed.pageInfo.endCursor : null
  } while (after)
  return found
}
