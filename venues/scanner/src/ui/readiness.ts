/** What has to be right before the doors open, and what to do where it is not. */

import { useEffect, useState } from "preact/hooks";
import type { Snapshot } from "../tablet/contract.ts";
import type { Frame } from "./frame.tsx";
import { span } from "./moments.ts";
import { networkWord } from "./network.tsx";

const FAR_MS = 5 * 60_000;
const LOW_PERCENT = 30;

type State = "good" | "warn" | "bad";

export interface Line {
  label: string;
  text: string;
  state: State;
}

export const SIGNS: Record<State, string> = { good: "✓", warn: "!", bad: "✕" };

/** `camera` is whether one may be used, null while that is not known. */
export function readiness(frame: Pick<Frame, "say" | "snapshot" | "language">, camera: boolean | null): Line[] {
  const { say, snapshot, language } = frame;
  const { manifest, batteryPercent, counters, network } = snapshot;
  const keys = manifest?.keys ?? 0;
  const isLow = batteryPercent !== null && batteryPercent < LOW_PERCENT;
  const power = batteryPercent === null ? say("batteryUnknown") : `${batteryPercent} %`;
  return [
    people(frame),
    line(say("keys"), keys > 0 ? say("keysGood", { count: keys }) : say("keysNone"), keys > 0 ? "good" : "bad"),
    snapshot.isStoragePersisted
      ? line(say("storage"), say("storageGood"), "good")
      : line(say("storage"), say("storageBad"), "warn"),
    clock(say, snapshot.clockOffset, language),
    camera === false
      ? line(say("camera"), say("cameraBad"), "warn")
      : line(say("camera"), camera ? say("cameraGood") : "…", "good"),
    isLow
      ? line(say("battery"), say("batteryLow", { percent: batteryPercent }), "warn")
      : line(say("battery"), power, "good"),
    line(say("network"), say(networkWord(network)), network === "none" ? "warn" : "good"),
    ...snapshot.edges.map((edge) => edgeLine(say, edge)),
    counters.unsent > 0
      ? line(say("unsent"), say("unsentSome", { count: counters.unsent }), "warn")
      : line(say("unsent"), say("unsentGood"), "good"),
  ];
}

function line(label: string, text: string, state: State): Line {
  return { label, text, state };
}

function people({ say, snapshot, language }: Pick<Frame, "say" | "snapshot" | "language">): Line {
  const { manifest, manifestState, clockOffset } = snapshot;
  const age = manifest ? span(Date.now() + (clockOffset ?? 0) - manifest.madeAt, language) : "";
  const found = {
    ok: line(say("people"), say("peopleGood", { count: manifest?.people ?? 0, age }), "good"),
    stale: line(say("people"), say("peopleStale"), "warn"),
    expired: line(say("people"), say("peopleExpired"), "bad"),
    none: line(say("people"), say("peopleNone"), "bad"),
  } as const;
  return found[manifestState];
}

function clock(say: Frame["say"], offset: number | null, language: Frame["language"]): Line {
  if (offset === null) return line(say("clock"), say("clockUnknown"), "warn");
  const isFar = Math.abs(offset) > FAR_MS;
  const text = say(isFar ? "clockFar" : "clockGood", { offset: span(offset, language) });
  return line(say("clock"), text, isFar ? "warn" : "good");
}

function edgeLine(say: Frame["say"], { address, isReached }: Snapshot["edges"][number]): Line {
  const name = new URL(address).host;
  if (isReached === null) return line(say("edge"), say("edgeUntried", { address: name }), "warn");
  return line(say("edge"), say(isReached ? "edgeGood" : "edgeBad", { address: name }), isReached ? "good" : "warn");
}

/** Whether a camera may be used; asks for it once. */
export function useCamera(): boolean | null {
  const [works, setWorks] = useState<boolean | null>(null);
  useEffect(() => {
    const asked = navigator.mediaDevices?.getUserMedia?.({ video: true });
    if (!asked) return setWorks(false);
    asked.then(
      (stream) => {
        for (const track of stream.getTracks()) track.stop();
        setWorks(true);
      },
      () => setWorks(false),
    );
  }, []);
  return works;
}
