/** Which screen is shown. */

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Language, Scanner } from "../tablet/contract.ts";
import { FrameContext, type Screen } from "./frame.tsx";
import { Duties } from "./screens/duties.tsx";
import { Lead } from "./screens/lead.tsx";
import { Pairing, Revoked } from "./screens/pairing.tsx";
import { Readiness } from "./screens/readiness.tsx";
import { Scanning } from "./screens/scanning.tsx";
import { Search } from "./screens/search.tsx";
import { Settings } from "./screens/settings.tsx";
import { WalkIn } from "./screens/walk-in.tsx";
import { preferred, say } from "./words.ts";

const SCREENS: Record<Exclude<Screen, "pairing">, () => preact.JSX.Element> = {
  duties: Duties,
  readiness: Readiness,
  scanning: Scanning,
  search: Search,
  walkIn: WalkIn,
  lead: Lead,
  settings: Settings,
};
const KEPT = "language";

export function App({ scanner, onUpdate }: { scanner: Scanner; onUpdate: Updates }) {
  const [snapshot, setSnapshot] = useState(scanner.snapshot);
  const [screen, go] = useState<Screen>(snapshot.duty ? "readiness" : "duties");
  const [language, setLanguage] = useState<Language>(chosen());
  const [update, setUpdate] = useState<(() => void) | null>(null);
  useEffect(() => scanner.subscribe(setSnapshot), [scanner]);
  useEffect(() => onUpdate((start) => setUpdate(() => start)), [onUpdate]);
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem(KEPT, language);
  }, [language]);
  const frame = useMemo(
    () => ({ scanner, snapshot, language, say: say(language), go, setLanguage, update }),
    [scanner, snapshot, language, update],
  );
  return <FrameContext.Provider value={frame}>{shown()}</FrameContext.Provider>;

  function shown() {
    if (snapshot.pairing === "revoked") return <Revoked />;
    if (snapshot.pairing !== "paired") return <Pairing />;
    const Shown = SCREENS[snapshot.duty && screen !== "pairing" ? screen : "duties"];
    return <Shown />;
  }
}

/** Calls back with what starts a new version, as soon as there is one. */
export type Updates = (onNew: (start: () => void) => void) => void;

function chosen(): Language {
  const kept = localStorage.getItem(KEPT);
  return kept === "en" || kept === "zh" ? kept : preferred(navigator.languages);
}
