/** The camera's picture, with its light and its other cameras. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Camera, cameras, type Timing } from "../camera/camera.ts";
import { useFrame } from "./frame.tsx";

type State = "opening" | "open" | "unreadable" | "none";

export function Viewfinder({ onCode }: { onCode(text: string, timing: Timing): void }) {
  const { say } = useFrame();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const latest = useRef(onCode);
  latest.current = onCode;
  const [state, setState] = useState<State>("opening");
  const [found, setFound] = useState<string[]>([]);
  const [chosen, choose] = useState<number | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [light, setLight] = useState(false);
  const again = () => setAttempt((before) => before + 1);

  useEffect(() => {
    const opened = new Camera(video.current!, {
      onCode: (text, timing) => latest.current(text, timing),
      onLost: () => setState("none"),
      onTrouble: (isTroubled) => setState(isTroubled ? "unreadable" : "open"),
    });
    camera.current = opened;
    setLight(false);
    opened
      .open(chosen === null ? undefined : found[chosen])
      .then(async () => {
        setState("open");
        setFound(await cameras());
      })
      .catch(() => setState("none"));
    return () => opened.close();
  }, [chosen, attempt]);
  useEffect(() => {
    if (state !== "none") return;
    // iPadOS takes the camera from an app in the background.
    const seen = () => document.visibilityState === "visible" && again();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [state]);

  async function toggleLight() {
    await camera.current?.light(!light);
    setLight(!light);
  }

  return (
    <section class="viewfinder" data-state={state}>
      <video ref={video} playsInline muted aria-hidden="true" tabIndex={-1} />
      {state === "open" && <div class="sight" aria-hidden="true" />}
      <p class="over" role="status">
        {say(state === "none" ? "noCamera" : state === "unreadable" ? "decoderBroken" : "hold")}
      </p>
      <div class="tools">
        {state === "none" && (
          <button type="button" onClick={again}>
            {say("tryAgain")}
          </button>
        )}
        {camera.current?.hasTorch && (
          <button type="button" aria-pressed={light} onClick={() => void toggleLight()}>
            {say("torch")}
          </button>
        )}
        {found.length > 1 && (
          <button type="button" onClick={() => choose(((chosen ?? 0) + 1) % found.length)}>
            {say("switchCamera")}
          </button>
        )}
      </div>
    </section>
  );
}
