/** Who a lead is about: by a pass, found in the list, or typed. */

import { useState } from "preact/hooks";
import type { LeadForm, Person, Visitor } from "../tablet/contract.ts";
import { Choices, Field, Problem, useFrame } from "./frame.tsx";
import { useReaders } from "./readers.ts";
import { Viewfinder } from "./viewfinder.tsx";
import { VisitorFields } from "./visitor.tsx";

export type Way = "scan" | "find" | "type";

export interface Asked {
  way: Way;
  /** With the person whose pass it is. */
  pass: { token: string; person: Person } | null;
  seat: Person | null;
  visitor: Visitor;
}

/** How a lead names its visitor; null while nobody is known. */
export function named({ way, pass, seat, visitor }: Asked): Pick<LeadForm, "token" | "seat" | "visitor"> | null {
  if (way === "scan") return pass && { token: pass.token };
  if (way === "find") return seat && { seat: seat.seat };
  return visitor.name.trim() && (visitor.phone.trim() || visitor.email.trim()) ? { visitor } : null;
}

export function nameOf({ way, pass, seat, visitor }: Asked): string {
  return { scan: pass?.person.name, find: seat?.name, type: visitor.name.trim() }[way] ?? "";
}

export function Who({ asked, onChange }: { asked: Asked; onChange(asked: Asked): void }) {
  const { say, scanner } = useFrame();
  const [problem, setProblem] = useState("");
  const change = (part: Partial<Asked>) => {
    setProblem("");
    onChange({ ...asked, ...part });
  };
  async function read(token: string) {
    const person = await scanner.identify(token).catch(() => null);
    if (person) change({ way: "scan", pass: { token, person } });
    else setProblem(say("notAPass"));
  }
  useReaders((code) => void read(code), () => setProblem(say("torn")));
  const { way, pass, seat, visitor } = asked;
  return (
    <>
      <Choices<Way>
        label={say("visitor")}
        options={[
          { value: "scan", text: say("scanVisitor") },
          { value: "find", text: say("findVisitor") },
          { value: "type", text: say("typeVisitor") },
        ]}
        value={way}
        onChoose={(chosen) => change({ way: chosen })}
      />
      {way === "scan" &&
        (pass ? (
          <p class="known" role="status">
            <span>
              ✓ {say("visitorKnown")} <strong>{pass.person.name}</strong>
            </span>
            <button type="button" onClick={() => change({ pass: null })}>
              {say("anotherVisitor")}
            </button>
          </p>
        ) : (
          <Viewfinder onCode={(text) => void read(text)} />
        ))}
      {way === "find" && <Find chosen={seat} onChoose={(person) => change({ seat: person })} />}
      {way === "type" && <VisitorFields visitor={visitor} onChange={(typed) => change({ visitor: typed })} />}
      <Problem text={problem} />
    </>
  );
}

function Find({ chosen, onChoose }: { chosen: Person | null; onChoose(person: Person): void }) {
  const { say, scanner } = useFrame();
  const [query, setQuery] = useState("");
  const found = query.trim() ? scanner.search(query).slice(0, 8) : [];
  const shown = chosen ? [chosen, ...found.filter(({ seat }) => seat !== chosen.seat)] : found;
  return (
    <>
      <Field label={say("searchHint")} type="search" value={query} onInput={setQuery} />
      {shown.length > 0 && (
        <Choices
          label={say("visitor")}
          options={shown.map(({ seat, name, lastFour }) => ({
            value: seat,
            text: `${name} ${lastFour && `…${lastFour}`}`,
          }))}
          value={chosen?.seat ?? ""}
          onChoose={(seat) => onChoose(shown.find((one) => one.seat === seat)!)}
        />
      )}
    </>
  );
}
