/** How long the last scans took, from the frame to the stored decision, for whoever measures. */

import type { Timing } from "../camera/camera.ts";

const MOST = 1_000;

export interface ScanTiming extends Timing {
  decided: number;
}

export const timings: ScanTiming[] = [];

export function keep(timing: Timing): void {
  timings.push({ ...timing, decided: performance.now() });
  if (timings.length > MOST) timings.shift();
}
