import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverAudits } from 'graphql-http'
import { url } from './stage.ts'

/** What the server refuses, and must: a link on a stranger's page sends no more than this GET. */
const REFUSED = ['5A70']

const audits = serverAudits({ url })

for (const [requirement, count] of [['MUST', 13], ['SHOULD', 23], ['MAY', 25]] as const) {
  test(`the server passes ${requirement} of graphql-http's audits`, async () => {
    const asked = audits.filter(({ name }) => name.startsWith(requirement))
    const results = await Promise.all(asked.map(({ fn }) => fn()))
    const failed = results.filter(({ status }) => status !== 'ok')
    const expected = REFUSED.filter((id) => asked.some((audit) => audit.id === id))
    assert.equal(asked.length, count)
    assert.deepEqual(failed.map(({ id }) => id).sort(), expected, JSON.stringify(failed, null, 2))
  })
}
