/** Relay's environment, set up as its manual says for persisted queries. */

import type { Client as SocketClient } from 'graphql-ws'
import {
  Environment,
  Network,
  Observable,
  RecordSource,
  Store,
  type FetchFunction,
  type GraphQLResponse,
  type SubscribeFunction,
} from 'relay-runtime'
import { bearer, url } from '../stage.ts'

/** An environment whose requests name compiled documents, and the names of those it asked. */
export function connect(token: string, socket?: SocketClient) {
  const asked: string[] = []
  const ask: FetchFunction = async ({ id, name }, variables) => {
    asked.push(name)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json',
        'content-type': 'application/json',
        ...bearer(token),
      },
      body: JSON.stringify({ documentId: `sha256:${id}`, variables }),
    })
    return (await response.json()) as GraphQLResponse
  }
  const listen: SubscribeFunction = ({ id }, variables) =>
    Observable.create((sink) => {
      const payload = { query: '', documentId: `sha256:${id}`, variables }
      return socket!.subscribe(payload, {
        next: (event) => sink.next(event as GraphQLResponse),
        error: (problem) => sink.error(new Error('The socket says no', { cause: problem })),
        complete: () => sink.complete(),
      })
    })
  const environment = new Environment({
    network: Network.create(ask, socket && listen),
    store: new Store(new RecordSource()),
    isServer: true, // else timers keep what was shown, and the process, for five minutes
  })
  return { environment, asked }
}
