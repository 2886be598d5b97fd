/** urql with its normalised cache, set up as its manual says. */

import {
  Client,
  fetchExchange,
  subscriptionExchange,
  type Exchange,
  type OperationResult,
  type OperationResultSource,
} from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { getIntrospectionQuery } from 'graphql'
import type { Client as SocketClient } from 'graphql-ws'
import { ask, bearer, url } from '../stage.ts'

/** What a request over HTTP asked for, and the type of its answer. */
export interface Exchanged {
  method: string
  accept: string[]
  type: string
}

/** A client whose subscriptions run over a socket, and all that it exchanges over HTTP. */
export async function connect(token: string, socket?: SocketClient) {
  const exchanged: Exchanged[] = []
  const complaints: string[] = []
  const client = new Client({
    url,
    exchanges: [
      await cache(token, complaints),
      ...(socket ? [overSocket(socket)] : []),
      fetchExchange,
    ],
    fetchOptions: { headers: bearer(token) },
    fetchSubscriptions: !socket,
    fetch: recording(exchanged),
  })
  return { client, exchanged, complaints }
}

/** What the query shows, once the cache holds all of it. */
export async function shown(query: OperationResultSource<OperationResult>): Promise<any> {
  const { data, error } = await query.toPromise()
  if (error) throw error
  return data
}

/** The schema is asked for once, as an app does when it is built. */
let introspected: Promise<any> | undefined

/** Knows the schema, which lists are pages, and which objects have no id; notes what it misses. */
async function cache(token: string, complaints: string[]): Promise<Exchange> {
  return cacheExchange({
    schema: await (introspected ??= ask(token, getIntrospectionQuery({ descriptions: false }))),
    keys: { LeadContact: () => null, LeadFeed: () => null, Viewer: () => null },
    resolvers: { Query: { feed: relayPagination({ mergeMode: 'outwards' }) } },
    updates: {
      Mutation: {
        registrationCreate: (_payload, _input, store) => store.invalidate('Query', 'viewer'),
      },
    },
    logger: (severity, message) => severity !== 'debug' && complaints.push(message),
  })
}

function overSocket(socket: SocketClient): Exchange {
  return subscriptionExchange({
    forwardSubscription: ({ query = '', variables }) => ({
      subscribe: (sink) => ({
        unsubscribe: socket.subscribe<any, any>({ query, variables }, sink),
      }),
    }),
  })
}

function recording(exchanged: Exchanged[]): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, init)
    const accept = new Headers(init!.headers).get('accept')!.split(', ')
    const type = response.headers.get('content-type')!
    exchanged.push({ method: init!.method!, accept, type })
    return response
  }
}
