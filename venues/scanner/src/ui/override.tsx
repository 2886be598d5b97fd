/** A supervisor lets in whom the rules do not, with a PIN and a reason. */

import { useState } from "preact/hooks";
import type { Outcome } from "../tablet/contract.ts";
import { Field, Problem, useDeed, useFrame } from "./frame.tsx";

export function Override({ outcome, onDone }: { outcome: Outcome; onDone(): void }) {
  const { say, scanner, door } = useFrame();
  const [pin, setPin] = useState("");
  const [reason, setReason] = useState("");
  const { run, problem, isBusy } = useDeed();
  return (
    <form
      class="stack panel"
      aria-label={say("overrideTitle")}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => {
          door.show(await scanner.override(outcome.scanId, pin, reason.trim()));
          onDone();
        });
      }}
    >
      <h2>{say("overrideTitle")}</h2>
      <Field label={say("pin")} type="password" inputMode="numeric" value={pin} onInput={setPin} autoFocus />
      <Field label={say("reason")} value={reason} onInput={setReason} maxLength={200} />
      <Problem text={problem} />
      <div class="row">
        <button type="button" onClick={onDone}>
          {say("cancel")}
        </button>
        <button class="main" disabled={isBusy || pin.length < 6 || !reason.trim()}>
          {say("letIn")}
        </button>
      </div>
    </form>
  );
}
