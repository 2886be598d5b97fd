/** A lead at a dealer's stand: who, what the dealer asks, and the visitor's own yes. */

import { useEffect, useState } from "preact/hooks";
import type { Dealer, Person, Visitor } from "../../tablet/contract.ts";
import { Choices, Field, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { Questions } from "../questions.tsx";
import { Viewfinder } from "../viewfinder.tsx";
import { nobody, VisitorFields } from "../visitor.tsx";
import { listenForReaders } from "../wedge.ts";

type Way = "scan" | "find" | "type";

export function Lead() {
  const { say, scanner, language } = useFrame();
  const dealers = scanner.dealers();
  const [dealer, setDealer] = useState<Dealer | null>(dealers.length === 1 ? dealers[0]! : null);
  const [taken, setTaken] = useState("");
  const [round, setRound] = useState(0);
  if (dealers.length === 0)
    return (
      <Page title={say("leadTitle")} back="scanning">
        <p>{say("noDealers")}</p>
      </Page>
    );
  return (
    <Page title={say("leadTitle")} back="scanning">
      {taken && (
        <p class="notice good" role="status">
          {say("leadTaken", { dealer: taken })}
        </p>
      )}
      <Choices
        label={say("dealer")}
        options={dealers.map(({ id, name }) => ({ value: id, text: name }))}
        value={dealer?.id ?? ""}
        onChoose={(id) => setDealer(dealers.find((one) => one.id === id) ?? null)}
      />
      {dealer && (
        <Form
          key={`${dealer.id} ${round} ${language}`}
          dealer={dealer}
          onTaken={() => {
            setTaken(dealer.name);
            setRound(round + 1);
          }}
        />
      )}
    </Page>
  );
}

function Form({ dealer, onTaken }: { dealer: Dealer; onTaken(): void }) {
  const { say, scanner, language } = useFrame();
  const [way, setWay] = useState<Way>("scan");
  const [token, setToken] = useState("");
  const [seat, setSeat] = useState<Person | null>(null);
  const [visitor, setVisitor] = useState<Visitor>(nobody(language));
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [hasAgreed, setAgreed] = useState(false);
  const { run, problem, isBusy } = useDeed();
  useEffect(() => listenForReaders(window, setToken), []);
  const spoken = way === "type" ? visitor.language : language;
  const text = scanner.consentTexts().find((one) => one.language === spoken);
  const isKnown = way === "scan" ? token !== "" : way === "find" ? seat !== null : visitor.name.trim() !== "";
  const isAnswered = dealer.questions.every(({ id, required }) => !required || answers[id]?.trim());

  const take = () =>
    run(async () => {
      if (!text) return;
      await scanner.lead({
        dealerId: dealer.id,
        ...(way === "scan" ? { token } : way === "find" ? { seat: seat!.seat } : { visitor }),
        answers: Object.entries(answers)
          .filter(([, answer]) => answer.trim())
          .map(([question, answer]) => ({ question, answer: answer.trim() })),
        language: spoken,
        textVersion: text.version,
      });
      onTaken();
    });

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void take();
      }}
    >
      <Choices<Way>
        label={say("visitor")}
        options={[
          { value: "scan", text: say("scanVisitor") },
          { value: "find", text: say("findVisitor") },
          { value: "type", text: say("typeVisitor") },
        ]}
        value={way}
        onChoose={setWay}
      />
      {way === "scan" && (token ? <p class="good">✓ {say("visitorKnown")}</p> : <Viewfinder onCode={setToken} />)}
      {way === "find" && <Find chosen={seat} onChoose={setSeat} />}
      {way === "type" && <VisitorFields visitor={visitor} onChange={setVisitor} />}
      <Questions
        questions={dealer.questions}
        language={spoken}
        answers={answers}
        onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
      />
      {text && isKnown && (
        <fieldset class="consent" lang={spoken}>
          <legend>{say("handOver")}</legend>
          <p>{text.text.replaceAll("{dealer}", dealer.name)}</p>
          <label>
            <input
              type="checkbox"
              checked={hasAgreed}
              onChange={(event) => setAgreed(event.currentTarget.checked)}
            />
            {say("agree")}
          </label>
        </fieldset>
      )}
      <Problem text={problem} />
      <button class="main" disabled={isBusy || !isKnown || !isAnswered || !hasAgreed || !text}>
        {say("takeLead")}
      </button>
    </form>
  );
}

function Find({ chosen, onChoose }: { chosen: Person | null; onChoose(person: Person): void }) {
  const { say, scanner } = useFrame();
  const [query, setQuery] = useState("");
  const found = query.trim() ? scanner.search(query).slice(0, 8) : [];
  return (
    <>
      <Field label={say("searchHint")} type="search" value={query} onInput={setQuery} />
      <Choices
        label={say("visitor")}
        options={(chosen ? [chosen, ...found.filter(({ seat }) => seat !== chosen.seat)] : found).map(
          ({ seat, name, lastFour }) => ({ value: seat, text: `${name} ${lastFour && `…${lastFour}`}` }),
        )}
        value={chosen?.seat ?? ""}
        onChoose={(seat) => onChoose([...found, ...(chosen ? [chosen] : [])].find((one) => one.seat === seat)!)}
      />
    </>
  );
}
