/** The camera: frames go to the decoder one at a time, always the latest; codes come back. */

import type { Frame, Reading } from "./decoder.ts";
import { Sightings } from "./sightings.ts";

/** When a code was grabbed and read, in milliseconds of performance.now(). */
export interface Timing {
  grabbed: number;
  decoded: number;
}

export class Camera {
  #stream: MediaStream | null = null;
  #worker: Worker | null = null;
  #isBusy = false;
  #sightings = new Sightings();
  #isOpen = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onCode: (text: string, timing: Timing) => void,
  ) {}

  /** Show the picture and read what is in it; throws where there is no camera, or none allowed. */
  async open(deviceId?: string): Promise<void> {
    this.#isOpen = true;
    const wanted = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { ...wanted, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    if (!this.#isOpen) return stop(stream);
    this.#stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    this.#worker = new Worker(new URL("./decoder.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Reading>) => this.#read(data);
    this.#next();
  }

  close(): void {
    this.#isOpen = false;
    this.#worker?.terminate();
    if (this.#stream) stop(this.#stream);
    this.#stream = this.#worker = null;
  }

  get hasTorch(): boolean {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    return Boolean((track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch);
  }

  async light(on: boolean): Promise<void> {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
  }

  #next(): void {
    if (!this.#isOpen) return;
    this.video.requestVideoFrameCallback(() => {
      if (!this.#isBusy) this.#send();
      this.#next();
    });
  }

  /** The frame itself goes to the decoder: to copy its pixels would cost the screen's thread its time. */
  #send(): void {
    const grabbed = performance.now();
    try {
      const picture = new VideoFrame(this.video);
      this.#isBusy = true;
      this.#worker?.postMessage({ picture, grabbed } satisfies Frame, [picture]);
    } catch {
      this.#isBusy = false; // the picture was gone for a moment
    }
  }

  #read({ text, grabbed }: Reading): void {
    this.#isBusy = false;
    const decoded = performance.now();
    if (text && this.#sightings.isNew(text, decoded)) this.onCode(text, { grabbed, decoded });
  }
}

/** The cameras by their ids; their names are told once one was allowed. */
export async function cameras(): Promise<string[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.filter(({ kind }) => kind === "videoinput").map(({ deviceId }) => deviceId);
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
