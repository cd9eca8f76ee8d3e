import { describe, expect, it } from "vitest";
import { type Picture, readPicture } from "../../../src/cli/files/picture/picture";
import { KNOWN_JPEG, KNOWN_PNG, type Known } from "../../support/picture-files";

/** What a picture holds, in the form in which libpng and libjpeg gave it. */
function samplesOf({ width, height, channels, alpha, depth }: Picture, samples: number): number[] {
  const colours = samples > 2 ? 3 : 1;
  return Array.from({ length: width * height * samples }, (_, at) => {
    const [p, c] = [Math.floor(at / samples), at % samples];
    return c < colours ? (channels[c] ?? channels[0]!).data[p]! : (alpha?.[p] ?? 2 ** depth - 1);
  });
}

const read = ({ name, file }: Known) => readPicture(name, file);

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
