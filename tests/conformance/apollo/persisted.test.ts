import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { bearer, corner, url } from '../stage.ts'

const { reader } = corner('apollo')

interface Exchange {
  method: string
  hasQuery: boolean
  codes: string[]
}

function connect(useGETForHashedQueries: boolean): { client: ApolloClient; seen: Exchange[] } {
  const seen: Exchange[] = []
  const link = new PersistedQueryLink({
    sha256: (query: string) => createHash('sha256').update(query).digest('hex'),
    useGETForHashedQueries,
  }).concat(new HttpLink({ uri: url, headers: bearer(reader), fetch: recording(seen) }))
  return { client: new ApolloClient({ link, cache: new InMemoryCache() }), seen }
}

function recording(seen: Exchange[]): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, init)
    const { errors = [] }: any = await response.clone().json()
    const { searchParams } = new URL(String(address))
    seen.push({
      method: init!.method!,
      hasQuery: searchParams.has('query') || String(init!.body).includes('"query"'),
      codes: errors.map(({ extensions }: any) => extensions.code),
    })
    return response
  }
}

for (const method of ['POST', 'GET']) {
  test(`Apollo: an unknown query is sent once, then by its hash alone, by ${method}`, async () => {
    const query = gql(`query Named${randomUUID().replaceAll('-', '')} { viewer { member { id } } }`)
    const [first, second] = [connect(method === 'GET'), connect(method === 'GET')]
    const one = await first.client.query({ query })
    const other = await second.client.query({ query })
    assert.deepEqual(other.data, one.data)
    assert.deepEqual(first.seen, [
      { method, hasQuery: false, codes: ['PERSISTED_QUERY_NOT_FOUND'] },
      { method: 'POST', hasQuery: true, codes: [] },
    ])
    assert.deepEqual(second.seen, [{ method, hasQuery: false, codes: [] }])
  })
}
