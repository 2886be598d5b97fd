/** The look before the doors open: each line is good, or says what to do. */

import { Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { readiness, SIGNS, useCamera } from "../readiness.ts";
import { play } from "../sounds.ts";
import { Update } from "../update.tsx";

export function Readiness() {
  const frame = useFrame();
  const { say, scanner, snapshot, go } = frame;
  const { run, problem, isBusy } = useDeed();
  const lines = readiness(frame, useCamera());
  const isReady = lines.every(({ state }) => state !== "bad");
  const mindful = lines.filter(({ state }) => state === "warn").length;
  const persist = () =>
    run(async () => {
      await navigator.storage?.persist?.();
      await scanner.refresh();
    });
  return (
    <Page title={`${snapshot.duty?.eventTitle ?? ""} · ${snapshot.duty?.gateName ?? ""}`} back="duties">
      <Update />
      <section class={`summary ${isReady ? "good" : "bad"}`} role="status">
        <span class="sign" aria-hidden="true">
          {isReady ? "✓" : "✕"}
        </span>
        <h2>{say(isReady ? "allReady" : "notReady")}</h2>
        <p>{isReady ? mindful > 0 && say("mindful", { count: mindful }) : say("notReadyHow")}</p>
      </section>
      <ul class="readiness">
        {lines.map(({ label, text, state }) => (
          <li key={label + text} class={state}>
            <span aria-hidden="true">{SIGNS[state]}</span>
            <strong>{label}</strong>
            <span>{text}</span>
          </li>
        ))}
      </ul>
      <Problem text={problem} />
      <div class="row">
        <button type="button" disabled={isBusy} onClick={() => run(() => scanner.refresh())}>
          {say("refresh")}
        </button>
        {!snapshot.isStoragePersisted && (
          <button type="button" disabled={isBusy} onClick={persist}>
            {say("storage")}: {say("ask")}
          </button>
        )}
        <button type="button" onClick={() => play("yes")}>
          {say("test")}
        </button>
        <button type="button" onClick={() => go("settings")}>
          {say("settings")}
        </button>
      </div>
      <button type="button" class="main" onClick={() => go("scanning")}>
        {say("start")}
      </button>
    </Page>
  );
}
