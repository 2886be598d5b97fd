/** The scanner starts: from its own store, without waiting for any network. */

import { render } from "preact";
import { createScanner } from "./tablet/scanner.ts";
import { App } from "./ui/app.tsx";
import { keepSound } from "./ui/sounds.ts";
import "./ui/style.css";
import { timings } from "./ui/timings.ts";
import { watchForUpdates } from "./ui/updates.ts";

declare const __VERSION__: string;

const scanner = await createScanner({ app: __VERSION__ });
keepSound();
render(<App scanner={scanner} onUpdate={watchForUpdates} />, document.getElementById("app")!);

// For whoever drives or measures the app from outside, as the tests in a real browser do.
Object.assign(globalThis, { paddock: { scanner, timings, startedIn: performance.now() } });
