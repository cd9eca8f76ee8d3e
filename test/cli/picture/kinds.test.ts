import { describe, expect, it } from "vitest";
import { type Picture, readPicture } from "../../../src/cli/files/picture/picture";
import { call, cell, workplace } from "../../support/command";
import { KNOWN_JPEG, KNOWN_PNG, type Known, knownJpeg, knownPng, withChunks } from "../../support/picture-files";

/** What a picture holds, in the form in which libpng and libjpeg gave it. */
function samplesOf({ width, height, channels, alpha, depth }: Picture, samples: number): number[] {
  const colours = samples > 2 ? 3 : 1;
  return Array.from({ length: width * height * samples }, (_, at) => {
    const [p, c] = [Math.floor(at / samples), at % samples];
    return c < colours ? (channels[c] ?? channels[0]!).data[p]! : (alpha?.[p] ?? 2 ** depth - 1);
  });
}

const read = ({ name, file }: Known) => readPicture(name, file);

describe("what a report tells of the kind", () => {
  const { file } = workplace("kinds");
  const lineOf = (name: string, bytes: Uint8Array) => call("compress", file(name, bytes)).out.split("\n")[0];
  const recordOf = (name: string, bytes: Uint8Array) => JSON.parse(call("compress", file(name, bytes), "--json").out);

  it("format, size, colours, depth", () => {
    expect(lineOf("a.png", knownPng("type 0, 1 bits"))).toBe("a.png: PNG, 29 × 11 pixels, grey, 1 bit per sample");
    expect(lineOf("b.png", knownPng("type 6, 16 bits"))).toBe("b.png: PNG, 13 × 11 pixels, colour, 16 bits per sample");
    expect(lineOf("c.jpg", knownJpeg("YCCK"))).toBe("c.jpg: JPEG, 27 × 21 pixels, colour (of CMYK), 8 bits per sample");
    expect(recordOf("c.jpg", knownJpeg("CMYK"))).toMatchObject({ format: "jpeg", width: 27, height: 21, channels: 3, depth: 8, cmyk: true, orientation: 1, profile: null, ignored: [] });
    expect(recordOf("d.png", knownPng("type 3, 2 bits"))).toMatchObject({ format: "png", width: 29, height: 11, channels: 3, depth: 2, cmyk: false });
  });

  it("an animation is one picture, and that is told", () => {
    const animated = withChunks(knownPng("type 2, 8 bits"), { type: "acTL", data: Buffer.alloc(8, 1) });
    expect(recordOf("e.png", animated).ignored).toEqual(["frames of an animation"]);
    expect(cell(call("compress", file("e.png", animated)).out, "ignored")).toBe("frames of an animation");
  });
});

describe("pictures of every kind", () => {
  it("there are many", () => expect([KNOWN_PNG.length, KNOWN_JPEG.length]).toEqual([61, 94]));

  it.each(KNOWN_PNG)("PNG, $name: the samples are libpng's", (known) => {
    const picture = read(known);
    expect([picture.width, picture.height, picture.depth]).toEqual([known.width, known.height, known.bits]);
    expect(samplesOf(picture, known.samples)).toEqual(known.data);
  });

  it.each(KNOWN_JPEG)("JPEG, $name: the samples are libjpeg's", (known) => {
    const picture = read(known);
    expect([picture.width, picture.height, picture.depth, picture.channels.length]).toEqual([known.width, known.height, 8, known.samples]);
    expect(samplesOf(picture, known.samples)).toEqual(known.data);
  });
});
