/** A screen without a browser, to look at and to wait for. */

import { EventEmitter, once } from 'node:events'
import { createElement, Profiler, Suspense, type FunctionComponent } from 'react'
import { RelayEnvironmentProvider } from 'react-relay'
import { create, type ReactTestInstance, type ReactTestRenderer } from 'react-test-renderer'
import { RelayFeatureFlags, type Environment } from 'relay-runtime'

// As with `isServer` of the environment: no timer outlives a closed screen.
RelayFeatureFlags.ENABLE_ACTIVITY_COMPATIBILITY = false

export class Screen {
  readonly #news = new EventEmitter()
  readonly #renderer: ReactTestRenderer
  #isShown = false

  constructor(environment: Environment, view: FunctionComponent) {
    const shown = createElement(Suspense, { fallback: 'Loading' }, createElement(view))
    const provided = createElement(RelayEnvironmentProvider, { environment, children: shown })
    const onRender = () => {
      this.#isShown = true
      this.#news.emit('render')
    }
    this.#renderer = create(createElement(Profiler, { id: 'screen', onRender }, provided))
  }

  /** What stands in these elements. */
  texts(element: string): string[] {
    return this.#all(element).map(({ children }) => children.join(''))
  }

  /** Press the button that says so, as soon as it is there. */
  async press(label: string): Promise<void> {
    const find = () => this.#all('button').find(({ children }) => children.join('') === label)
    await this.until(() => find() !== undefined)
    find()!.props.onClick()
  }

  /** Until the screen is as one waits for. */
  async until(isAwaited: () => boolean): Promise<void> {
    while (!isAwaited()) await once(this.#news, 'render')
  }

  close(): void {
    this.#renderer.unmount()
  }

  #all(element: string): ReactTestInstance[] {
    if (!this.#isShown) return []
    return this.#renderer.root.findAll(({ type }) => type === element)
  }
}
