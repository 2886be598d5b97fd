import { useState } from "preact/hooks";
import type { Outcome, Visitor } from "../../tablet/contract.ts";
import { Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { Result } from "../result.tsx";
import { play, toneOf } from "../sounds.ts";
import { nobody, VisitorFields } from "../visitor.tsx";

export function WalkIn() {
  const { say, scanner, language } = useFrame();
  const [visitor, setVisitor] = useState<Visitor>(nobody(language));
  const [outcome, show] = useState<Outcome | null>(null);
  const { run, problem, isBusy } = useDeed();
  return (
    <Page title={say("walkInTitle")} back="scanning">
      {outcome && <Result outcome={outcome} isChecking={false} />}
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            const admitted = await scanner.walkIn(visitor);
            show(admitted);
            play(toneOf(admitted.verdict, admitted.isOverride));
            setVisitor(nobody(language));
          });
        }}
      >
        <VisitorFields visitor={visitor} onChange={setVisitor} />
        <Problem text={problem} />
        <button class="main" disabled={isBusy || !visitor.name.trim()}>
          {say("register")}
        </button>
      </form>
    </Page>
  );
}
