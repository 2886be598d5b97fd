/** The visitor's own page: they read it in their language, tick it, and confirm it. */

import { useState } from "preact/hooks";
import type { Dealer, Language } from "../tablet/contract.ts";
import { Choices, LANGUAGES, Problem, useDeed, useFrame } from "./frame.tsx";
import { say as sayIn } from "./words.ts";

interface Props {
  dealer: Dealer;
  /** As far as it is known. */
  name: string;
  language: Language;
  onAgreed(language: Language, textVersion: number): Promise<void>;
  onBack(): void;
}

export function Consent(props: Props) {
  const { dealer, name, onAgreed, onBack } = props;
  const { scanner } = useFrame();
  const texts = scanner.consentTexts();
  const offered = LANGUAGES.filter(({ value }) => texts.some((text) => text.language === value));
  const first = offered.some(({ value }) => value === props.language) ? props.language : offered[0]?.value;
  const [language, setLanguage] = useState<Language>(first ?? props.language);
  const [hasAgreed, setAgreed] = useState(false);
  const { run, problem, isBusy } = useDeed();
  const say = sayIn(language);
  const text = texts.find((one) => one.language === language);
  const choose = (chosen: Language) => {
    setLanguage(chosen);
    setAgreed(false); // the tick stands for the text that was read
  };
  return (
    <main class="page visitor" lang={language}>
      <header class="bar">
        <h1>{say("consentTitle", { dealer: dealer.name })}</h1>
        <Choices label={say("language")} options={offered} value={language} onChoose={choose} />
      </header>
      <form
        class="stack consent"
        onSubmit={(event) => {
          event.preventDefault();
          if (text) void run(() => onAgreed(language, text.version));
        }}
      >
        {name && <p class="name">{name}</p>}
        <p class="text">{text?.text.replaceAll("{dealer}", dealer.name)}</p>
        <label class="tick">
          <input
            type="checkbox"
            checked={hasAgreed}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
          />
          {say("agree")}
        </label>
        <Problem text={problem} />
        <div class="row">
          <button type="button" onClick={onBack}>
            {say("doNotAgree")}
          </button>
          <button class="main" disabled={isBusy || !hasAgreed || !text}>
            {say("confirm")}
          </button>
        </div>
      </form>
    </main>
  );
}

/** The visitor is thanked, and the tablet goes back to staff. */
export function Thanks(props: { dealer: Dealer; language: Language; onNext(): void }) {
  const say = sayIn(props.language);
  return (
    <main class="page visitor thanks" lang={props.language}>
      <p class="sign" aria-hidden="true">
        ✓
      </p>
      <h1>{say("thanks")}</h1>
      <p role="status">{say("leadTaken", { dealer: props.dealer.name })}</p>
      <p>{say("handBack")}</p>
      <button type="button" class="main" onClick={props.onNext}>
        {say("nextVisitor")}
      </button>
    </main>
  );
}
