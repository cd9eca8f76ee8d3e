import { decode } from "@cwasm/jpeg-turbo";
import { encodeJpeg } from "../../src/cli/files/picture/jpeg/encode";

/** A JPEG of red, green and blue, one pixel after another. */
export function jpegOf(width: number, height: number, data: ArrayLike<number>, quality = 90): Buffer {
  const planes = [0, 1, 2].map((c) => Uint8Array.from({ length: width * height }, (_, p) => data[3 * p + c]!));
  return encodeJpeg({ width, height, planes, profile: undefined, quality });
}

/** Red, green and blue of every pixel, as libjpeg-turbo, compiled to WebAssembly, reads them. */
export function samplesOfJpeg(file: Buffer): { width: number; height: number; data: number[] } {
  const { width, height, data } = decode(file);
  return { width, height, data: [...data].filter((_, p) => p % 4 !== 3) };
}
