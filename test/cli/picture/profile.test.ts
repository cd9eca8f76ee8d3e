import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readPicture } from "../../../src/cli/files/picture/picture";
import { call, cell, workplace } from "../../support/command";
import { chunk, chunksOf, knownJpeg, knownPng, profile, profileChunk, profileIn, profileSegments, withChunks, withSegments } from "../../support/picture-files";

const { file, path } = workplace("profile");
const [PNG, JPEG] = [knownPng("type 2, 8 bits"), knownJpeg("4:2:0")];
const [GREY_PNG, GREY_JPEG] = [knownPng("type 0, 8 bits"), knownJpeg("grey")];

const withProfile = (source: Buffer, data: Buffer, part?: number) => (source[0] === 0x89 ? withChunks(source, profileChunk(data)) : withSegments(source, ...profileSegments(data, part)));
const nameOf = (source: Buffer) => (source[0] === 0x89 ? "in.png" : "in.jpg");

/** What `compress` writes of a picture. */
function written(source: Buffer, format: "png" | "jpg"): Buffer {
  const { code, error } = call("compress", file(nameOf(source), source), "-k", "3", "-o", path(`out.${format}`));
  expect([code, error]).toEqual([0, ""]);
  return readFileSync(path(`out.${format}`));
}

const samplesIn = (output: Buffer) => (output[0] === 0x89 ? { 0: 1, 2: 3 }[output[25]!] : output[output.indexOf(Buffer.of(0xff, 0xc0)) + 9]);

describe("a colour profile", () => {
  it.each([
    ["PNG", PNG, "png"], ["PNG", PNG, "jpg"], ["JPEG", JPEG, "png"], ["JPEG", JPEG, "jpg"],
    ["grey PNG", GREY_PNG, "png"], ["grey PNG", GREY_PNG, "jpg"], ["grey JPEG", GREY_JPEG, "png"], ["grey JPEG", GREY_JPEG, "jpg"],
  ] as const)("goes from %s to the output, byte by byte", (kind, source, format) => {
    for (const length of [128, 3144, 100_000, 70_000]) {
      const data = profile(kind.startsWith("grey") ? "GRAY" : "RGB ", length);
      const output = written(withProfile(source, data), format);
      expect(profileIn(output)!.equals(data)).toBe(true);
      expect(samplesIn(output)).toBe(kind.startsWith("grey") ? 1 : 3);
      expect(data.equals(readPicture(`out.${format}`, output).profile!.bytes)).toBe(true);
    }
  });

  it("in parts of any size and order", () => {
    const data = profile("RGB ", 1000);
    for (const part of [4, 10, 999, 1000]) {
      const parts = profileSegments(data, part);
      for (const order of [parts, [...parts].reverse()]) expect(data.equals(readPicture("x.jpg", withSegments(JPEG, ...order)).profile!.bytes)).toBe(true);
    }
  });

  it("of colours on a picture of equal colours: written as colours", () => {
    const data = profile("RGB ");
    for (const source of [GREY_PNG, GREY_JPEG]) {
      for (const format of ["png", "jpg"] as const) {
        const output = written(withProfile(source, data), format);
        expect([samplesIn(output), profileIn(output)!.equals(data)]).toEqual([3, true]);
        expect(readPicture(`out.${format}`, output).channels.length).toBe(1);
      }
    }
  });

  it("the report tells it", () => {
    const input = file("told.png", withProfile(PNG, profile("RGB ", 3144)));
    expect(JSON.parse(call("compress", input, "--json").out).profile).toEqual({ space: "RGB", bytes: 3144 });
    expect(cell(call("compress", input).out, "profile")).toBe("colours, 3,144 bytes, kept");
    expect(cell(call("denoise", input).out, "profile")).toBe("colours, 3,144 bytes, kept");
  });

  it.each([
    ["grey, of a colour picture", PNG, profile("GRAY")], ["of CMYK", JPEG, profile("CMYK")], ["shorter than it says", PNG, profile("RGB ").subarray(0, 400)],
    ["without its mark", JPEG, Buffer.alloc(500)], ["of few bytes", PNG, Buffer.alloc(20)],
  ])("%s is left out, and that is told", (_, source, data) => {
    const input = file(nameOf(source), withProfile(source, data));
    const output = written(withProfile(source, data), "png");
    expect(profileIn(output)).toBeUndefined();
    expect(JSON.parse(call("compress", input, "--json").out)).toMatchObject({ profile: null, ignored: ["colour profile that does not fit"] });
    expect(cell(call("compress", input).out, "ignored")).toBe("colour profile that does not fit");
  });

  it("with a part missing, twice or numbered otherwise is left out", () => {
    const parts = profileSegments(profile("RGB "), 100);
    for (const some of [parts.slice(1), parts.slice(0, -1), [...parts.slice(0, 2), ...parts.slice(3)]]) {
      const { profile: none, origin } = readPicture("x.jpg", withSegments(JPEG, ...some));
      expect([none, origin.ignored]).toEqual([undefined, ["broken colour profile"]]);
    }
    expect(readPicture("x.png", withChunks(PNG, profileChunk(profile("RGB ")), profileChunk(profile("RGB ", 999)))).profile!.bytes.length).toBe(500);
  });

  it("a bomb of one is left out", () => {
    const bomb = profileChunk(Buffer.alloc(100_000_000));
    expect(readPicture("x.png", withChunks(PNG, bomb)).origin.ignored).toEqual(["broken chunk iCCP"]);
  });
});

describe("chunks that say what numbers mean as colours", () => {
  const more = [
    { type: "gAMA", data: Buffer.of(0, 0, 0xb1, 0x8f) }, { type: "cHRM", data: Buffer.alloc(32, 3) }, { type: "sRGB", data: Buffer.of(1) }, { type: "cICP", data: Buffer.of(9, 16, 0, 1) },
  ];

  it.each([PNG, GREY_PNG, knownPng("type 6, 16 bits"), knownPng("type 3, 4 bits")])("go from PNG to PNG", (source) => {
    const kept = chunksOf(written(withChunks(source, ...more), "png")).filter(({ type }) => more.some((other) => other.type === type));
    expect(kept).toEqual(more);
  });

  it("are not in a JPEG, nor what else was in the file", () => {
    const source = withChunks(PNG, ...more, { type: "tEXt", data: Buffer.from("Author\0somebody") });
    expect(written(source, "jpg").toString("latin1")).not.toMatch(/gAMA|sRGB|somebody/);
    expect(chunksOf(written(source, "png")).map(({ type }) => type)).not.toContain("tEXt");
  });

  it("their checksums are right", () => {
    const output = written(withChunks(PNG, ...more), "png");
    expect(output).toEqual(Buffer.concat([output.subarray(0, 8), ...chunksOf(output).map(({ type, data }) => chunk(type, data))]));
  });
});
