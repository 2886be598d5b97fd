import type { Client } from 'graphql-ws'

/**
 * The same client, whose `leadFeed` misses nothing: when the connection comes back, and when you
 * subscribe again, it goes on behind the last event. Ask for `leadFeed(after: $after)` and select
 * its `cursor`; an `after` of your own goes first.
 */
export function resuming(client: Client): Client {
  const cursors = new Map<string, string>() // the last of each feed

  const subscribe: Client['subscribe'] = (payload, sink) => {
    const feed = JSON.stringify(payload)
    const after = payload.variables?.after ?? cursors.get(feed)
    const variables = { ...payload.variables, after } // sent as they are then, when it reconnects
    return client.subscribe<any, any>({ ...payload, variables }, {
      next(event) {
        const cursor = event.data?.leadFeed?.cursor
        if (cursor) cursors.set(feed, (variables.after = cursor))
        sink.next(event)
      },
      error(problem) {
        if (isExpired(problem)) cursors.delete(feed)
        sink.error(problem)
      },
      complete: () => sink.complete(),
    })
  }
  return { ...client, subscribe }
}

function isExpired(problem: unknown): boolean {
  const errors = Array.isArray(problem) ? problem : []
  return errors.some(({ extensions }) => extensions?.code === 'CURSOR_EXPIRED')
}
