import { useState } from "preact/hooks";
import type { Direction } from "../../tablet/contract.ts";
import { Field, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { useReaders } from "../readers.ts";

export function Search() {
  const { say, scanner, door } = useFrame();
  const [query, setQuery] = useState("");
  const { run, problem, isBusy } = useDeed();
  const found = query.trim() ? scanner.search(query) : [];
  useReaders((code) => void door.check(code), door.tear);
  const pass = (seat: string, direction: Direction) => run(async () => door.show(await scanner.admit(seat, direction)));
  return (
    <Page title={say("searchTitle")} back="scanning">
      <Field
        label={say("searchHint")}
        type="search"
        inputMode="search"
        value={query}
        onInput={setQuery}
        autoFocus
      />
      <Problem text={problem} />
      {query.trim() && found.length === 0 && <p role="status">{say("nobody")}</p>}
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
            <button
              type="button"
              disabled={isBusy}
              onClick={() => pass(person.seat, person.isInside ? "EXIT" : "ENTRY")}
            >
              {say(person.isInside ? "checkOut" : "admit")}
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
