import './tags.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wholeFeed } from '../feed.ts'
import { corner, post } from '../stage.ts'
import { connect } from './environment.ts'
import { Screen } from './screen.ts'

const { feedOf, PAGE } = await import('./feed.ts')
const relay = corner('relay')

test('Relay: a feed scrolled amid new posts shows none twice and misses none', async () => {
  const stood = await wholeFeed(relay.reader)
  assert.ok(stood.length > 20 * PAGE, `the story has only ${stood.length} posts`)
  const screen = new Screen(connect(relay.reader).environment, feedOf(relay.circle, 'unsaid'))
  await screen.until(() => screen.texts('li').length === PAGE)
  while (screen.texts('li').length < stood.length) {
    const shown = screen.texts('li').length
    await screen.press('More')
    await post(relay, `Seen while scrolling, ${shown}`)
    await screen.until(() => screen.texts('li').length > shown)
  }
  await screen.until(() => screen.texts('p').includes('The end'))
  assert.deepEqual(screen.texts('li'), stood)
  screen.close()
})

test('Relay: who posts sees the post at the head of the feed, without asking again', async () => {
  const { environment, asked } = connect(relay.reader)
  const screen = new Screen(environment, feedOf(relay.circle, 'Said in Relay'))
  await screen.until(() => screen.texts('li').length === PAGE)
  const before = screen.texts('li')
  await screen.press('Post')
  await screen.until(() => screen.texts('li').length === PAGE + 1)
  assert.deepEqual(screen.texts('li').slice(1), before)
  assert.deepEqual(asked, ['feedQuery', 'feedPostMutation'])
  assert.equal((await wholeFeed(relay.reader))[0], screen.texts('li')[0])
  screen.close()
})
