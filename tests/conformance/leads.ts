/** Two hundred people come through a door while their dealer's line breaks five times. */

import { EventEmitter, once } from 'node:events'
import { createClient, type Client } from 'graphql-ws'
import WebSocket from 'ws'
import { bearer, scan, socketUrl, type Door } from './stage.ts'

export const VISITORS = 200
const LOSSES = 5

export const LEADS = /* GraphQL */ `
  subscription Leads($dealer: ID!, $after: String) {
    leadFeed(dealer: $dealer, after: $after) {
      cursor
      live
      edges {
        seq
        change
        lead {
          id
          contact {
            name
          }
        }
      }
    }
  }
`

export interface LeadFeed {
  cursor: string
  live: boolean
  edges: { seq: number; change: string; lead: { id: string; contact: { name: string } } | null }[]
}

/** What a dealer's staff have heard, in the order of hearing; give it to a client as its sink. */
export class Heard {
  readonly edges: LeadFeed['edges'] = []
  cursor?: string
  #events = 0
  #failure: unknown
  #news = new EventEmitter()

  next({ data, errors }: { data?: { leadFeed: LeadFeed } | null; errors?: unknown }): void {
    this.#events += 1
    if (data) {
      this.cursor = data.leadFeed.cursor
      this.edges.push(...data.leadFeed.edges)
    } else {
      this.#failure = errors
    }
    this.#news.emit('event')
  }

  error(failure: unknown): void {
    this.#failure = failure
    this.#news.emit('event')
  }

  complete(): void {
    this.error('It was completed')
  }

  /** Until the feed has spoken for the first time: what comes after that is not missed. */
  async begun(): Promise<void> {
    await this.#when(() => this.#events > 0)
  }

  /** Until so many changes were heard; throws what went wrong meanwhile. */
  async until(count: number): Promise<void> {
    await this.#when(() => this.edges.length >= count)
  }

  get numbers(): number[] {
    return this.edges.map(({ seq }) => seq)
  }

  get leads(): Set<string | undefined> {
    return new Set(this.edges.map(({ lead }) => lead?.id))
  }

  async #when(isSo: () => boolean): Promise<void> {
    while (!this.#failure && !isSo()) await once(this.#news, 'event')
    if (this.#failure) throw new Error('The feed broke off', { cause: this.#failure })
  }
}

/** So many numbers, from this one on. */
export function numbersFrom(first: number | undefined, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first! + index)
}

/** A graphql-ws client on a line that breaks when it is told to, and is mended likewise. */
export class Line {
  readonly client: Client
  losses = 0
  #open = Promise.withResolvers<WebSocket>()
  #mended = Promise.withResolvers<void>()

  constructor(token: string) {
    this.client = createClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: bearer(token),
      retryWait: () => this.#mended.promise,
      on: { connected: (socket) => this.#open.resolve(socket as WebSocket) },
    })
  }

  /** Cut the connection, without a word to the server, as soon as there is one. */
  async lose(): Promise<void> {
    const socket = await this.#open.promise
    this.#open = Promise.withResolvers()
    this.#mended = Promise.withResolvers()
    const closed = once(socket, 'close')
    socket.terminate()
    await closed
    this.losses += 1
  }

  /** Let the client come back. */
  mend(): void {
    this.#mended.resolve()
  }
}

/** Let everyone in: before, amid, during and after each loss of the line. */
export async function letEveryoneIn(door: Door, line: Line, heard: Heard): Promise<void> {
  const size = VISITORS / LOSSES / 4
  const parties = Array.from({ length: VISITORS / size }, (_, number) =>
    door.passes.slice(number * size, (number + 1) * size),
  )
  for (let loss = 0; loss < LOSSES; loss += 1) {
    const [before, amid, during, after] = parties.splice(0, 4)
    await scan(door, before!)
    await heard.until(loss * 4 * size + size)
    await Promise.all([scan(door, amid!), line.lose()])
    await scan(door, during!)
    line.mend()
    await scan(door, after!)
  }
  await heard.until(VISITORS)
}
