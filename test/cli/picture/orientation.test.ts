import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Picture, readPicture } from "../../../src/cli/files/picture/picture";
import { call, cell, samplesOf, workplace } from "../../support/command";
import { samplesOfJpeg } from "../../support/jpeg";
import { exif, exifSegment, knownJpeg, knownPng, withChunks, withSegments } from "../../support/picture-files";

const { file, path } = workplace("orientation");
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

/** Where the corners of the stored picture lie after it is turned, clockwise from the top left: [EXIF] 4.6.5.1 tells what row 0 and column 0 show. */
const SHOWN: Record<number, (x: number, y: number, width: number, height: number) => [x: number, y: number]> = {
  1: (x, y) => [x, y], // row 0 is the top, column 0 the left
  2: (x, y, width) => [width - 1 - x, y], // top, right
  3: (x, y, width, height) => [width - 1 - x, height - 1 - y], // bottom, right
  4: (x, y, _, height) => [x, height - 1 - y], // bottom, left
  5: (x, y) => [y, x], // left, top
  6: (x, y, _, height) => [height - 1 - y, x], // right, top
  7: (x, y, width, height) => [height - 1 - y, width - 1 - x], // right, bottom
  8: (x, y, width) => [y, width - 1 - x], // left, bottom
};

function expectTurned(turned: Picture, stored: Picture, orientation: number): void {
  const { width, height } = stored;
  expect([turned.width, turned.height, turned.origin.orientation]).toEqual([...(orientation > 4 ? [height, width] : [width, height]), orientation]);
  const planes = ({ channels, alpha }: Picture) => [...channels.map(({ data }) => data), ...(alpha === undefined ? [] : [alpha])];
  const [before, after] = [planes(stored), planes(turned)];
  expect(after.length).toBe(before.length);
  for (const [c, plane] of before.entries()) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [u, v] = SHOWN[orientation]!(x, y, width, height);
        if (after[c]![v * turned.width + u] !== plane[y * width + x]) expect([c, x, y]).toBe("in its place");
      }
    }
  }
}

const jpegs = [knownJpeg("4:2:0"), knownJpeg("grey"), knownJpeg("4:2:2, progressive"), knownJpeg("4:2:0, 9 x 7")];
const pngs = [knownPng("type 6, 16 bits"), knownPng("type 3, 4 bits, interlaced, transparent colours"), knownPng("type 0, 1 bits"), knownPng("5 x 1, interlaced")];

describe.each(ALL)("orientation %i", (orientation) => {
  it.each(["II", "MM"] as const)("of EXIF data in the order %s, as a number of 2 or 4 bytes", (order) => {
    for (const type of [3, 4] as const) {
      const data = exif(orientation, order, type);
      for (const stored of jpegs) expectTurned(readPicture("x.jpg", withSegments(stored, exifSegment(data))), readPicture("x.jpg", stored), orientation);
      for (const stored of pngs) expectTurned(readPicture("x.png", withChunks(stored, { type: "eXIf", data })), readPicture("x.png", stored), orientation);
    }
  });

  it.each(["compress", "denoise"])("%s turns the picture, says so and writes no tag", (command) => {
    const options = command === "compress" ? ["-k", "21"] : ["--noise", "0"];
    const input = file("in.jpg", withSegments(knownJpeg("4:2:0"), exifSegment(exif(orientation))));
    const { code, out, error } = call(command, input, ...options, "-o", path("out.png"), "--json");
    expect([code, error]).toEqual([0, ""]);
    const [width, height] = orientation > 4 ? [21, 27] : [27, 21];
    expect(JSON.parse(out)).toMatchObject({ format: "jpeg", width, height, depth: 8, orientation, profile: null, ignored: [] });
    const table = call(command, input, ...options, "-o", path("out.jpg")).out;
    expect(table).toContain(`in.jpg: JPEG, ${width} × ${height} pixels, colour, 8 bits per sample\n`);
    expect(cell(table, "turned")).toMatch(orientation === 1 ? /^$/ : /^(a quarter turn|turned by half|mirrored).*, as its EXIF data say$/);
    expect(samplesOf(readFileSync(path("out.png")))).toMatchObject({ width, height });
    expect(samplesOfJpeg(readFileSync(path("out.jpg")))).toMatchObject({ width, height });
    for (const name of ["out.png", "out.jpg"]) {
      expect(readPicture(name, readFileSync(path(name))).origin.orientation).toBe(1);
      expect(readFileSync(path(name)).toString("latin1")).not.toMatch(/Exif|eXIf/);
    }
  });
});

describe("EXIF data that are broken say nothing", () => {
  const orientationOf = (data: Uint8Array) => readPicture("x.jpg", withSegments(jpegs[0]!, exifSegment(data))).origin.orientation;
  const inPng = (data: Buffer) => readPicture("x.png", withChunks(pngs[0]!, { type: "eXIf", data })).origin.orientation;

  it.each(["II", "MM"] as const)("cut off at any byte, in the order %s", (order) => {
    const whole = exif(6, order);
    const least = 10 + 2 * 12; // up to the entry that tells it
    for (let length = 0; length <= whole.length; length++) {
      for (const read of [orientationOf, inPng]) expect(read(whole.subarray(0, length))).toBe(length < least ? 1 : 6);
    }
  });

  it("any byte changed: 1 to 8, never an error", () => {
    const whole = exif(6);
    for (let at = 0; at < whole.length; at++) {
      for (const byte of [0, 1, 0x7f, 0xff, whole[at]! ^ 4]) {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        expect(ALL).toContain(orientationOf(changed));
      }
    }
  });

  it("values that there are not, text, several values", () => {
    for (const value of [0, 9, 255, 65535]) expect(orientationOf(exif(value))).toBe(1);
    expect(orientationOf(Buffer.from("no TIFF header at all"))).toBe(1);
    const several = exif(6);
    several.writeUInt32LE(2, 10 + 12 + 4);
    expect(orientationOf(several)).toBe(1);
  });

  it("the first EXIF segment counts, one of another name does not", () => {
    const turned = exifSegment(exif(8));
    expect(readPicture("x.jpg", withSegments(jpegs[0]!, exifSegment(exif(6)), turned)).origin.orientation).toBe(6);
    const other = Buffer.from(turned);
    other.write("Exit", 4, "latin1");
    expect(readPicture("x.jpg", withSegments(jpegs[0]!, other)).origin.orientation).toBe(1);
  });
});
