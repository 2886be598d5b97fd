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
}

prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });

let canvas: OffscreenCanvas | null = null;

onmessage = async ({ data: { picture, grabbed } }: MessageEvent<Frame>) => {
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
  postMessage({ text: found?.text ?? null, grabbed } satisfies Reading);
};
