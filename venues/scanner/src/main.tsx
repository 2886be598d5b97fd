/** The scanner starts: from its own store, without waiting for any network. */

import { render } from "preact";
import { registerSW } from "virtual:pwa-register";
import { createScanner } from "./tablet/scanner.ts";
import { App, type Updates } from "./ui/app.tsx";
import "./ui/style.css";
import { timings } from "./ui/timings.ts";

declare const __VERSION__: string;

const onUpdate: Updates = (onNew) => {
  const start = registerSW({ onNeedRefresh: () => onNew(() => void start(true)) });
};

const scanner = await createScanner({ app: __VERSION__ });
render(<App scanner={scanner} onUpdate={onUpdate} />, document.getElementById("app")!);

// For whoever drives or measures the app from outside, as the tests in a real browser do.
Object.assign(globalThis, { paddock: { scanner, timings, startedIn: performance.now() } });
