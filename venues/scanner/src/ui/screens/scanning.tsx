/** The screen at the door. */

import { useEffect, useState } from "preact/hooks";
import type { Direction, Outcome } from "../../tablet/contract.ts";
import { Conflicts, Problems } from "../conflicts.tsx";
import { Counters } from "../counters.tsx";
import { Choices, useFrame } from "../frame.tsx";
import { Network } from "../network.tsx";
import { Override } from "../override.tsx";
import { useReaders } from "../readers.ts";
import { Result } from "../result.tsx";
import { Undo } from "../undo.tsx";
import { Viewfinder } from "../viewfinder.tsx";

export function Scanning() {
  const { say, snapshot, go, door } = useFrame();
  const { outcome, direction } = door;
  const [overriding, setOverriding] = useState<Outcome | null>(null);
  useReaders((code) => void door.check(code), door.tear);
  useWakeLock();
  return (
    <main class="scanning">
      <header class="bar">
        <Choices<Direction>
          label={say("direction")}
          options={[
            { value: "ENTRY", text: say("entry") },
            { value: "EXIT", text: say("exit") },
          ]}
          value={direction}
          onChoose={door.setDirection}
        />
        <h1>
          {snapshot.duty?.gateName} <small>{snapshot.duty?.eventTitle}</small>
        </h1>
        <Network />
        <button type="button" class="quiet" onClick={() => go("readiness")} aria-label={say("readiness")}>
          <span aria-hidden="true">☰</span>
        </button>
      </header>
      {(snapshot.manifestState === "stale" || snapshot.manifestState === "expired") && (
        <p class="notice" role="status">
          {say(snapshot.manifestState)}
        </p>
      )}
      <div class="door">
        <div class="eye">
          <Viewfinder onCode={(text, timing) => void door.check(text, timing)} />
          <Typed />
        </div>
        <div class="answer">
          <Result />
          {overriding && overriding === outcome ? (
            <Override outcome={overriding} onDone={() => setOverriding(null)} />
          ) : (
            <div class="row deeds">
              {outcome && <Undo key={outcome.scanId} outcome={outcome} />}
              {outcome && isOverridable(outcome) && (
                <button type="button" onClick={() => setOverriding(outcome)}>
                  {say("override")}
                </button>
              )}
            </div>
          )}
          <Counters />
          <nav class="row">
            {(["search", "walkIn", "lead", "recent"] as const).map((screen) => (
              <button type="button" key={screen} onClick={() => go(screen)}>
                {say(screen)}
              </button>
            ))}
          </nav>
          <Conflicts />
          <Problems />
        </div>
      </div>
    </main>
  );
}

function Typed() {
  const { say, door } = useFrame();
  const [text, setText] = useState("");
  return (
    <form
      class="typed"
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        void door.check(text.trim());
        setText("");
      }}
    >
      <input
        aria-label={say("typeCode")}
        placeholder={say("typeCode")}
        value={text}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button>{say("check")}</button>
    </form>
  );
}

function isOverridable({ verdict, isOverride, direction }: Outcome): boolean {
  const stands = ["ADMITTED", "READMITTED", "LEFT", "FORGED", "UNKNOWN"].includes(verdict);
  return !stands && !isOverride && direction === "ENTRY";
}

/** The screen stays on while people come. */
function useWakeLock() {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    const take = async () => {
      if (document.visibilityState !== "visible") return;
      lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    };
    void take();
    document.addEventListener("visibilitychange", take);
    return () => {
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}
