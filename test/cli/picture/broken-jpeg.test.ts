import { describe, expect, it } from "vitest";
import { readPicture } from "../../../src/cli/files/picture/picture";
import { DataError } from "../../../src/cli/failure";
import { KNOWN_JPEG, knownJpeg, segment, withSegments } from "../../support/picture-files";

function refusal(file: Buffer): string {
  try {
    readPicture("x.jpg", file);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message.replace(/^x\.jpg: /, "");
  }
  return "";
}

const plain = knownJpeg("4:2:0");
const picture = readPicture("x.jpg", plain);
const place = (file: Buffer, marker: number) => file.indexOf(Buffer.of(0xff, marker));
const changed = (file: Buffer, at: number, ...bytes: number[]) => {
  const copy = Buffer.from(file);
  copy.set(bytes, at);
  return copy;
};
const SOF = place(plain, 0xc0);

describe("pixels that are missing", () => {
  it.each(KNOWN_JPEG)("$name: wherever it is cut it is refused, and said to end", ({ name, file }) => {
    const step = /^(4:2:0|4:1:1, restarts|4:2:2, refined bit by bit|grey, progressive|YCCK)$/.test(name) ? 1 : 13;
    for (let length = 3; length < file.length - 2; length += step) {
      // Within the last bytes all pixels may be there already.
      const message = refusal(file.subarray(0, length));
      if (message === "") expect(length).toBeGreaterThanOrEqual(file.length - 4);
      else expect(message).toMatch(/^is a broken JPEG picture: it ends too early(: |$)/);
    }
  });

  it("the end mark alone is of no need", () => expect(readPicture("x.jpg", plain.subarray(0, -2))).toEqual(picture));

  it("says how many rows arrived", () => {
    const file = knownJpeg("grey, restarts"); // a marker behind every block of 8 x 8, four blocks a row, three rows of them
    const at: number[] = [];
    for (let p = place(file, 0xda); p < file.length - 1; p++) if (file[p] === 0xff && file[p + 1]! >= 0xd0 && file[p + 1]! <= 0xd7) at.push(p);
    expect(at.length).toBe(11);
    at.forEach((end, n) => expect(refusal(file.subarray(0, end))).toBe(`is a broken JPEG picture: it ends too early: ${8 * Math.floor((n + 1) / 4)} of 21 rows arrived`));
  });

  it("progressive: scans that are missing, with an end mark or without", () => {
    const file = knownJpeg("4:2:0, progressive");
    let scans = 0;
    for (let at = place(file, 0xda); at !== -1; at = file.indexOf(Buffer.of(0xff, 0xda), at + 2)) {
      const cut = file.subarray(0, at);
      const arrived = scans === 0 ? "no pixels arrived" : `only ${scans} ${scans === 1 ? "scan" : "scans"} of its pixels arrived`;
      for (const end of [cut, Buffer.concat([cut, Buffer.of(0xff, 0xd9)])]) expect(refusal(end)).toMatch(new RegExp(`it ends too early(: ${arrived})?$`));
      scans++;
    }
    expect(scans).toBeGreaterThan(5);
  });

  it("one scan a component: components that are missing", () => {
    const file = knownJpeg("4:2:0, one scan a component");
    const last = file.lastIndexOf(Buffer.of(0xff, 0xda));
    expect(refusal(Buffer.concat([file.subarray(0, last), Buffer.of(0xff, 0xd9)]))).toMatch(/it ends too early: only 2 scans of its pixels arrived/);
  });
});

describe("damage", () => {
  it.each(KNOWN_JPEG)("$name: whatever byte is changed, a picture or one line", ({ file }) => {
    for (let at = 2; at < file.length; at += 7) {
      const message = refusal(changed(file, at, [0, 0xff, file[at]! ^ 1, file[at]! ^ 0x80][at % 4]!));
      expect(message).toMatch(/^$|^(is a (broken )?JPEG picture|it declares|is no PNG)/);
      expect(message).not.toMatch(/undefined|NaN|\n|Error/);
    }
  });

  it("restart markers that are missing, or another than expected", () => {
    const file = knownJpeg("4:2:0, restarts");
    const first = file.indexOf(Buffer.of(0xff, 0xd0), place(file, 0xda));
    expect(refusal(changed(file, first + 1, 0xd1))).toMatch(/its data are damaged after \d+ of 21 rows/);
    expect(refusal(Buffer.concat([file.subarray(0, first), file.subarray(first + 2)]))).toMatch(/damaged|too early/);
  });

  it("few bytes that mean nothing are left out, many are damage", () => {
    const end = plain.length - 2;
    for (const count of [1, 2, 16]) {
      for (const at of [end, SOF]) expect(readPicture("x.jpg", Buffer.concat([plain.subarray(0, at), Buffer.alloc(count, 7), plain.subarray(at)]))).toEqual(picture);
    }
    expect(refusal(Buffer.concat([plain.subarray(0, end), Buffer.alloc(17, 7), plain.subarray(end)]))).toMatch(/do not end where its pixels do/);
    expect(refusal(Buffer.concat([plain.subarray(0, SOF), Buffer.alloc(17, 7), plain.subarray(SOF)]))).toMatch(/there is no marker at byte/);
  });

  it("without any Huffman table it is of the usual ones, with some missing it is broken", () => {
    const tables: number[] = [];
    for (let at = place(plain, 0xc4); at !== -1; at = plain.indexOf(Buffer.of(0xff, 0xc4), at + 2)) tables.push(at);
    expect(tables.length).toBe(4);
    const end = place(plain, 0xda);
    expect(readPicture("x.jpg", Buffer.concat([plain.subarray(0, tables[0]), plain.subarray(end)]))).toEqual(picture);
    tables.forEach((at, n) => expect(refusal(Buffer.concat([plain.subarray(0, at), plain.subarray(tables[n + 1] ?? end)]))).toMatch(/a Huffman table is missing/));
  });

  it("scans that come again", () => {
    for (const name of ["4:2:0", "4:2:0, progressive", "4:2:0, one scan a component", "grey, restarts"]) {
      const file = knownJpeg(name);
      const last = file.subarray(file.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
      for (const between of [[], [segment(0xfe, Buffer.from("more"))], [Buffer.of(0xff, 0xd3)]]) {
        expect(refusal(Buffer.concat([file.subarray(0, -2), ...between, last, Buffer.of(0xff, 0xd9)]))).toMatch(/it holds more scans than its pixels need/);
      }
    }
  });

  it("runs of zeros beyond the block or the band", () => {
    // 8 x 8, grey; every table has one code, a zero bit.
    const codes = (kind: number, symbol: number) => segment(0xc4, Buffer.concat([Buffer.of(kind, 1), Buffer.alloc(15), Buffer.of(symbol)]));
    const scan = (from: number, to: number, approximation: number) => Buffer.concat([segment(0xda, Buffer.of(1, 0, 0, from, to, approximation)), Buffer.alloc(16)]);
    const start = (marker: number) => Buffer.concat([Buffer.of(0xff, 0xd8), segment(marker, Buffer.of(8, 0, 8, 0, 8, 1, 0, 0x11, 0)), segment(0xdb, Buffer.concat([Buffer.of(0), Buffer.alloc(64, 1)])), codes(0, 0)]);
    const damaged = (...parts: Buffer[]) => expect(refusal(Buffer.concat([...parts, Buffer.of(0xff, 0xd9)]))).toMatch(/its data are damaged after 0 of 8 rows/);
    for (const symbol of [0xf1, 0xe1, 0x91]) damaged(start(0xc0), codes(0x10, symbol), scan(0, 63, 0));
    for (const [from, to, symbol] of [[1, 5, 0x51], [6, 63, 0xf1], [3, 3, 0x11]] as const) {
      damaged(start(0xc2), scan(0, 0, 0), codes(0x10, symbol), scan(from, to, 0));
      damaged(start(0xc2), scan(0, 0, 0), codes(0x10, 0), scan(from, to, 1), codes(0x10, symbol), scan(from, to, 0x10));
    }
    damaged(start(0xc2), scan(0, 0, 0), codes(0x10, 0), scan(1, 63, 1), codes(0x10, 0x02), scan(1, 63, 0x10)); // bits of more than one
  });

  it("scans out of order: bits that were not sent before, or were", () => {
    const codes = (kind: number) => segment(0xc4, Buffer.concat([Buffer.of(kind, 1), Buffer.alloc(16)]));
    const scan = (from: number, to: number, approximation: number) => Buffer.concat([segment(0xda, Buffer.of(1, 0, 0, from, to, approximation)), Buffer.of(0)]);
    const file = (...scans: (readonly [number, number, number])[]) => Buffer.concat([
      Buffer.of(0xff, 0xd8), segment(0xc2, Buffer.of(8, 0, 8, 0, 8, 1, 0, 0x11, 0)), segment(0xdb, Buffer.concat([Buffer.of(0), Buffer.alloc(64, 1)])), codes(0), codes(0x10),
      ...scans.map((one) => scan(...one)), Buffer.of(0xff, 0xd9),
    ]);
    expect(refusal(file([0, 0, 1], [1, 63, 2], [0, 0, 0x10], [1, 63, 0x21], [1, 63, 0x10]))).toBe("");
    for (const scans of [
      [[1, 63, 0]], [[0, 0, 0x10]], [[0, 0, 0], [0, 0, 0]], [[0, 0, 1], [0, 0, 0]], [[0, 0, 2], [0, 0, 0x10]], [[0, 0, 0], [1, 63, 2], [1, 63, 0x10]], [[0, 0, 0], [1, 5, 0], [5, 63, 0]],
      [[0, 0, 0], [1, 5, 1], [1, 63, 0x10]], [[0, 0, 0], [1, 63, 1], [1, 63, 1]],
    ] as const) expect(refusal(file(...scans))).toMatch(/its scans are out of order/);
    for (const one of [[0, 5, 0], [5, 4, 0], [1, 64, 0], [0, 0, 14], [0, 0, 0x20]] as const) expect(refusal(file(one))).toMatch(/a scan sends what there cannot be/);
  });

  it("a Huffman table with the code of ones alone, or with more codes than there are", () => {
    for (const counts of [[2], [1, 2], [0, 4], [1, 1, 2], [3], [0, 0, 9]]) {
      const table = segment(0xc4, Buffer.concat([Buffer.of(0), Buffer.from([...counts, ...Array<number>(16 - counts.length).fill(0)]), Buffer.alloc(counts.reduce((a, b) => a + b))]));
      expect(refusal(withSegments(plain, table))).toMatch(/a Huffman table has more codes than there are/);
    }
  });

  it("coefficients that no samples have", () => {
    const steps = segment(0xdb, Buffer.concat([Buffer.of(0x10), ...Array.from({ length: 64 }, () => Buffer.of(0x20, 0))]));
    for (const file of [plain, knownJpeg("4:2:0, progressive")]) {
      const at = file.indexOf(Buffer.of(0xff, 0xdb)) + 69;
      expect(refusal(Buffer.concat([file.subarray(0, at), steps, file.subarray(at)]))).toMatch(/its data are damaged/);
    }
  });

  it("bytes and pictures behind the end mark are not looked at", () => {
    for (const more of [Buffer.of(0), plain, Buffer.alloc(100_000)]) expect(readPicture("x.jpg", Buffer.concat([plain, more]))).toEqual(picture);
  });

  it("0xFF before a marker any number of times", () => {
    expect(readPicture("x.jpg", Buffer.concat([plain.subarray(0, SOF), Buffer.alloc(1000, 0xff), plain.subarray(SOF)]))).toEqual(picture);
  });

  it.each([
    ["two headers", Buffer.concat([plain.subarray(0, SOF), plain.subarray(SOF, SOF + 19), plain.subarray(SOF)]), /two headers/],
    ["a picture within it", withSegments(plain, Buffer.of(0xff, 0xd8)), /a second picture begins within it/],
    ["no pixels", Buffer.concat([plain.subarray(0, 2), Buffer.of(0xff, 0xd9)]), /it holds no pixels/],
    ["pixels before the header", Buffer.concat([plain.subarray(0, 2), plain.subarray(place(plain, 0xda))]), /pixels come before its header/],
    ["a segment without length", withSegments(plain, Buffer.of(0xff, 0xe5, 0, 1)), /a segment has no length/],
    ["no columns", changed(plain, SOF + 7, 0, 0), /it has no pixels/],
    ["a factor of 0", changed(plain, SOF + 11, 0x02), /a sampling factor is not 1 to 4/],
    ["two components of one name", changed(plain, SOF + 13, 1), /two components have the same name/],
    ["a scan of a component that there is not", changed(plain, place(plain, 0xda) + 5, 9), /names a component that there is not/],
    ["a component twice in a scan", changed(plain, place(plain, 0xda) + 7, 1), /names a component twice/],
    ["no quantisation", Buffer.concat([plain.subarray(0, place(plain, 0xdb)), plain.subarray(SOF)]), /a quantisation table is missing/],
    ["too many codes", changed(plain, place(plain, 0xc4) + 5, 3), /a Huffman table/],
    ["a table beyond its segment", withSegments(plain, segment(0xdb, Buffer.alloc(10))), /a quantisation table is not one/],
    ["a marker that there is not", withSegments(plain, segment(0x10, Buffer.alloc(2))), /a marker 10, which there is not/],
  ] as const)("%s", (_, file, message) => expect(refusal(file)).toMatch(message));
});

describe("kinds that are not read are named", () => {
  it.each([
    [0xc3, "lossless JPEG"], [0xc5, "hierarchical JPEG"], [0xc9, "arithmetic coding"], [0xca, "arithmetic coding"], [0xcb, "lossless JPEG"],
  ])("frame %i: %s", (marker, name) => {
    expect(refusal(changed(plain, SOF + 1, marker))).toBe(`is a JPEG picture of a kind that is not read (${name}): save it as an ordinary PNG or JPEG`);
  });

  it("12 bits, two components, five, a height behind the pixels, factors of 2 and 3", () => {
    expect(refusal(changed(plain, SOF + 4, 12))).toMatch(/not read \(12 bits of a sample\)/);
    expect(refusal(changed(plain, SOF + 5, 0, 0))).toMatch(/not read \(a height that stands behind the pixels\)/);
    for (const count of [2, 5, 255]) {
      const frame = segment(0xc0, Buffer.concat([Buffer.of(8, 0, 21, 0, 27, count), Buffer.alloc(3 * count, 0x11)]));
      expect(refusal(Buffer.concat([plain.subarray(0, SOF), frame, plain.subarray(SOF + 19)]))).toMatch(new RegExp(`not read \\(${count} components, where 1, 3 or 4 are read\\)`));
    }
    expect(refusal(changed(plain, SOF + 11, 0x23, 0, 2, 0x31))).toMatch(/not read \(sampling factors of which one is no multiple of another\)/);
  });
});
