/** The screen at the door. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Timing } from "../../camera/camera.ts";
import type { Direction, Outcome } from "../../tablet/contract.ts";
import { Conflicts, Problems } from "../conflicts.tsx";
import { Choices, Problem, told, useFrame } from "../frame.tsx";
import { Override } from "../override.tsx";
import { Result } from "../result.tsx";
import { play, toneOf } from "../sounds.ts";
import { keep } from "../timings.ts";
import { Undo } from "../undo.tsx";
import { Viewfinder } from "../viewfinder.tsx";
import { listenForReaders } from "../wedge.ts";

export function Scanning() {
  const { say, scanner, snapshot, go } = useFrame();
  const [direction, setDirection] = useState<Direction>("ENTRY");
  const [outcome, show] = useState<Outcome | null>(null);
  const [isChecking, setChecking] = useState(false);
  const [problem, setProblem] = useState("");
  const [typed, setTyped] = useState("");
  const [isOverriding, setOverriding] = useState(false);
  useWakeLock();

  async function check(text: string, timing?: Timing) {
    setChecking(true);
    setProblem("");
    setOverriding(false);
    try {
      present(await scanner.scan(text, direction));
      if (timing) keep(timing);
    } catch (error) {
      show(null);
      setProblem(told(error, say));
      play("no");
    } finally {
      setChecking(false);
    }
  }
  function present(found: Outcome) {
    show(found);
    play(toneOf(found.verdict, found.isOverride));
  }
  const latest = useRef(check);
  latest.current = check;
  useEffect(() => listenForReaders(window, (code) => void latest.current(code)), []);

  const { inside, expected, refused, unsent } = snapshot.counters;
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
          onChoose={setDirection}
        />
        <h1>
          {snapshot.duty?.gateName} <small>{snapshot.duty?.eventTitle}</small>
        </h1>
        <span class={`network ${snapshot.network}`} role="status">
          {say({ server: "networkServer", edge: "networkEdge", none: "networkNone" }[snapshot.network] as "networkServer")}
        </span>
        <button class="quiet" onClick={() => go("readiness")} aria-label={say("settings")}>
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
          <Viewfinder onCode={(text, timing) => void check(text, timing)} />
          <form
            class="typed"
            onSubmit={(event) => {
              event.preventDefault();
              if (!typed.trim()) return;
              void check(typed.trim());
              setTyped("");
            }}
          >
            <input
              aria-label={say("typeCode")}
              placeholder={say("typeCode")}
              value={typed}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
            <button>{say("check")}</button>
          </form>
        </div>
        <div class="answer">
          <Result outcome={outcome} isChecking={isChecking} />
          <Problem text={problem} />
          <div class="row deeds">
            <Undo outcome={outcome} onUndone={() => show(null)} />
            {outcome && isOverridable(outcome) && (
              <button onClick={() => setOverriding(true)}>{say("override")}</button>
            )}
          </div>
          {isOverriding && outcome && (
            <Override
              outcome={outcome}
              onDone={(found) => {
                setOverriding(false);
                if (found) present(found);
              }}
            />
          )}
          <dl class="counters">
            {(
              [
                ["inside", inside],
                ["expected", expected],
                ["refused", refused],
                ["unsentShort", unsent],
              ] as const
            ).map(([word, count]) => (
              <div key={word} data-count={word}>
                <dt>{say(word)}</dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
          <nav class="row">
            <button onClick={() => go("search")}>{say("search")}</button>
            <button onClick={() => go("walkIn")}>{say("walkIn")}</button>
            <button onClick={() => go("lead")}>{say("lead")}</button>
          </nav>
          <Conflicts />
          <Problems />
        </div>
      </div>
    </main>
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
