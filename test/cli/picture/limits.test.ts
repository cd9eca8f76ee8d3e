import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkDeclared } from "../../../src/cli/files/picture/limits";
import { readPicture } from "../../../src/cli/files/picture/picture";
import { workplace } from "../../support/command";
import { END, chunksOf, exif, exifSegment, header, knownJpeg, knownPng, pixels, pngOfChunks, segment, withChunks, withSegments } from "../../support/picture-files";

const { file, path, folder } = workplace("limits");
const CLI = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

/** Runs the built command line, which at its end tells the most memory it took, in MB, and its processor time, in seconds. */
function measured(...args: string[]): { status: number | null; stderr: string; megabytes: number; seconds: number } {
  const told = `import{isMainThread}from"node:worker_threads";isMainThread&&process.on("exit",()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();console.error(JSON.stringify([maxRSS/1024,(userCPUTime+systemCPUTime)/1e6]))})`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(told)}`, CLI, ...args], { encoding: "utf8" });
  const lines = stderr.trimEnd().split("\n");
  const [megabytes, seconds] = JSON.parse(lines.pop()!) as [number, number];
  return { status, stderr: lines.join("\n"), megabytes, seconds };
}

const plain = knownJpeg("4:2:0");
const sized = (source: Buffer, width: number, height: number) => {
  const copy = Buffer.from(source);
  const at = Math.max(copy.indexOf(Buffer.of(0xff, 0xc0)), copy.indexOf(Buffer.of(0xff, 0xc2)));
  copy.writeUInt16BE(height, at + 5);
  copy.writeUInt16BE(width, at + 7);
  return copy;
};
const frame = (width: number, height: number, components: number, marker = 0xc0) => Buffer.concat([
  Buffer.of(0xff, 0xd8),
  segment(marker, Buffer.concat([Buffer.of(8, height >> 8, height & 255, width >> 8, width & 255, components), ...Array.from({ length: components }, (_, c) => Buffer.of(c, 0x11, 0))])),
]);
/** A Huffman table of one code, a zero bit: for DC coefficients of the same mean or for the end of a block. */
const codes = (kind: number, symbol: number) => segment(0xc4, Buffer.concat([Buffer.of(kind, 1), Buffer.alloc(15), Buffer.of(symbol)]));
/** Many zeros, packed: the same ten million again and again. */
const TEN_MILLION = deflateRawSync(Buffer.alloc(1e7), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
const bomb = (zeros: number) => Buffer.concat([Buffer.of(0x78, 0xda), ...Array.from({ length: Math.floor(zeros / 1e7) }, () => TEN_MILLION), deflateRawSync(Buffer.alloc(zeros % 1e7)), adler(zeros)]);
/** Adler-32 of zeros. */
const adler = (zeros: number) => Buffer.of((zeros % 65521) >> 8, (zeros % 65521) & 255, 0, 1);

describe("bombs: one line, little memory, little time", () => {
  const idle = measured("--version");

  it.each([
    ["interlaced, 1 x 1, 1.5 MB of packed zeros", "a.png", pngOfChunks([header(1, 1, 8, 0, 1), { type: "IDAT", data: bomb(1_500_000_000) }, END]), /holds more pixels than its header declares/],
    ["a JPEG of 23 bytes", "b.jpg", frame(65500, 65500, 1), /it declares 65500 × 65500 pixels of 1 sample: at most 268 million samples are read/],
    ["255 components", "c.jpg", frame(1000, 1000, 255), /255 components, where 1, 3 or 4 are read/],
    ["65500 x 4000, one component", "d.jpg", frame(65500, 4000, 1, 0xc2), /for which a file of \d+ bytes is too small/],
    ["a size of which few bytes of pixels arrive", "e.png", pngOfChunks([header(9000, 7000, 8, 2), pixels(new Uint8Array(10)), END]), /pixels are missing: 0 of 7000 rows arrived|is too small/],
    ["2^31 − 1 rows and columns", "f.png", pngOfChunks([header(2 ** 31 - 1, 2 ** 31 - 1, 16, 6), END]), /at most 268 million samples/],
    ["100 million bits", "g.png", pngOfChunks([header(30000, 30000, 1, 0), pixels(new Uint8Array(10)), END]), /at most 268 million samples/],
    ["a header that declares more", "h.jpg", sized(plain, 6000, 6000), /it ends too early: \d+ bytes are left for 6000 × 6000 pixels/],
    ["the same, progressive", "i.jpg", sized(knownJpeg("4:2:0, progressive"), 4500, 4500), /it ends too early/],
    ["rows that arrive as zeros", "j.png", pngOfChunks([header(14000, 14000, 8, 0), { type: "IDAT", data: bomb(14000 * 14001) }, END]), /for which a file of \d+ kB is too small/],
  ] as const)("%s", (_, name, bytes, message) => {
    const input = file(name, bytes);
    const { status, stderr, megabytes, seconds } = measured("compress", input, "-o", path("out.png"));
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^lowrank: [^\n]+$/);
    expect(status).toBe(1);
    expect(megabytes - idle.megabytes).toBeLessThan(30);
    expect(seconds - idle.seconds).toBeLessThan(0.3); // of a busy machine; an idle one takes 0.05
    expect(readdirSync(folder)).not.toContain("out.png");
  });
});

describe("the largest that is read", () => {
  /** Memory and time of the program when it only reads a picture. */
  const reading = (name: string, bytes: Buffer) => {
    const input = file(name, bytes);
    // rank 10^9 is refused after the picture has been read, and before anything is computed
    const { stderr, megabytes, seconds } = measured("compress", input, "-k", "1000000000");
    expect(stderr).toMatch(/rank 1000000000 is more than this picture of \d+ × \d+ pixels has/);
    return { megabytes, seconds };
  };
  const zeros = (width: number, height: number, bits: number, type: number, rowBytes: number) => {
    return pngOfChunks([header(width, height, bits, type), { type: "IDAT", data: bomb(height * (1 + rowBytes)) }, END]);
  };

  it.each([
    ["grey", zeros(7000, 7000, 8, 0, 7000)],
    ["grey, 1 bit", zeros(8000, 8000, 1, 0, 1000)],
    ["colour", zeros(4500, 4500, 8, 2, 13500)],
    ["colour, 16 bits", zeros(2800, 2800, 16, 2, 16800)],
    ["turned", withChunks(zeros(4500, 4500, 8, 2, 13500), { type: "eXIf", data: exif(6) })],
  ])("a small file of a large picture, %s: below 300 MB", (_, bytes) => {
    const { megabytes, seconds } = reading("large.png", bytes);
    expect(bytes.length).toBeLessThan(2e6);
    expect(megabytes).toBeLessThan(300);
    expect(seconds).toBeLessThan(4); // of a busy machine
  });

  it("JPEG, sequential and progressive, turned", () => {
    // Blocks of the same grey: a table of one code of each kind, and the bits of zeros.
    for (const [marker, scans, width] of [[0xc0, 1, 8000], [0xc2, 2, 6000]] as const) {
      const blocks = (width / 8) ** 2;
      const first = Buffer.concat([segment(0xda, Buffer.of(1, 0, 0, 0, scans === 1 ? 63 : 0, 0)), Buffer.alloc(Math.ceil(((scans === 1 ? 2 : 1) * blocks) / 8))]);
      const second = Buffer.concat([codes(0x10, 0), segment(0xda, Buffer.of(1, 0, 0, 1, 63, 0)), Buffer.alloc(Math.ceil(blocks / 8))]);
      const bytes = Buffer.concat([
        frame(width, width, 1, marker).subarray(0, 2), exifSegment(exif(7)), segment(0xdb, Buffer.concat([Buffer.of(0), Buffer.alloc(64, 1)])), frame(width, width, 1, marker).subarray(2),
        codes(0, 0), codes(0x10, 0), first, ...(scans === 1 ? [] : [second]), Buffer.of(0xff, 0xd9),
      ]);
      expect(bytes.length).toBeLessThan(2e6);
      const { megabytes, seconds } = reading("large.jpg", bytes);
      expect(megabytes).toBeLessThan(300);
      expect(seconds).toBeLessThan(4); // of a busy machine
    }
  });

  it("the limit is what is said, in both directions", () => {
    const declared = (width: number, height: number, samples: number, bytes: number, memory = 0) => () => checkDeclared({ width, height, samples, bytes, memory });
    expect(declared(2 ** 14, 2 ** 14, 1, 100)).not.toThrow();
    expect(declared(2 ** 14, 2 ** 14 + 1, 1, 100)).toThrow("it declares 16384 × 16385 pixels of 1 sample: at most 268 million samples are read; make it smaller first");
    expect(declared(10, 10, 3, 1e6, 2e8)).not.toThrow();
    expect(declared(10, 10, 3, 1e6, 2e8 + 1e6)).toThrow("it declares 10 × 10 pixels of 3 samples, for which a file of 1 MB is too small: reading may take 200 MB, not 201 MB; make it smaller first");
    expect(declared(10, 10, 3, 4e6, 4e8)).not.toThrow();
    expect(declared(10, 10, 3, 4e6, 4.1e8)).toThrow(/reading may take 400 MB/);
  });

  it("scans: a hundred at most, more than any encoder makes", () => {
    // 8 x 8, grey: the first coefficient, then each other by itself, in one step or in two; every code is a zero bit.
    const scan = (k: number, approximation: number) => Buffer.concat([segment(0xda, Buffer.of(1, 0, 0, k, k, approximation)), Buffer.of(0)]);
    const others = Array.from({ length: 63 }, (_, k) => k + 1);
    const picture = (...scans: Buffer[]) => Buffer.concat([
      frame(8, 8, 1, 0xc2), segment(0xdb, Buffer.alloc(65, 1).fill(0, 0, 1)), codes(0, 0), codes(0x10, 0), scan(0, 0), ...scans, Buffer.of(0xff, 0xd9),
    ]);
    expect(readPicture("x.jpg", picture(...others.map((k) => scan(k, 0)))).channels[0]!.data).toEqual(new Uint8Array(64).fill(128));
    expect(() => readPicture("x.jpg", picture(...others.flatMap((k) => [scan(k, 1), scan(k, 0x10)])))).toThrow("it has more than 100 scans");
  });

  it("thousands of chunks and segments cost time of their number only", () => {
    const start = process.cpuUsage();
    expect(() => readPicture("x.jpg", withSegments(plain, ...Array.from({ length: 20000 }, () => segment(0xfe, Buffer.alloc(10)))))).not.toThrow();
    const [first, ...rest] = chunksOf(knownPng("type 2, 8 bits"));
    const many = pngOfChunks([first!, ...Array.from({ length: 5000 }, () => ({ type: "tEXt", data: Buffer.from("a\0b") })), ...rest]);
    expect(() => readPicture("x.png", many)).not.toThrow();
    expect(process.cpuUsage(start).user).toBeLessThan(2e6);
  });
});
