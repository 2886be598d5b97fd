/** What every screen has at hand, and the pieces that all are made of. */

import { createContext, type ComponentChildren, type TargetedKeyboardEvent } from "preact";
import { useContext, useState } from "preact/hooks";
import type { Language, Scanner, Snapshot } from "../tablet/contract.ts";
import { ScannerProblem } from "../tablet/contract.ts";
import { type Door, Torn } from "./door.ts";
import type { Say, Word } from "./words.ts";
import { words } from "./words.ts";

export type Screen =
  | "duties"
  | "readiness"
  | "scanning"
  | "search"
  | "walkIn"
  | "lead"
  | "recent"
  | "settings"
  | "forget";

export interface Frame {
  scanner: Scanner;
  snapshot: Snapshot;
  language: Language;
  say: Say;
  go(screen: Screen): void;
  setLanguage(language: Language): void;
  /** Null while there is nothing new; call it to start the new version. */
  update: (() => void) | null;
  door: Door;
}

export const FrameContext = createContext<Frame | null>(null);

export function useFrame(): Frame {
  return useContext(FrameContext)!;
}

/** Do something that may be refused; `problem` is what to say of it, `isBusy` bars a second touch. */
export function useDeed() {
  const { say } = useFrame();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  async function run(deed: () => Promise<void>): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    try {
      await deed();
    } catch (error) {
      setProblem(told(error, say));
    } finally {
      setBusy(false);
    }
  }
  return { run, problem, isBusy };
}

/** What to say of an error; nothing where there is none. */
export function told(error: unknown, say: Say): string {
  if (error === null) return "";
  if (error instanceof Torn) return say("torn");
  if (error instanceof ScannerProblem && error.code in words.en) return say(error.code as Word);
  return error instanceof ScannerProblem ? error.message : say("problem");
}

export function Page(props: { title: string; back?: Screen; children: ComponentChildren }) {
  const { go, say } = useFrame();
  const { title, back, children } = props;
  return (
    <main class="page">
      <header class="bar">
        {back && (
          <button type="button" class="quiet" onClick={() => go(back)}>
            <span aria-hidden="true">‹</span> {say("back")}
          </button>
        )}
        <h1>{title}</h1>
      </header>
      {children}
    </main>
  );
}

export function Problem({ text }: { text: string }) {
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onInput(value: string): void;
  type?: "text" | "search" | "tel" | "email" | "password";
  hint?: string;
  inputMode?: "text" | "numeric" | "tel" | "email" | "search";
  autoFocus?: boolean;
  maxLength?: number;
}

export function Field(props: FieldProps) {
  const { label, value, onInput, type = "text", hint, inputMode, autoFocus, maxLength } = props;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type={type as "text"}
        value={value}
        placeholder={hint}
        inputMode={inputMode}
        autoFocus={autoFocus}
        maxLength={maxLength}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

export function Choices<T extends string>(props: {
  label: string;
  options: { value: T; text: string }[];
  value: T;
  onChoose(value: T): void;
}) {
  const { label, options, value, onChoose } = props;
  const chosen = options.findIndex((option) => option.value === value);
  return (
    <div class="choices" role="radiogroup" aria-label={label} onKeyDown={(event) => byArrow(event)}>
      {options.map((option, place) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={place === (chosen < 0 ? 0 : chosen) ? 0 : -1}
          onClick={() => onChoose(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrows go through the choices, and a blank takes the one that is reached. */
function byArrow(event: TargetedKeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=radio]")];
  const place = all.indexOf(document.activeElement as HTMLElement);
  all[(place + step + all.length) % all.length]?.focus();
}

export const LANGUAGES: { value: Language; text: string }[] = [
  { value: "zh", text: "中文" },
  { value: "en", text: "English" },
];
