import { mkdirSync, readFileSync } from "node:fs";
import { encode as writePng } from "fast-png";
import { describe, expect, it } from "vitest";
import { KINDS, type Kind, call, cell, expectFailure, pngOf, samplesOf, smooth, workplace } from "../support/command";
import { jpegOf, samplesOfJpeg } from "../support/jpeg";
import { chunksOf, header, pngOfChunks } from "../support/picture-files";
import { Random } from "../support/random";

const { file, path, files } = workplace("compress");
const [WIDTH, HEIGHT] = [31, 22];
const kinds = Object.keys(KINDS) as Kind[];

/** 10 log10(255² / mean squared difference) over red, green and blue. */
function psnr(a: number[], b: number[]): number {
  let [squares, count] = [0, 0];
  a.forEach((sample, p) => {
    if (p % 4 === 3) return;
    squares += (sample - b[p]!) ** 2;
    count++;
  });
  return 10 * Math.log10(255 ** 2 / (squares / count));
}

describe("compress", () => {
  it.each(kinds.flatMap((kind) => [[kind, 8], [kind, 16]] as const))("%s, %i bits: the picture of full rank is the input", (kind, depth) => {
    const source = pngOf(kind, WIDTH, HEIGHT, depth);
    const { code, out, error } = call("compress", file("in.png", source), "-k", String(HEIGHT), "-o", path("full.png"), "--json");
    expect([code, error]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({ width: WIDTH, height: HEIGHT, depth, channels: kind.startsWith("grey") ? 1 : 3, rank: HEIGHT, energy: 1, relativeError: 0, psnr: null, outputs: [path("full.png")] });
    expect(samplesOf(readFileSync(path("full.png")))).toEqual(samplesOf(source));
  });

  it.each(["grey", "colour with alpha"] as const)("%s: PSNR grows with the rank, and is that of the written picture", (kind) => {
    const source = pngOf(kind, WIDTH, HEIGHT);
    const input = file("rise.png", source);
    const before = samplesOf(source);
    let last = { psnr: 0, relativeError: Infinity, energy: 0 };
    for (const rank of [1, 2, 4, 8, 16, 21]) {
      const report = JSON.parse(call("compress", input, "-k", String(rank), "-o", path("rise-out.png"), "--json").out);
      const after = samplesOf(readFileSync(path("rise-out.png")));
      expect(report.psnr).toBeCloseTo(psnr(before.data, after.data), 10);
      expect(report.psnr).toBeGreaterThan(last.psnr);
      expect(report.energy).toBeGreaterThan(last.energy);
      expect(report.relativeError).toBeLessThan(last.relativeError);
      expect(report.energy).toBeCloseTo(1 - report.relativeError ** 2, 12);
      expect(report.numbersStored).toBe(report.channels * rank * (WIDTH + HEIGHT));
      expect(report.compression).toBe((report.channels * WIDTH * HEIGHT) / report.numbersStored);
      const alpha = (data: number[]) => data.filter((_, p) => p % 4 === 3);
      expect(alpha(after.data)).toEqual(alpha(before.data));
      last = report;
    }
  });

  it("the table and --json agree", () => {
    const input = file("table.png", pngOf("colour", WIDTH, HEIGHT));
    const report = JSON.parse(call("compress", input, "--energy", "99.5%", "--json").out);
    const { code, out, error } = call("compress", input, "--energy", "99.5%");
    expect([code, error]).toEqual([0, ""]);
    expect(out.split("\n")[0]).toBe(`table.png: PNG, ${WIDTH} × ${HEIGHT} pixels, colour, 8 bits per sample`);
    expect(cell(out, "rank")).toBe(`${report.rank} of ${HEIGHT}`);
    expect(cell(out, "relative error")).toBe(`${(100 * report.relativeError).toFixed(2)} %`);
    expect(cell(out, "energy kept")).toBe(`${(100 * report.energy).toFixed(2)} %`);
    expect(cell(out, "PSNR")).toBe(`${report.psnr.toFixed(2)} dB`);
    expect(cell(out, "numbers stored")).toBe(`${report.numbersStored.toLocaleString("en-US")} of 2,046`);
    expect(cell(out, "compression")).toBe(`${report.compression.toFixed(2)} : 1`);
    expect(cell(call("compress", input, "-k", String(HEIGHT)).out, "PSNR")).toBe("exact");
  });

  it("each criterion keeps its promise with the least rank", () => {
    const input = file("criteria.png", pngOf("grey", WIDTH, HEIGHT));
    const report = (...args: string[]) => JSON.parse(call("compress", input, ...args, "--json").out);
    const at = (rank: number) => report("-k", String(rank));
    const energy = report("-e", "0.995");
    expect([energy.energy >= 0.995, at(energy.rank - 1).energy < 0.995]).toEqual([true, true]);
    const error = report("-r", "3%");
    expect([error.relativeError <= 0.03, at(error.rank - 1).relativeError > 0.03]).toEqual([true, true]);
    expect(report().rank).toBe(report("-r", "0.05").rank);
    expect(report("--ratio", "9").rank).toBeGreaterThan(report("--ratio", "2").rank);
    for (const flag of ["--gap", "--optimal"]) expect(report(flag).rank).toBeGreaterThanOrEqual(1);
    expect(files().filter((name) => name.startsWith("criteria"))).toEqual(["criteria.png"]);
  });

  it("says why nothing is kept, with the threshold, where --optimal takes all of a picture for noise", () => {
    const random = new Random(12);
    for (let round = 0; round < 12; round++) {
      const [n, channels] = [random.integer(3, 30), round % 2 === 0 ? 1 : 3];
      const data = new Uint8Array(n * n * channels); // a diagonal of about one brightness: equal singular values
      for (let i = 0; i < n; i++) for (let c = 0; c < channels; c++) data[(i * n + ((i + round) % n)) * channels + c] = random.integer(200, 255);
      const input = file("diagonal.png", writePng({ width: n, height: n, depth: 8, channels, data }));
      const report = JSON.parse(call("compress", input, "--optimal", "--json").out);
      expect([report.rank, report.notes.length, report.relativeError, report.energy]).toEqual([0, 1, 1, 0]);
      const [, largest, threshold] = /^rank 0: the largest singular value, ([\d.]+), is not above the threshold, ([\d.]+): all of it counts as noise, and the result is black$/.exec(report.notes[0])!.map(Number) as [number, number, number];
      expect(largest).toBeGreaterThan(200 * Math.sqrt(channels));
      expect(threshold).toBeGreaterThanOrEqual(largest);
      expect(threshold).toBeLessThan(3 * largest);
      expect(cell(call("compress", input, "--optimal").out, "note")).toBe(report.notes[0]);
      expect(JSON.parse(call("compress", input, "--gap", "--json").out).notes).toEqual([]);
    }
    const black = file("black.png", writePng({ width: 7, height: 5, depth: 8, channels: 1, data: new Uint8Array(35) }));
    for (const flag of ["--optimal", "--gap", "--energy=0.9"]) expect(JSON.parse(call("compress", black, flag, "--json").out)).toMatchObject({ rank: 0, notes: ["rank 0: the picture is black"] });
  });

  it("reads and writes JPEG, and draws the singular values", () => {
    const input = file("photo.jpg", jpegOf(24, 16, smooth(24, 16, 3)));
    expect(call("compress", input, "-k", "5", "-o", path("photo-5.jpeg"), "--scree", path("photo.svg"))).toMatchObject({ code: 0, error: "", out: expect.stringContaining(`written: ${path("photo-5.jpeg")}, ${path("photo.svg")}`) });
    expect(samplesOfJpeg(readFileSync(path("photo-5.jpeg")))).toMatchObject({ width: 24, height: 16 });
    const svg = readFileSync(path("photo.svg"), "utf8");
    expect(svg).toMatch(/^<svg[^]*rank 5: relative error[^]*<\/svg>\s*$/);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("a picture of zeros and one of a single pixel", () => {
    const black = jpegOf(8, 8, new Uint8Array(3 * 64));
    expect(JSON.parse(call("compress", file("black.jpg", black), "--json").out)).toMatchObject({ relativeError: 0, energy: 1, psnr: null });
    expect(JSON.parse(call("compress", file("pixel.png", pngOf("colour", 1, 1)), "-k", "1", "--json").out)).toMatchObject({ rank: 1, psnr: null });
  });
});

describe("compress refuses", () => {
  const good = pngOf("colour", WIDTH, HEIGHT);
  const announced = pngOfChunks([header(100_000, 100_000, 8, 2), ...chunksOf(good).slice(1)]);
  const flipped = Buffer.from(good);
  flipped[60] = flipped[60]! ^ 0xff;
  const photograph = jpegOf(24, 16, new Uint8Array(3 * 24 * 16).fill(99));

  it.each([
    ["a text file named .png", "this is no picture\n", /is no PNG, JPEG, PGM or PPM picture/],
    ["an empty file", "", /is no PNG, JPEG, PGM or PPM picture/],
    ["the first bytes of a PNG", good.subarray(0, 4), /is a broken PNG picture: it ends too early/],
    ["its header alone", good.subarray(0, 33), /is a broken PNG picture: it ends too early/],
    ["a PNG cut within its pixels", good.subarray(0, Math.floor(good.length / 2)), /is a broken PNG picture: it ends too early/],
    ["a PNG without its end", good.subarray(0, good.length - 12), /is a broken PNG picture: it ends too early/],
    ["a flipped byte", flipped, /is a broken PNG/],
    ["a size beyond all bounds", announced, /bad\.png: it declares 100000 × 100000 pixels of 3 samples: at most 268 million samples are read; make it smaller first/],
    ["the first bytes of a JPEG", photograph.subarray(0, 20), /is a broken JPEG/],
  ] as const)("%s", (_, content, message) => {
    const input = file("bad.png", content);
    const before = files();
    expectFailure(call("compress", input, "-k", "2", "-o", path("none.png"), "--scree", path("none.svg")), 1, message);
    expect(files()).toEqual(before);
  });

  it.each([
    [["-k", "0"], 2, /'-k, --rank <rank>' argument '0' is invalid/],
    [["-k", "-1"], 2, /argument '-1' is invalid\. Expected a whole number, 1 or more/],
    [["-k", "1.5"], 2, /argument '1\.5' is invalid/],
    [["-k", "many"], 2, /argument 'many' is invalid/],
    [["-k"], 2, /argument missing/],
    [["-k", "1000000000"], 1, /good\.png: rank 1000000000 is more than this picture of 31 × 22 pixels has: at most 22/],
    [["-k", "23"], 1, /at most 22/],
    [["-k", "2", "--energy", "0.9"], 2, /cannot be used with/],
    [["--gap", "--optimal"], 2, /cannot be used with/],
    [["-e", "0"], 2, /above 0 and at most 1/],
    [["-e", "101%"], 2, /above 0 and at most 1/],
    [["-r", "nan"], 2, /above 0 and at most 1/],
    [["--ratio", "-2"], 2, /above 0/],
    [["--rnak", "3"], 2, /unknown option '--rnak'/],
    [["second.png"], 2, /expected a folder/],
  ] as const)("%j", (args, code, message) => {
    const input = file("good.png", good);
    const before = files();
    expectFailure(call("compress", input, "-o", path("none.png"), ...args), code, message);
    expect(files()).toEqual(before);
  });

  it("a missing file, and targets that cannot be written", () => {
    const input = file("good.png", good);
    mkdirSync(path("folder.png"), { recursive: true });
    const alpha = file("alpha.png", pngOf("grey with alpha", 9, 8));
    const before = files();
    expectFailure(call("compress", path("missing.png"), "-o", path("none.png")), 1, /missing\.png: no such file/);
    expectFailure(call("compress", path("folder.png")), 1, /folder\.png: is a directory/);
    expectFailure(call("compress", input, "-o", path("nowhere/none.png")), 1, /nowhere\/none\.png: no such directory/);
    expectFailure(call("compress", input, "-o", path("folder.png")), 1, /folder\.png: is a directory/);
    expectFailure(call("compress", input, "-o", `${input}/none.png`), 1, /not a directory/);
    expectFailure(call("compress", input, "-o", path("none.png"), "--scree", path("nowhere/none.svg")), 1, /no such directory/);
    expectFailure(call("compress", input, "-o", path("none.png"), "--scree", path("none.png")), 2, /none\.png: expected a name ending in \.svg/);
    expectFailure(call("compress", input, "-o", path("none.gif")), 2, /ending in \.png, \.jpg, \.pgm or \.ppm/);
    expectFailure(call("compress", alpha, "-o", path("none.jpg")), 1, /a JPEG has no transparency/);
    expectFailure(call("compress"), 2, /missing required argument 'pictures'/);
    expect(files()).toEqual(before);
    expect(readFileSync(input).equals(good)).toBe(true);
  });
});

describe("several pictures", () => {
  const inputs = ["one.png", "two.png"].map((name, i) => file(name, pngOf(i === 0 ? "grey" : "colour", WIDTH, HEIGHT)));

  it("go to a folder, under their names, each as it would be alone", () => {
    const { code, out, error } = call("compress", ...inputs, "-k", "3", "-o", path("several/"));
    expect([code, error]).toEqual([0, ""]);
    expect(out.match(/^rank /gm)).toHaveLength(2);
    for (const [i, name] of ["one.png", "two.png"].entries()) {
      call("compress", inputs[i]!, "-k", "3", "-o", path("alone.png"));
      expect(readFileSync(path(`several/${name}`))).toEqual(readFileSync(path("alone.png")));
    }
  });

  it("as JSON they are one list; --format gives them another ending", () => {
    const { code, out } = call("compress", ...inputs, "-e", "0.9", "--json", "--format", "jpg", "-o", path("jpegs/"));
    expect(code).toBe(0);
    expect((JSON.parse(out) as { outputs: string[] }[]).flatMap(({ outputs }) => outputs)).toEqual([path("jpegs/one.jpg"), path("jpegs/two.jpg")]);
    expect(JSON.parse(call("compress", ...inputs, "-k", "2", "--json").out)).toHaveLength(2);
  });

  it("are refused a single output, one plot, and one name twice", () => {
    expectFailure(call("compress", ...inputs, "-o", path("x.png")), 2, /expected a folder\/ for several pictures/);
    expectFailure(call("compress", ...inputs, "--scree", path("x.svg")), 2, /--scree is for one picture/);
    expectFailure(call("compress", inputs[0]!, inputs[0]!, "-o", path("several/")), 2, /is the target of two pictures/);
  });
});
