/** Sound and vibration: yes, no and attention can be told apart without looking. */

import type { Verdict } from "../tablet/contract.ts";

export type Tone = "yes" | "no" | "attention";

const NOTES: Record<Tone, [frequency: number, at: number, seconds: number][]> = {
  yes: [
    [880, 0, 0.09],
    [1320, 0.1, 0.16],
  ],
  attention: [
    [660, 0, 0.14],
    [660, 0.22, 0.14],
  ],
  no: [
    [220, 0, 0.2],
    [165, 0.22, 0.38],
  ],
};
const SHAKES: Record<Tone, number[]> = { yes: [60], attention: [60, 80, 60], no: [250, 100, 250] };

const LATE_MS = 500; // a sound that comes later than that would be taken for the next person's

let context: AudioContext | null = null;
let isOn = true;

export function setSound(on: boolean): void {
  isOn = on;
}

export function isSoundOn(): boolean {
  return isOn;
}

/** Browsers give sound only after a touch, and take it away with a call or a dark screen: get it back. */
export function keepSound(): void {
  const touched = () => void resumed((context ??= new AudioContext()));
  for (const touch of ["pointerup", "click", "keydown"]) addEventListener(touch, touched, { capture: true });
  document.addEventListener("visibilitychange", () => {
    if (context && document.visibilityState === "visible") void resumed(context);
  });
}

/** Whether it sounds by now; where a touch is needed first, that may be long after. */
async function resumed(one: AudioContext): Promise<boolean> {
  if (one.state !== "running") await one.resume().catch(() => undefined);
  return one.state === "running";
}

export function toneOf(verdict: Verdict, isOverride: boolean): Tone {
  if (isOverride || verdict === "ADMITTED" || verdict === "READMITTED" || verdict === "LEFT") return "yes";
  return verdict === "ALREADY_ADMITTED" ? "attention" : "no";
}

export function play(tone: Tone): void {
  navigator.vibrate?.(SHAKES[tone]);
  if (isOn && context) void sound(context, tone);
}

async function sound(context: AudioContext, tone: Tone): Promise<void> {
  const asked = performance.now();
  if (!(await resumed(context)) || performance.now() - asked > LATE_MS) return;
  for (const [frequency, at, seconds] of NOTES[tone]) {
    const [oscillator, gain] = [context.createOscillator(), context.createGain()];
    const start = context.currentTime + at;
    oscillator.type = tone === "no" ? "square" : "sine";
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(tone === "no" ? 0.25 : 0.5, start);
    gain.gain.exponentialRampToValueAtTime(0.001, start + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + seconds);
  }
}
