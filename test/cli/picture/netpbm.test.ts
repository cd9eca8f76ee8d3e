/** PGM and PPM: what is written is read again, in binary and in text, and what is none is refused by name. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeNetpbm, encodeNetpbm } from "../../../src/cli/files/picture/netpbm";
import { call, expectFailure, pngOf, smooth, workplace } from "../../support/command";
import { root } from "../../support/packed";

const { file, path } = workplace("netpbm");
const camera = join(root, "examples/camera/camera-256.pgm");

describe("samples", () => {
  it.each([[8, 1], [8, 3], [16, 1], [16, 3]] as const)("of %s bits, %s of a pixel, come back", (depth, count) => {
    const [width, height] = [7, 5];
    const planes = Array.from({ length: count }, (_, c) => smooth(width + c, height, 1, depth).slice(0, width * height) as Uint8Array<ArrayBuffer>);
    const bytes = encodeNetpbm(width, height, depth, planes);
    expect(decodeNetpbm(bytes)).toMatchObject({ width, height, depth, bits: depth, planes, ignored: [] });
    const most = 2 ** depth - 1;
    const values = Array.from({ length: width * height }, (_, p) => planes.map((plane) => plane[p])).flat();
    const text = `P${count === 1 ? 2 : 3} # in text\n#another\n${width}\t${height} ${most}\n${values.join(" ")}\n`;
    expect(decodeNetpbm(Buffer.from(text))).toMatchObject({ width, height, depth, planes });
  });

  it("with another largest value are stretched to all of the range", () => {
    expect([...decodeNetpbm(Buffer.from("P2 3 1 7\n0 3 7")).planes[0]!]).toEqual([0, 109, 255]);
    expect([...decodeNetpbm(Buffer.from("P5 2 1 1000\n\x00\x00\x03\xe8", "latin1")).planes[0]!]).toEqual([0, 65535]);
    expect(decodeNetpbm(Buffer.from("P2 3 1 7\n0 3 7")).bits).toBe(3);
  });

  it.each([
    ["P5 2 2 255\n\x01\x02\x03", /ends too early: 1 of 2 rows are there/],
    ["P5 2 2 0\n\x01\x02\x03\x04", /largest value is 0: expected 1 to 65535/],
    ["P5 2 2 70000\n", /largest value is 70000/],
    ["P5 2", /the height is missing/],
    ["P5 x 2 255\n", /the width is no whole number/],
    ["P5 0 2 255\n", /no pixels/],
    ["P2 2 1 9 3 12", /a sample is 12: expected at most 9/],
    ["P2 2 1 9 3", /a sample is missing/],
    ["P4 8 1\n\xff", /a bitmap, PBM/],
    ["P7\nWIDTH 1", /PAM/],
    ["P5 99999 99999 255\n", /at most 268 million samples/],
  ] as const)("%j is refused", (content, words) => {
    expect(() => decodeNetpbm(Buffer.from(content, "latin1"))).toThrow(words);
    expectFailure(call("compress", file("bad.pgm", Buffer.from(content, "latin1"))), 1, words);
  });
});

describe("the command line", () => {
  it("takes the samples of a PGM, and writes one that has those of the PNG", () => {
    const report = JSON.parse(call("compress", camera, "-k", "256", "-o", path("whole.pgm"), "--json").out);
    expect(report).toMatchObject({ format: "pgm", width: 256, height: 256, channels: 1, bytes: { input: 65551, output: 65551 } });
    expect(readFileSync(path("whole.pgm"))).toEqual(readFileSync(camera));
    expect(call("compress", camera, "-k", "20", "-o", path("low.pgm")).out).toMatch(/^file +65,551 bytes, the input 65,551: an ordinary picture, not the factors$/m);
    expect(call("compress", camera, "-k", "20", "-o", path("low.png")).code).toBe(0);
    const parts = (name: string) => JSON.parse(call("compress", path(name), "-k", "20", "--json").out).relativeError;
    expect(parts("low.pgm")).toBe(parts("low.png"));
  });

  it("writes colours as PPM, grey as both, and refuses what gets lost", () => {
    const [grey, colour, clear] = [file("grey.png", pngOf("grey", 6, 5)), file("colour.png", pngOf("colour", 6, 5)), file("clear.png", pngOf("colour with alpha", 6, 5))];
    for (const [input, output] of [[grey, "g.pgm"], [grey, "g.ppm"], [colour, "c.ppm"]] as const) expect(call("compress", input, "-k", "2", "-o", path(output)).code).toBe(0);
    expect([readFileSync(path("g.pgm")).length, readFileSync(path("g.ppm")).length, readFileSync(path("c.ppm")).length]).toEqual([41, 101, 101]);
    expectFailure(call("compress", colour, "-o", path("c.pgm")), 1, /a PGM is grey, and the picture has colours: write a \.ppm or \.png/);
    expectFailure(call("compress", clear, "-o", path("a.ppm")), 1, /a PPM has no transparency, which the picture has: write a \.png/);
    expect(call("denoise", camera, "--noise", "20", "-o", path("clean.pgm")).code).toBe(0);
  });
});
