import { describe, expect, it } from "vitest";
import { compressPicture } from "../src/cli/commands/compression";
import { compressImage } from "../src/image/image";
import { frobeniusNorm, lowRank, matrix, reconstruct, svd } from "../src/index";

/** A picture with structure: waves of three colours, and its opacity. */
function picture(width: number, height: number, colour: (i: number, j: number, c: number) => number) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) {
    for (let c = 0; c < 3; c++) data[4 * (i * width + j) + c] = colour(i, j, c);
    data[4 * (i * width + j) + 3] = (7 * i + 3 * j) % 256;
  }
  return { width, height, data };
}
const waves = picture(31, 23, (i, j, c) => 128 + 60 * Math.sin(i / (2 + c) + j / 5) + 50 * Math.cos((i * j) / 40 + c));
const grey = picture(20, 17, (i, j) => 100 + ((i * j) % 50));
const channel = ({ width, height, data }: typeof waves, c: number) => matrix({ shape: [height, width], strides: [4 * width, 4], offset: c, data });

describe("compressImage", () => {
  it("at full rank gives the picture back, opacity as it was", () => {
    const got = compressImage(waves, { energy: 1 });
    expect(got.data).toEqual(waves.data);
    expect([got.width, got.height, got.channels.length]).toEqual([31, 23, 3]);
    expect(got.relativeError).toBeLessThan(1e-12);
  });

  it.each([1, 3, 10])("at rank %i, each channel is its own best approximation, rounded and clamped", (rank) => {
    const got = compressImage(waves, rank);
    const best = [0, 1, 2].map((c) => lowRank(channel(waves, c), rank));
    const expected = picture(31, 23, (i, j, c) => reconstruct(best[c]!).data[i * 31 + j]!);
    expect(got.data).toEqual(expected.data);
    const norm = (numbers: number[]) => Math.hypot(...numbers);
    expect(got.relativeError).toBeCloseTo(norm(best.map(({ error }) => error.frobenius)) / norm([0, 1, 2].map((c) => frobeniusNorm(channel(waves, c)))), 12);
    expect([got.rank, got.storedNumbers, got.compression]).toEqual([rank, 3 * rank * 54, (3 * 31 * 23) / (3 * rank * 54)]);
  });

  it.each([{ energy: 0.99 }, { energy: 0.999 }, { relativeError: 0.05 }, "gap", "optimal-threshold", { ratio: 9 }] as const)("%j gives the rank, the error and the colours of the command line", (criterion) => {
    const got = compressImage(waves, criterion);
    const channels = [0, 1, 2].map((c) => channel(waves, c));
    const file = { width: 31, height: 23, depth: 8 as const, channels: channels.map((m) => ({ ...m, data: Uint8Array.from(m.data) })), colour: [], origin: { format: "png" as const, bits: 8, orientation: 1, ignored: [], fromInks: false } };
    const theirs = compressPicture(file, channels.map((m) => svd(m)), criterion);
    expect(got.rank).toBe(theirs.rank);
    expect(got.energy).toBeCloseTo(theirs.energy, 12);
    expect(got.relativeError).toBeCloseTo(theirs.relativeError, 12);
    for (let c = 0; c < 3; c++) expect([...channel(got as typeof waves, c).data]).toEqual([...theirs.picture.channels[c]!.data]);
  });

  it("a grey picture has one channel, and stays grey", () => {
    const got = compressImage(grey, 2);
    expect(got.channels.length).toBe(1);
    expect(got.storedNumbers).toBe(2 * 37);
    for (let p = 0; p < got.data.length; p += 4) expect([got.data[p], got.data[p + 1]]).toEqual([got.data[p + 1], got.data[p + 2]]);
  });

  it("a black one is kept by nothing", () => {
    const black = picture(4, 3, () => 0);
    const { rank, compression, relativeError, energy, data } = compressImage(black, { energy: 0.9 });
    expect([rank, compression, relativeError, energy]).toEqual([0, Infinity, 0, 1]);
    expect(data).toEqual(black.data);
  });

  it("leaves the original alone", () => {
    const before = waves.data.slice();
    compressImage(waves, 1);
    expect(waves.data).toEqual(before);
  });

  it.each([
    [null, 1, TypeError, /^image is null: expected an ImageData/], [{ width: 2, height: 2, data: [1, 2, 3] }, 1, RangeError, /^image\.data has length 3: expected 16/],
    [{ width: 0, height: 2, data: [] }, 1, RangeError, /^image\.width is 0/], [{ width: "2", height: 2, data: [] }, 1, TypeError, /^image\.width is "2"/], [grey, 99, RangeError, /^criterion is 99: expected an integer, 1 to 17/], [grey, "best", RangeError, /^criterion is "best"/],
  ])("refuses %#", (image, criterion, kind, message) => {
    expect(() => compressImage(image as never, criterion as never)).toThrow(kind);
    expect(() => compressImage(image as never, criterion as never)).toThrow(message);
  });
});
