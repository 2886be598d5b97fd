/** The camera: frames go to the decoder one at a time, always the latest; codes come back. */

import type { Reading } from "./decoder.ts";
import { type Decoder, Reader } from "./reader.ts";
import { Sightings } from "./sightings.ts";

/** When a code was grabbed and read, in milliseconds of performance.now(). */
export interface Timing {
  grabbed: number;
  decoded: number;
}

/** What a camera has to tell. */
export interface Watcher {
  onCode(text: string, timing: Timing): void;
  /** The picture is gone, since another app or the system took the camera. */
  onLost(): void;
  /** Whether the picture cannot be read at present. */
  onTrouble(isTroubled: boolean): void;
}

export class Camera {
  #stream: MediaStream | null = null;
  readonly #reader: Reader;
  #sightings = new Sightings();
  #isOpen = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly watcher: Watcher,
  ) {
    const onTrouble = (isTroubled: boolean) => this.#isOpen && watcher.onTrouble(isTroubled);
    this.#reader = new Reader(decoder, (reading) => this.#read(reading), onTrouble);
  }

  /** Show the picture and read what is in it; throws where there is no camera, or none allowed. */
  async open(deviceId?: string): Promise<void> {
    this.#isOpen = true;
    const wanted = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { ...wanted, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    if (!this.#isOpen) return stop(stream);
    this.#stream = stream;
    for (const track of stream.getTracks()) track.onended = () => this.#isOpen && this.watcher.onLost();
    this.video.srcObject = stream;
    await this.video.play();
    this.#next();
  }

  close(): void {
    this.#isOpen = false;
    this.#reader.close();
    if (this.#stream) stop(this.#stream);
    this.#stream = null;
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
      if (this.#reader.isFree(performance.now())) this.#send();
      this.#next();
    });
  }

  /** The frame itself goes to the decoder: to copy its pixels would cost the screen's thread its time. */
  #send(): void {
    const grabbed = performance.now();
    try {
      this.#reader.read({ picture: new VideoFrame(this.video), grabbed });
    } catch {
      // the picture was gone for a moment
    }
  }

  #read({ text, grabbed }: Reading): void {
    const decoded = performance.now();
    if (text && this.#sightings.isNew(text, decoded)) this.watcher.onCode(text, { grabbed, decoded });
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

function decoder(): Decoder {
  return new Worker(new URL("./decoder.ts", import.meta.url), { type: "module" });
}
