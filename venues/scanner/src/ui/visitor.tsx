/** Somebody who stands at the door or at a stand and has no pass. */

import type { Language, Visitor } from "../tablet/contract.ts";
import { Choices, Field, LANGUAGES, useFrame } from "./frame.tsx";

export function nobody(language: Language): Visitor {
  return { name: "", phone: "", email: "", language };
}

export function VisitorFields(props: { visitor: Visitor; onChange(visitor: Visitor): void }) {
  const { say } = useFrame();
  const { visitor, onChange } = props;
  const change = (part: Partial<Visitor>) => onChange({ ...visitor, ...part });
  return (
    <>
      <Field label={say("name")} value={visitor.name} onInput={(name) => change({ name })} maxLength={80} />
      <Field
        label={say("phone")}
        type="tel"
        inputMode="tel"
        value={visitor.phone}
        onInput={(phone) => change({ phone })}
      />
      <Field
        label={say("email")}
        type="email"
        inputMode="email"
        value={visitor.email}
        onInput={(email) => change({ email })}
      />
      <Choices
        label={say("language")}
        options={LANGUAGES}
        value={visitor.language}
        onChoose={(language) => change({ language })}
      />
    </>
  );
}
