/** The stage that stage.py has set, and what every client's tests do on it by plain HTTP. */

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Door {
  event: string
  gate: string
  tablet: string
  passes: string[]
  spare: string[]
}

export interface Corner {
  reader: string
  writer: string
  circle: string
  event: string
  seller: string
  dealer: string
  door: Door
}

interface Stage {
  url: string
  operator: string
  signInOfSeller: { email: string; code: string }
  corners: Record<string, Corner>
}

const stage: Stage = JSON.parse(readFileSync(process.env.CONFORMANCE_STAGE!, 'utf8'))

export const operator = stage.operator
export const url = `${stage.url}/graphql`
export const socketUrl = url.replace('http', 'ws')

/** What this client has to itself; see stage.py. */
export function corner(client: string): Corner {
  const found = stage.corners[client]
  if (!found) throw new Error(`stage.py knows no client ${client}`)
  return found
}

export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

/** The token of a new session of the seller's, which a test may end. */
export async function signIn(): Promise<string> {
  const input = { idempotencyKey: randomUUID(), ...stage.signInOfSeller }
  return (await tell('', 'signInComplete', 'token', input)).token
}

/** The data of an operation, whoever asks; throws where there are errors. */
export async function ask(token: string, query: string, variables: object = {}): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && bearer(token)) },
    body: JSON.stringify({ query, variables }),
  })
  const answer: any = await response.json()
  if (answer.errors) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}

/** The payload of a mutation without refusals: what is selected of `selection`. */
export async function tell(
  token: string,
  mutation: string,
  selection: string,
  input: object,
): Promise<any> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`
  const document = `mutation ($input: ${type}) {
    ${mutation}(input: $input) { ${selection} userErrors { code message } }
  }`
  const { [mutation]: payload } = await ask(token, document, { input })
  if (payload.userErrors.length) throw new Error(JSON.stringify(payload.userErrors))
  return payload
}

/** The id of a new post in the corner's circle. */
export async function post({ writer, circle }: Corner, text: string): Promise<string> {
  const input = { idempotencyKey: randomUUID(), community: circle, text }
  return (await tell(writer, 'postCreate', 'post { id }', input)).post.id
}

/** Let these people in at the door: each becomes a lead of its corner's dealer. */
export async function scan({ event, gate, tablet }: Door, passes: string[]): Promise<void> {
  const now = new Date().toISOString()
  const scans = passes.map((token) => ({ id: randomUUID(), token, scannedAt: now }))
  const input = { event, gate, sentAt: now, scans }
  const { answers } = await tell(tablet, 'scanBatchSubmit', 'answers { verdict }', input)
  const refused = answers.filter(({ verdict }: any) => verdict !== 'ADMITTED')
  if (refused.length) throw new Error(JSON.stringify(refused))
}
