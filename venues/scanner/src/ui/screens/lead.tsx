/** A lead at a dealer's stand: who, what the dealer asks, and the visitor's own yes. */

import { useState } from "preact/hooks";
import type { Dealer, Language } from "../../tablet/contract.ts";
import { type Asked, named, nameOf, Who } from "../asked.tsx";
import { Consent, Thanks } from "../consent.tsx";
import { Choices, Page, useFrame } from "../frame.tsx";
import { Questions } from "../questions.tsx";
import { nobody } from "../visitor.tsx";

type Step = { at: "form" } | { at: "consent" } | { at: "thanks"; language: Language };

export function Lead() {
  const { say, scanner, language } = useFrame();
  const dealers = scanner.dealers();
  const [dealer, setDealer] = useState<Dealer | null>(dealers.length === 1 ? dealers[0]! : null);
  const [asked, setAsked] = useState<Asked>(nobodyYet(language));
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [step, setStep] = useState<Step>({ at: "form" });
  if (dealer && step.at === "consent")
    return (
      <Consent
        dealer={dealer}
        name={nameOf(asked)}
        language={asked.way === "type" ? asked.visitor.language : language}
        onAgreed={async (spoken, textVersion) => {
          const who = named(asked)!;
          const given = answersTo(dealer, answers);
          await scanner.lead({ dealerId: dealer.id, ...who, answers: given, language: spoken, textVersion });
          setStep({ at: "thanks", language: spoken });
        }}
        onBack={() => setStep({ at: "form" })}
      />
    );
  if (dealer && step.at === "thanks")
    return (
      <Thanks
        dealer={dealer}
        language={step.language}
        onNext={() => {
          setAsked(nobodyYet(language));
          setAnswers({});
          setStep({ at: "form" });
        }}
      />
    );
  const isAnswered = dealer?.questions.every(({ id, required }) => !required || answers[id]?.trim());
  return (
    <Page title={say("leadTitle")} back="scanning">
      {dealers.length === 0 && <p>{say("noDealers")}</p>}
      {dealers.length > 0 && (
        <Choices
          label={say("dealer")}
          options={dealers.map(({ id, name }) => ({ value: id, text: name }))}
          value={dealer?.id ?? ""}
          onChoose={(id) => setDealer(dealers.find((one) => one.id === id) ?? null)}
        />
      )}
      {dealer && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            setStep({ at: "consent" });
          }}
        >
          <Who asked={asked} onChange={setAsked} />
          <Questions
            questions={dealer.questions}
            language={language}
            answers={answers}
            onAnswer={(id, answer) => setAnswers({ ...answers, [id]: answer })}
          />
          <p class="hint">{say("handOverHow")}</p>
          <button class="main" disabled={!named(asked) || !isAnswered}>
            {say("handOver")}
          </button>
        </form>
      )}
    </Page>
  );
}

function nobodyYet(language: Language): Asked {
  return { way: "scan", pass: null, seat: null, visitor: nobody(language) };
}

/** What was answered to this dealer's own questions. */
function answersTo({ questions }: Dealer, answers: Record<string, string>) {
  return questions
    .map(({ id }) => ({ question: id, answer: (answers[id] ?? "").trim() }))
    .filter(({ answer }) => answer);
}
