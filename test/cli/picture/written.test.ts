import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { encodeJpeg } from "../../../src/cli/files/picture/jpeg/encode";
import { readPicture } from "../../../src/cli/files/picture/picture";
import { encodePng } from "../../../src/cli/files/picture/png/encode";
import { samplesOfJpeg } from "../../support/jpeg";
import { Random } from "../../support/random";

const SIZES = [[1, 1], [1, 9], [9, 1], [7, 8], [8, 8], [9, 17], [33, 20]] as const;

/** Planes of noise, of edges, or of slow changes. */
function planesOf(count: number, width: number, height: number, most: number, kind: number, random: Random): number[][] {
  return Array.from({ length: count }, (_, c) => Array.from({ length: width * height }, (__, p) => {
    const [x, y] = [p % width, Math.floor(p / width)];
    if (kind === 0) return random.integer(0, most);
    if (kind === 1) return (x * 3 + y * 5 + c) % 7 < 3 ? 0 : most;
    return Math.round(most * (0.5 + 0.45 * Math.sin(0.2 * x + c) * Math.cos(0.15 * y)));
  }));
}

describe("JPEG as written", () => {
  const random = new Random(3);

  it.each(SIZES)("%i x %i: libjpeg-turbo reads the samples that we read, near those given", (width, height) => {
    for (const count of [1, 3]) {
      for (const quality of [50, 75, 95, 100]) {
        for (const kind of [0, 1, 2]) {
          const planes = planesOf(count, width, height, 255, kind, random).map((plane) => Uint8Array.from(plane));
          const file = encodeJpeg({ width, height, planes, profile: undefined, quality });
          const theirs = samplesOfJpeg(file);
          const ours = readPicture("x.jpg", file);
          expect([theirs.width, theirs.height, ours.width, ours.height]).toEqual([width, height, width, height]);
          const colour = (p: number, c: number) => (ours.channels[c] ?? ours.channels[0]!).data[p]!;
          expect(theirs.data).toEqual(Array.from({ length: 3 * width * height }, (_, at) => colour(Math.floor(at / 3), at % 3)));
          if (quality < 100) continue;
          planes.forEach((plane, c) => plane.forEach((sample, p) => expect(Math.abs(colour(p, c) - sample)).toBeLessThanOrEqual(4)));
        }
      }
    }
  });
});

describe("PNG as written", () => {
  const random = new Random(4);

  it.each(SIZES)("%i x %i: another library and we read what was given", (width, height) => {
    for (const count of [1, 2, 3, 4]) {
      for (const depth of [8, 16] as const) {
        for (const kind of [0, 1, 2]) {
          const planes = planesOf(count, width, height, 2 ** depth - 1, kind, random).map((plane) => (depth === 8 ? Uint8Array.from(plane) : Uint16Array.from(plane)));
          const file = encodePng({ width, height, depth, planes, colour: [], profile: undefined });
          const theirs = decode(file, { checkCrc: true });
          expect([theirs.width, theirs.height, theirs.depth, theirs.channels]).toEqual([width, height, depth, count]);
          expect([...theirs.data]).toEqual(Array.from({ length: count * width * height }, (_, at) => planes[at % count]![Math.floor(at / count)]!));
          const ours = readPicture("x.png", file);
          expect(ours.channels[0]!.data).toEqual(planes[0]);
          expect(ours.depth).toBe(depth);
        }
      }
    }
  });

  it("filters help: a slope of colours takes a tenth of its samples", () => {
    const [width, height] = [200, 200];
    const planes = [0, 1, 2].map((c) => Uint8Array.from({ length: width * height }, (_, p) => (p % width) + (c + 1) * Math.floor(p / width) & 255));
    expect(encodePng({ width, height, depth: 8, planes, colour: [], profile: undefined }).length).toBeLessThan((3 * width * height) / 50);
  });
});
