/** Which screen is shown. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Language, Scanner } from "../tablet/contract.ts";
import { useDoor } from "./door.ts";
import { FrameContext, type Screen } from "./frame.tsx";
import { Duties } from "./screens/duties.tsx";
import { Forget } from "./screens/forget.tsx";
import { Lead } from "./screens/lead.tsx";
import { Pairing, Revoked } from "./screens/pairing.tsx";
import { Readiness } from "./screens/readiness.tsx";
import { Recent } from "./screens/recent.tsx";
import { Scanning } from "./screens/scanning.tsx";
import { Search } from "./screens/search.tsx";
import { Settings } from "./screens/settings.tsx";
import { WalkIn } from "./screens/walk-in.tsx";
import type { Updates } from "./updates.ts";
import { preferred, say } from "./words.ts";

const SCREENS: Record<Screen, () => preact.JSX.Element> = {
  duties: Duties,
  readiness: Readiness,
  scanning: Scanning,
  search: Search,
  walkIn: WalkIn,
  lead: Lead,
  recent: Recent,
  settings: Settings,
  forget: Forget,
};
const WITHOUT_DUTY: readonly Screen[] = ["duties", "settings", "forget"];
const KEPT = "language";

export function App({ scanner, onUpdate }: { scanner: Scanner; onUpdate: Updates }) {
  const [snapshot, setSnapshot] = useState(scanner.snapshot);
  const [screen, go] = useState<Screen>(snapshot.duty ? "readiness" : "duties");
  const [language, setLanguage] = useState<Language>(chosen());
  const [update, setUpdate] = useState<(() => void) | null>(null);
  const door = useDoor(scanner, () => go("scanning"));
  useEffect(() => scanner.subscribe(setSnapshot), [scanner]);
  useEffect(() => onUpdate((start) => setUpdate(() => start)), [onUpdate]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = say(language)("app");
    localStorage.setItem(KEPT, language);
  }, [language]);
  const words = useMemo(() => say(language), [language]);
  const frame = { scanner, snapshot, language, say: words, go, setLanguage, update, door };
  const Shown = shown();
  return (
    <FrameContext.Provider value={frame}>
      <Shown />
    </FrameContext.Provider>
  );

  function shown() {
    if (screen === "forget" && snapshot.pairing !== "unpaired") return Forget;
    if (snapshot.pairing === "revoked") return Revoked;
    if (snapshot.pairing !== "paired") return Pairing;
    return SCREENS[snapshot.duty || WITHOUT_DUTY.includes(screen) ? screen : "duties"];
  }
}

function chosen(): Language {
  const kept = localStorage.getItem(KEPT);
  return kept === "en" || kept === "zh" ? kept : preferred(navigator.languages);
}
