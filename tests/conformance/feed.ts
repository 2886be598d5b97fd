/** The feed as it stands, to compare with what a client has made of it. */

import { ask } from './stage.ts'

const PAGE = /* GraphQL */ `
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

/** The ids of every post in a reader's feed, read by large pages and without a cache. */
export async function wholeFeed(reader: string): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  do {
    const { feed }: any = await ask(reader, PAGE, { after })
    found.push(...feed.edges.map(({ node }: any) => node.id))
    after = feed.pageInfo.hasNextPage ? feed.pageInfo.endCursor : null
  } while (after)
  return found
}
