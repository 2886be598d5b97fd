import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { buildSchema, GraphQLError } from 'graphql'
import { createClient, type Client } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import WebSocket, { WebSocketServer } from 'ws'
import { Heard, LEADS } from './leads.ts'
import { resuming } from './resume.ts'

test('resume: who comes back too late is told so once, and then begins anew', async () => {
  const places: unknown[] = []
  const house = await forgetful(places)
  const client = resuming(createClient({ url: house.url, webSocketImpl: WebSocket }))
  await follow(client)
  await assert.rejects(follow(client), ({ cause: [error] }: any) => {
    return error.extensions.code === 'CURSOR_EXPIRED'
  })
  await follow(client)
  assert.deepEqual(places, [undefined, 'the only one', undefined])
  await house.close()
})

/** Follow the feed until it has spoken for the first time. */
async function follow(client: Client): Promise<void> {
  const heard = new Heard()
  const stop = client.subscribe<any>({ query: LEADS, variables: { dealer: 'any' } }, heard)
  await heard.begun().finally(stop)
}

/** A house that has forgotten every place by the time that one comes back to it. */
async function forgetful(places: unknown[]) {
  const schema = buildSchema(`
    type Query { any: Int }
    type Subscription { leadFeed(dealer: ID!, after: String): LeadFeed }
    type LeadFeed { cursor: String! live: Boolean! edges: [Edge!]! }
    type Edge { seq: Int! change: String! lead: Lead }
    type Lead { id: ID! contact: Contact! }
    type Contact { name: String! }
  `)
  async function* leadFeed({ after }: { after?: string }) {
    places.push(after)
    if (after) throw new GraphQLError('Too late', { extensions: { code: 'CURSOR_EXPIRED' } })
    yield { leadFeed: { cursor: 'the only one', live: true, edges: [] } }
    await new Promise(() => {})
  }
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  const { dispose } = useServer({ schema, roots: { subscription: { leadFeed } } }, server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `ws://127.0.0.1:${port}`, close: async () => dispose() }
}
