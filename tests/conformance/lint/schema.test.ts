import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { ESLint } from 'eslint'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))
const filePath = `${checkout}schema.graphql`
const eslint = new ESLint({
  cwd: checkout,
  overrideConfigFile: fileURLToPath(new URL('eslint.config.mjs', import.meta.url)),
})

/** What is wrong with a schema: the rule and the line. */
async function wrong(text: string): Promise<string[]> {
  const [found] = await eslint.lintText(text, { filePath })
  return found!.messages.map(({ ruleId, line, message }) => `${line}: ${ruleId ?? message}`)
}

test('graphql-eslint: the schema keeps every rule', async () => {
  assert.deepEqual(await wrong(await readFile(filePath, 'utf8')), [])
})

for (const [rule, sdl] of [
  ['require-description', 'type Car { id: ID! }'],
  ['strict-id-in-types', '"A car." type Car { "Its name." name: String }'],
  ['naming-convention', '"A car." type Car { "Of it." id: ID! "Its name." Name: String }'],
  ['require-deprecation-reason', '"A car." type Car { "Of it." id: ID! @deprecated }'],
  ['relay-connection-types', '"Cars." type CarConnection { "Cars." cars: [ID] }'],
  ['relay-page-info', '"Where." type PageInfo { "More?" hasMore: Boolean }'],
] as const) {
  test(`graphql-eslint: a schema that breaks ${rule} is found out`, async () => {
    const found = await wrong(sdl)
    assert.ok(found.includes(`1: @graphql-eslint/${rule}`), found.join('\n'))
  })
}
