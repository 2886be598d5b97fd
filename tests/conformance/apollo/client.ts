/** Apollo Client, set up as its manual says. */

import { EventEmitter, once } from 'node:events'
import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  InMemoryCache,
  type ErrorLike,
  type ObservableQuery,
} from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { ask, bearer, url } from '../stage.ts'

/**
 * A client over HTTP, whose requests are counted, or over another link; its cache knows the
 * schema's interfaces and unions, and which lists are pages.
 */
export async function connect(token: string, link?: ApolloLink) {
  const counted = { requests: 0 }
  const http = new HttpLink({
    uri: url,
    headers: bearer(token),
    fetch: (...request) => {
      counted.requests += 1
      return fetch(...request)
    },
  })
  const cache = new InMemoryCache({
    possibleTypes: await possibleTypes(token),
    typePolicies: {
      Query: { fields: { feed: relayStylePagination() } },
      Viewer: { keyFields: [], fields: { registrations: relayStylePagination() } },
    },
  })
  return { client: new ApolloClient({ link: link ?? http, cache }), counted }
}

/** What is shown of a query, until it is closed. */
export class Screen {
  #data: any
  #error: ErrorLike | undefined
  #news = new EventEmitter()
  #watch: { unsubscribe(): void }

  constructor(query: ObservableQuery<any>) {
    this.#watch = query.subscribe(({ data, error }: { data?: any; error?: ErrorLike }) => {
      this.#data = data
      this.#error = error
      this.#news.emit('change')
    })
  }

  /** The data, once they are as one waits for. */
  async until(isAwaited: (data: any) => boolean = () => true): Promise<any> {
    while (!this.#error && !(this.#data && isAwaited(this.#data))) await once(this.#news, 'change')
    if (this.#error) throw this.#error
    return this.#data
  }

  close(): void {
    this.#watch.unsubscribe()
  }
}

async function possibleTypes(token: string): Promise<Record<string, string[]>> {
  const { __schema } = await ask(token, '{ __schema { types { name possibleTypes { name } } } }')
  const abstract = __schema.types.filter(({ possibleTypes }: any) => possibleTypes)
  return Object.fromEntries(
    abstract.map(({ name, possibleTypes }: any) => [
      name,
      possibleTypes.map((type: { name: string }) => type.name),
    ]),
  )
}
