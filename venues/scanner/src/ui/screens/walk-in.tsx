import { useState } from "preact/hooks";
import type { Visitor } from "../../tablet/contract.ts";
import { Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { useReaders } from "../readers.ts";
import { nobody, VisitorFields } from "../visitor.tsx";

export function WalkIn() {
  const { say, scanner, language, door } = useFrame();
  const [visitor, setVisitor] = useState<Visitor>(nobody(language));
  const [hint, setHint] = useState("");
  const { run, problem, isBusy } = useDeed();
  const interrupted = () => setHint(say("formFirst"));
  useReaders(interrupted, interrupted);
  return (
    <Page title={say("walkInTitle")} back="scanning">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => door.show(await scanner.walkIn(visitor)));
        }}
      >
        <VisitorFields visitor={visitor} onChange={setVisitor} />
        <Problem text={problem || hint} />
        <button class="main" disabled={isBusy || !visitor.name.trim()}>
          {say("register")}
        </button>
      </form>
    </Page>
  );
}
