/** Reads QR codes out of frames, in a Worker of its own, so that the screen never stutters. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

export interface Frame {
  picture: VideoFrame;
  /** When it was grabbed, by performance.now() of the page. */
  grabbed: number;
}

export interface Reading {
  text: string | null;
  grabbed: number;
  /** Whether reading failed, as opposed to finding nothing. */
  isBroken: boolean;
}

// Its failure is met, and told, by the first frame.
Promise.resolve(prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true })).catch(() => undefined);

let canvas: OffscreenCanvas | null = null;

onmessage = async ({ data: { picture, grabbed } }: MessageEvent<Frame>) => {
  const answer = (text: string | null, isBroken: boolean) =>
    postMessage({ text, grabbed, isBroken } satisfies Reading);
  try {
    answer(await textIn(picture), false);
  } catch (fault) {
    console.warn("the decoder failed", fault);
    answer(null, true);
  }
};

async function textIn(picture: VideoFrame): Promise<string | null> {
  const { displayWidth: width, displayHeight: height } = picture;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext("2d", { willReadFrequently: true })!;
  drawing.drawImage(picture, 0, 0);
  picture.close(); // a camera has few to lend
  const [found] = await readBarcodes(drawing.getImageData(0, 0, width, height), {
    formats: ["QRCode"],
    maxNumberOfSymbols: 1,
    tryHarder: true,
  });
  return found?.text ?? null;
}
