/** What a dealer wants to know of its visitors. */

import type { Language, Question } from "../tablet/contract.ts";
import { useFrame } from "./frame.tsx";

interface Props {
  questions: Question[];
  language: Language;
  answers: Record<string, string>;
  onAnswer(question: string, answer: string): void;
}

export function Questions({ questions, language, answers, onAnswer }: Props) {
  const { say } = useFrame();
  return (
    <>
      {questions.map(({ id, kind, wording, choices, required }) => (
        <label key={id} class="field">
          <span>
            {wording[language]} {required && <em>({say("required")})</em>}
          </span>
          {kind === "TEXT" ? (
            <input
              value={answers[id] ?? ""}
              maxLength={500}
              onInput={(event) => onAnswer(id, event.currentTarget.value)}
            />
          ) : (
            <select value={answers[id] ?? ""} onChange={(event) => onAnswer(id, event.currentTarget.value)}>
              <option value="">{say("choose")}</option>
              {choices.map((choice) => (
                <option key={choice.en} value={choice[language]}>
                  {choice[language]}
                </option>
              ))}
            </select>
          )}
        </label>
      ))}
    </>
  );
}
