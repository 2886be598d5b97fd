/** The stage that stage.py has set, and what every client's tests do on it by plain HTTP. */

import { createPrivateKey, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface Door {
  device: string
  event: string
  gate: string
  seed: string
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
export async function scan(door: Door, passes: string[]): Promise<void> {
  const scans = passes.map((token) => ({ kind: 'scan', id: randomUUID(), token, at: Date.now() }))
  const { answers } = await tell(
    door.tablet,
    'scanBatchSubmit',
    'answers { verdict }',
    signed(door, scans),
  )
  const refused = answers.filter(({ verdict }: any) => verdict !== 'ADMITTED')
  if (refused.length) throw new Error(JSON.stringify(refused))
}

/** A batch as its tablet signs it; docs/tablets.md tells its form. */
export function signed({ device, event, gate, seed }: Door, items: object[]) {
  const batch = JSON.stringify({ v: 1, device, event, gate, sentAt: Date.now(), items })
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, Buffer.from(seed, 'base64')]),
    format: 'der',
    type: 'pkcs8',
  })
  const signature = sign(null, Buffer.from(`paddock batch 1\n${batch}`), key).toString('base64')
  return { batch, signature }
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
