import { useState } from "preact/hooks";
import type { Direction, Outcome } from "../../tablet/contract.ts";
import { Field, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { Result } from "../result.tsx";
import { play, toneOf } from "../sounds.ts";
import { Undo } from "../undo.tsx";

export function Search() {
  const { say, scanner } = useFrame();
  const [query, setQuery] = useState("");
  const [outcome, show] = useState<Outcome | null>(null);
  const { run, problem, isBusy } = useDeed();
  const found = query.trim() ? scanner.search(query) : [];
  const pass = (seat: string, direction: Direction) =>
    run(async () => {
      const admitted = await scanner.admit(seat, direction);
      show(admitted);
      play(toneOf(admitted.verdict, admitted.isOverride));
    });
  return (
    <Page title={say("searchTitle")} back="scanning">
      <Field
        label={say("searchHint")}
        type="search"
        inputMode="search"
        value={query}
        onInput={(text) => {
          setQuery(text);
          show(null);
        }}
        autoFocus
      />
      {outcome && (
        <>
          <Result outcome={outcome} isChecking={isBusy} />
          <Undo outcome={outcome} onUndone={() => show(null)} />
        </>
      )}
      <Problem text={problem} />
      {query.trim() && found.length === 0 && <p>{say("nobody")}</p>}
      {found.length > 0 && <p class="hint">{say("checkIdentity")}</p>}
      <ul class="list people">
        {found.map((person) => (
          <li key={person.seat}>
            <span class="who">
              <strong>{person.name || "–"}</strong>
              <small>
                {person.lastFour && `…${person.lastFour} `}
                {person.isCancelled ? say("isCancelled") : person.isInside && say("isInside")}
              </small>
            </span>
            <button disabled={isBusy} onClick={() => pass(person.seat, person.isInside ? "EXIT" : "ENTRY")}>
              {say(person.isInside ? "checkOut" : "admit")}
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
