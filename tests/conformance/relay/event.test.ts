import './tags.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corner, tell } from '../stage.ts'
import { connect } from './environment.ts'
import { Screen } from './screen.ts'

const { cardOf } = await import('./event.ts')
const { reader, writer, event } = corner('relay')

test('Relay: a card is read again by node, and registering changes it', async () => {
  const { environment, asked } = connect(reader)
  const screen = new Screen(environment, cardOf(event))
  const shows = (...lines: string[]) =>
    screen.until(() => JSON.stringify(screen.texts('p')) === JSON.stringify(lines))

  await shows('0 taken', 'not yours')
  assert.deepEqual(screen.texts('h1'), ['Evening of relay'])
  const input = { idempotencyKey: 'relay-other', event }
  await tell(writer, 'registrationCreate', 'registration { id }', input)
  await screen.press('Look again')
  await shows('1 taken', 'not yours')
  await screen.press('Register')
  await shows('2 taken', 'CONFIRMED')
  assert.deepEqual(asked, ['eventQuery', 'eventCardQuery', 'eventRegisterMutation'])
  screen.close()
})
