/** What the browser gives; a test gives something else. */

import type { Clock } from "./clocks.ts";
import type { ScannerOptions } from "./contract.ts";

export type Surroundings = Required<Omit<ScannerOptions, "clock">> & { clock: Clock };

interface Battery {
  level: number;
}

/** Needs no page to exist: a worker and Node have no battery, no document, and hence none of their news. */
export function surroundings(options: ScannerOptions): Surroundings {
  return {
    origin: options.origin ?? globalThis.location.origin,
    storage: options.storage ?? "paddock",
    app: options.app ?? "",
    batteryPercent: options.batteryPercent ?? batteryOf(globalThis.navigator),
    isStoragePersisted: options.isStoragePersisted ?? persisted,
    onWake: options.onWake ?? woken,
    onStoreLost: options.onStoreLost ?? (() => globalThis.location?.reload()),
    clock: options.clock ?? { now: () => Date.now(), elapsed: () => performance.now() },
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    askWithinMs: options.askWithinMs ?? 400,
    syncEveryMs: options.syncEveryMs ?? 15_000,
    hasFeed: options.hasFeed ?? true,
  };
}

function batteryOf(navigator: Navigator): () => number | null {
  const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
  let battery: Battery | null = null;
  void getBattery?.call(navigator).then(
    (found) => (battery = found),
    () => undefined,
  );
  return () => (battery ? Math.round(battery.level * 100) : null);
}

async function persisted(): Promise<boolean> {
  const storage = (globalThis.navigator as Partial<Navigator>).storage;
  return (await storage?.persisted?.()) || (await storage?.persist?.()) || false;
}

function woken(wake: () => void): () => void {
  const { document } = globalThis as Partial<typeof globalThis>;
  const seen = () => document?.visibilityState === "visible" && wake();
  const { addEventListener, removeEventListener } = globalThis as Partial<typeof globalThis>;
  addEventListener?.call(globalThis, "online", wake);
  document?.addEventListener("visibilitychange", seen);
  return () => {
    removeEventListener?.call(globalThis, "online", wake);
    document?.removeEventListener("visibilitychange", seen);
  };
}
