import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readPicture } from "../../../src/cli/files/picture/picture";
import { DataError } from "../../../src/cli/failure";
import { type Chunk, END, KNOWN_PNG, chunk, chunksOf, header, knownPng, pixels, pngOfChunks, withChunks } from "../../support/picture-files";

/** Why a file is refused. */
function refusal(file: Buffer): string {
  try {
    readPicture("x.png", file);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message.replace(/^x\.png: /, "");
  }
  return "";
}

const grey = (width: number, height: number, rows: Uint8Array, ...more: Chunk[]) => pngOfChunks([header(width, height, 8, 0), ...more, pixels(rows), END]);
const plain = knownPng("type 2, 8 bits");
const picture = readPicture("x.png", plain);

describe("pixels that are missing", () => {
  it.each(KNOWN_PNG)("$name: wherever it is cut it is refused, and said to end", ({ file }) => {
    for (let length = 4; length < file.length; length += 2) expect(refusal(file.subarray(0, length))).toMatch(/^is a broken PNG picture: it ends too early(: |$)/);
  });

  it("says how many rows arrived, whatever the number", () => {
    for (let bytes = 0; bytes < 6 * 5; bytes++) {
      expect(refusal(grey(4, 6, new Uint8Array(bytes)))).toBe(`is a broken PNG picture: pixels are missing: ${Math.floor(bytes / 5)} of 6 rows arrived`);
    }
    expect(refusal(pngOfChunks([header(16, 16, 8, 0, 1), pixels(new Uint8Array(2 * 3 + 4)), END]))).toMatch(/2 of 2 rows|pixels are missing: \d of \d rows of pass 2 of 7 arrived/);
    const stream = deflateSync(Buffer.alloc(30), { level: 0 });
    expect(refusal(pngOfChunks([header(4, 6, 8, 0), { type: "IDAT", data: stream.subarray(0, -4) }, END]))).toMatch(/ends too early: all rows arrived, but not their checksum/);
    expect(refusal(pngOfChunks([header(4, 6, 8, 0), { type: "IDAT", data: stream }]))).toMatch(/ends too early: all rows arrived, but not its end mark/);
  });

  it("8000 x 1 with 11 bytes of pixels: never a guess, never memory of the process", () => {
    for (let run = 0; run < 4; run++) {
      expect(refusal(grey(8000, 1, new Uint8Array(11)))).toBe("is a broken PNG picture: pixels are missing: 0 of 1 rows arrived");
    }
  });

  it("more bytes than pixels are as wrong as fewer", () => {
    for (const more of [1, 2, 100, 100_000]) expect(refusal(grey(4, 6, new Uint8Array(30 + more)))).toMatch(/holds more pixels than its header declares/);
  });
});

describe("damage", () => {
  it.each(KNOWN_PNG)("$name: a changed byte before the end is refused", ({ file }) => {
    for (let at = 8; at < file.length; at += 3) {
      const changed = Buffer.from(file);
      changed[at] = changed[at]! ^ 0x14;
      const message = refusal(changed);
      expect(message).toMatch(/^(is a (broken )?PNG picture|it declares)|^$/);
      // Only transparency is of no need; that its chunk is ignored is told, by the name that it has now.
      if (message === "") expect(readPicture("x.png", changed).origin.ignored.length).toBe(1);
    }
  });

  it("checksums of pixels behind right checksums of chunks", () => {
    const stream = deflateSync(Buffer.alloc(30));
    stream[stream.length - 1]! ^= 1;
    expect(refusal(pngOfChunks([header(4, 6, 8, 0), { type: "IDAT", data: stream }, END]))).toMatch(/the checksum of its pixels is wrong/);
    expect(refusal(pngOfChunks([header(4, 6, 8, 0), { type: "IDAT", data: Buffer.from("no stream at all") }, END]))).toMatch(/compressed pixels are damaged/);
  });

  it.each(["IHDR", "IDAT", "IEND", "PLTE"])("a wrong checksum of %s", (type) => {
    const file = knownPng("type 3, 8 bits");
    const parts = chunksOf(file).map(({ type: name, data }) => chunk(name, data, name === type ? 123 : undefined));
    expect(refusal(Buffer.concat([file.subarray(0, 8), ...parts]))).toMatch(new RegExp(`the checksum of its chunk ${type} is wrong`));
  });

  it("filters that there are not, indices beyond the palette", () => {
    for (let filter = 5; filter < 256; filter += 50) expect(refusal(grey(4, 1, Uint8Array.of(filter, 0, 0, 0, 0)))).toMatch(new RegExp(`filtered by method ${filter}`));
    const palette = { type: "PLTE", data: Buffer.alloc(9) };
    const indexed = (index: number) => pngOfChunks([header(1, 1, 8, 3), palette, pixels(Uint8Array.of(0, index)), END]);
    expect(refusal(indexed(2))).toBe("");
    expect(refusal(indexed(3))).toMatch(/colour 3 of a palette of 3/);
  });

  it.each([
    ["no header", pngOfChunks([pixels(new Uint8Array(5)), END]), /its first chunk is IDAT|kind that is not read/],
    ["two headers", withChunks(plain, header(1, 1, 8, 0)), /two headers/],
    ["a header of 12 bytes", pngOfChunks([{ type: "IHDR", data: Buffer.alloc(12) }, END]), /its header has 12 bytes/],
    ["a colour type that there is not", pngOfChunks([header(1, 1, 8, 5), pixels(new Uint8Array(2)), END]), /colour type 5/],
    ["a depth that there is not", pngOfChunks([header(1, 1, 4, 2), pixels(new Uint8Array(2)), END]), /4 bits of a sample for the colour type 2/],
    ["no columns", grey(0, 1, new Uint8Array(1)), /it has no pixels/],
    ["no rows", grey(1, 0, new Uint8Array(0)), /it has no pixels/],
    ["no pixels", pngOfChunks([header(1, 1, 8, 0), END]), /it holds no pixels/],
    ["no palette", pngOfChunks([header(1, 1, 8, 3), pixels(new Uint8Array(2)), END]), /its palette is missing/],
    ["a palette of 4 bytes", pngOfChunks([header(1, 1, 8, 3), { type: "PLTE", data: Buffer.alloc(4) }, pixels(new Uint8Array(2)), END]), /its palette has 4 bytes/],
    ["two palettes", pngOfChunks([header(1, 1, 8, 3), ...[1, 2].map(() => ({ type: "PLTE", data: Buffer.alloc(3) })), pixels(new Uint8Array(2)), END]), /two palettes/],
    ["a palette of a grey picture", grey(1, 1, new Uint8Array(2), { type: "PLTE", data: Buffer.alloc(3) }), /grey and has a palette/],
    ["pixels in two places", pngOfChunks([header(1, 1, 8, 0), pixels(new Uint8Array(2)), { type: "tEXt", data: Buffer.from("a\0b") }, pixels(new Uint8Array(2)), END]), /interrupted by another chunk/],
    ["bytes changed by a transfer", Buffer.concat([Buffer.from("\x89PNG\n\x1a\n", "latin1"), plain.subarray(8)]), /as by a transfer of text/],
    ["a critical chunk of others", withChunks(plain, { type: "CgBI", data: Buffer.alloc(4) }), /of a kind that is not read \(it holds a chunk CgBI/],
    ["interlace method 2", pngOfChunks([header(1, 1, 8, 0, 2), END]), /of a kind that is not read \(interlace method 2\): save it as an ordinary PNG or JPEG/],
  ] as const)("%s", (_, file, message) => expect(refusal(file)).toMatch(message));
});

describe("what is of no need", () => {
  it("bytes behind the end mark are not looked at", () => {
    for (const more of [Buffer.of(0), Buffer.from("trailing"), plain, Buffer.alloc(100_000, 0xff)]) expect(readPicture("x.png", Buffer.concat([plain, more]))).toEqual(picture);
  });

  it.each([
    ["cHRM", 31], ["gAMA", 3], ["sRGB", 2], ["cICP", 5], ["iCCP", 0], ["iCCP", 40], ["tRNS", 5], ["tRNS", 0],
  ] as const)("a chunk %s of %i bytes is ignored, and that is told", (type, length) => {
    const { origin, ...rest } = readPicture("x.png", withChunks(plain, { type, data: Buffer.alloc(length, 7) }));
    expect(origin.ignored).toEqual([`broken chunk ${type}`]);
    expect({ ...rest, origin: picture.origin }).toEqual(picture);
  });

  it("of a transparent colour, bits beyond the depth", () => {
    for (const bits of [1, 2, 4, 8]) {
      const file = (more: number) => pngOfChunks([header(1, 2, bits, 0), { type: "tRNS", data: Buffer.of(more, more === 0 ? 1 : (more & ~(2 ** bits - 1) & 255) | 1) }, pixels(Uint8Array.of(0, 1 << (8 - bits), 0, 0)), END]);
      expect([...readPicture("x.png", file(0)).alpha!]).toEqual([0, 255]);
      for (const more of [0x01, 0x80, 0xff]) expect([...readPicture("x.png", file(more)).alpha!]).toEqual([0, 255]);
    }
  });

  it("wrong checksums of chunks that carry no pixels", () => {
    const file = Buffer.concat([plain.subarray(0, 33), chunk("gAMA", Buffer.of(0, 0, 177, 143), 5), chunk("tEXt", Buffer.from("a\0b"), 6), plain.subarray(33)]);
    const { origin, colour } = readPicture("x.png", file);
    expect([origin.ignored, colour]).toEqual([["broken chunk gAMA", "broken chunk tEXt"], []]);
  });

  it("a palette for screens that show few colours", () => {
    expect(readPicture("x.png", withChunks(plain, { type: "PLTE", data: Buffer.alloc(6) }))).toEqual(picture);
  });
});
