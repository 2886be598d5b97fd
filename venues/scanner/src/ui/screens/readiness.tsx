/** The look before the doors open: each line is good, or says what to do. */

import { useEffect, useState } from "preact/hooks";
import { Page, Problem, useDeed, useFrame, type Frame } from "../frame.tsx";
import { span } from "../moments.ts";
import { play, unlock } from "../sounds.ts";
import { Update } from "../update.tsx";

const FAR_MS = 5 * 60_000;
const LOW_PERCENT = 30;

interface Line {
  label: string;
  text: string;
  state: "good" | "warn" | "bad";
}

export function Readiness() {
  const frame = useFrame();
  const { say, scanner, snapshot, go } = frame;
  const { run, problem, isBusy } = useDeed();
  const camera = useCamera();
  const lines = readiness(frame, camera);
  const isReady = lines.every(({ state }) => state !== "bad");
  return (
    <Page title={`${snapshot.duty?.eventTitle ?? ""} · ${snapshot.duty?.gateName ?? ""}`} back="duties">
      <Update />
      <h2 class={isReady ? "good" : "bad"}>{say(isReady ? "allReady" : "notReady")}</h2>
      <ul class="readiness">
        {lines.map(({ label, text, state }) => (
          <li key={label} class={state}>
            <span aria-hidden="true">{{ good: "✓", warn: "!", bad: "✕" }[state]}</span>
            <strong>{label}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ul>
      <Problem text={problem} />
      <div class="row">
        <button disabled={isBusy} onClick={() => run(() => scanner.refresh())}>
          {say("refresh")}
        </button>
        {!snapshot.isStoragePersisted && (
          <button
            onClick={() =>
              run(async () => {
                await navigator.storage?.persist?.();
                await scanner.refresh();
              })
            }
          >
            {say("storage")}: {say("ask")}
          </button>
        )}
        <button
          onClick={() => {
            unlock();
            play("yes");
          }}
        >
          {say("test")}
        </button>
        <button onClick={() => go("settings")}>{say("settings")}</button>
      </div>
      <button
        class="main"
        onClick={() => {
          unlock();
          go("scanning");
        }}
      >
        {say("start")}
      </button>
    </Page>
  );
}

function readiness({ say, snapshot, language }: Frame, camera: boolean | null): Line[] {
  const { manifest, manifestState, clockOffset, batteryPercent, counters, network } = snapshot;
  const people = {
    ok: "good",
    stale: "warn",
    expired: "bad",
    none: "bad",
  } as const;
  const age = manifest ? span(Date.now() + (clockOffset ?? 0) - manifest.madeAt, language) : "";
  const peopleText = {
    ok: say("peopleGood", { count: manifest?.people ?? 0, age }),
    stale: say("peopleStale"),
    expired: say("peopleExpired"),
    none: say("peopleNone"),
  };
  return [
    { label: say("people"), text: peopleText[manifestState], state: people[manifestState] },
    manifest && manifest.keys > 0
      ? { label: say("keys"), text: say("keysGood", { count: manifest.keys }), state: "good" }
      : { label: say("keys"), text: say("keysNone"), state: "bad" },
    snapshot.isStoragePersisted
      ? { label: say("storage"), text: say("storageGood"), state: "good" }
      : { label: say("storage"), text: say("storageBad"), state: "warn" },
    clockLine(say, clockOffset, language),
    { label: say("camera"), text: say(camera ? "cameraGood" : "cameraBad"), state: camera ? "good" : "warn" },
    batteryPercent === null
      ? { label: say("battery"), text: say("batteryUnknown"), state: "good" }
      : batteryPercent < LOW_PERCENT
        ? { label: say("battery"), text: say("batteryLow", { percent: batteryPercent }), state: "warn" }
        : { label: say("battery"), text: `${batteryPercent} %`, state: "good" },
    {
      label: say("network"),
      text: say({ server: "networkServer", edge: "networkEdge", none: "networkNone" }[network] as "networkServer"),
      state: network === "none" ? "warn" : "good",
    },
    {
      label: say("unsent"),
      text: counters.unsent ? say("unsentSome", { count: counters.unsent }) : say("unsentGood"),
      state: counters.unsent ? "warn" : "good",
    },
  ];
}

function clockLine(say: Frame["say"], offset: number | null, language: Frame["language"]): Line {
  if (offset === null) return { label: say("clock"), text: say("clockUnknown"), state: "warn" };
  const isFar = Math.abs(offset) > FAR_MS;
  const text = say(isFar ? "clockFar" : "clockGood", { offset: span(offset, language) });
  return { label: say("clock"), text, state: isFar ? "warn" : "good" };
}

/** Whether a camera may be used; asks for it once. */
function useCamera(): boolean | null {
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
