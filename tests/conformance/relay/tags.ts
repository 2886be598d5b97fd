/** What babel-plugin-relay and a bundler do in a front-end: each tag becomes what was compiled. */

import { registerHooks } from 'node:module'

const TAG = /graphql`\s*\w+ (\w+)[^`]*`/g
const SCREEN = new RegExp(`^${new URL('.', import.meta.url)}\\w+\\.ts$`)
const COMPILED = "(await import('./__generated__/$1.graphql.ts')).default"

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.endsWith('.graphql') ? `${specifier}.ts` : specifier, context),
  load(address, context, next) {
    const loaded = next(address, context)
    if (!SCREEN.test(address)) return loaded
    return { ...loaded, source: String(loaded.source).replace(TAG, COMPILED) }
  },
})
