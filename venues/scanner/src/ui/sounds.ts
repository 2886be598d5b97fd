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

let context: AudioContext | null = null;
let isOn = true;

export function setSound(on: boolean): void {
  isOn = on;
}

export function isSoundOn(): boolean {
  return isOn;
}

/** Browsers give sound only after a touch: call it from one. */
export function unlock(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function toneOf(verdict: Verdict, isOverride: boolean): Tone {
  if (isOverride || verdict === "ADMITTED" || verdict === "READMITTED" || verdict === "LEFT") return "yes";
  return verdict === "ALREADY_ADMITTED" ? "attention" : "no";
}

export function play(tone: Tone): void {
  navigator.vibrate?.(SHAKES[tone]);
  if (!isOn || context?.state !== "running") return;
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
