/** The camera's picture, with its light and its other cameras. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Camera, cameras, type Timing } from "../camera/camera.ts";
import { useFrame } from "./frame.tsx";

export function Viewfinder({ onCode }: { onCode(text: string, timing: Timing): void }) {
  const { say } = useFrame();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useRef<Camera | null>(null);
  const latest = useRef(onCode);
  latest.current = onCode;
  const [state, setState] = useState<"opening" | "open" | "none">("opening");
  const [found, setFound] = useState<string[]>([]);
  const [chosen, choose] = useState<number | null>(null);
  const [light, setLight] = useState(false);

  useEffect(() => {
    const opened = new Camera(video.current!, (text, timing) => latest.current(text, timing));
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
  }, [chosen]);

  async function toggleLight() {
    await camera.current?.light(!light);
    setLight(!light);
  }

  return (
    <section class="viewfinder" data-state={state}>
      <video ref={video} playsInline muted aria-hidden="true" />
      {state === "none" ? <p class="over">{say("noCamera")}</p> : <p class="over">{say("hold")}</p>}
      <div class="tools">
        {camera.current?.hasTorch && (
          <button aria-pressed={light} onClick={() => void toggleLight()}>
            {say("torch")}
          </button>
        )}
        {found.length > 1 && (
          <button onClick={() => choose(((chosen ?? 0) + 1) % found.length)}>
            {say("switchCamera")}
          </button>
        )}
      </div>
    </section>
  );
}
