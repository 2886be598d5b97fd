/** The tablet is given away, or its people must go: what that means is said before it is done. */

import { useState } from "preact/hooks";
import { Page, Problem, useDeed, useFrame } from "../frame.tsx";

export function Forget() {
  const { say, scanner, snapshot, door, go } = useFrame();
  const { run, problem, isBusy } = useDeed();
  const [kept, setKept] = useState(0);
  const { unsent } = snapshot.counters;
  const isRevoked = snapshot.pairing === "revoked";
  if (kept)
    return (
      <Page title={say("forget")} back="duties">
        <p class="notice" role="status">
          {say("forgotten", { count: kept })}
        </p>
      </Page>
    );
  const forget = () =>
    run(async () => {
      if ((await scanner.forget()) === "all") return location.reload();
      door.clear();
      setKept(unsent);
    });
  return (
    <Page title={say("forget")} back="settings">
      <p>{say("forgetHow")}</p>
      {unsent > 0 && (
        <p class="notice" role="alert">
          {say(isRevoked ? "forgetLost" : "forgetUnsent", { count: unsent })}
        </p>
      )}
      <Problem text={problem} />
      <div class="row">
        <button type="button" onClick={() => go("settings")}>
          {say("cancel")}
        </button>
        <button type="button" class="main grave" disabled={isBusy} onClick={forget}>
          {say("forgetNow")}
        </button>
      </div>
    </Page>
  );
}
