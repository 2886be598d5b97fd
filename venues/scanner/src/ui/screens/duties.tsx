import { Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { dayAndTime } from "../moments.ts";

export function Duties() {
  const { say, scanner, snapshot, language, go } = useFrame();
  const { run, problem, isBusy } = useDeed();
  return (
    <Page title={say("chooseTitle")} {...(snapshot.duty ? { back: "readiness" as const } : {})}>
      <Problem text={problem} />
      {snapshot.duties.length === 0 && <p>{say("noDuties")}</p>}
      <ul class="list">
        {snapshot.duties.map((duty) => (
          <li key={`${duty.eventKey} ${duty.gateKey}`}>
            <button
              type="button"
              disabled={isBusy}
              onClick={() =>
                run(async () => {
                  await scanner.choose(duty);
                  go("readiness");
                })
              }
            >
              <strong>{duty.eventTitle}</strong>
              <span>{duty.gateName}</span>
              <small>
                {dayAndTime(duty.startsAt, language)} – {dayAndTime(duty.endsAt, language)}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <button type="button" disabled={isBusy} onClick={() => run(() => scanner.refresh())}>
          {say("refresh")}
        </button>
        <button type="button" onClick={() => go("settings")}>
          {say("settings")}
        </button>
      </div>
    </Page>
  );
}
