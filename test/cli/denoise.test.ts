import { mkdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatMatrix, readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { type Matrix, denoise, reconstruct, svd } from "../../src/index";
import { KINDS, type Kind, call, cell, expectFailure, pngOf, samplesOf, workplace } from "../support/command";
import { Random } from "../support/random";

const { file, path, files } = workplace("denoise");

/** A matrix of rank 2, and the same with noise of about the deviation 0.5 (sums of uniform numbers). */
function noisy(rows: number, columns: number): { truth: Matrix; seen: Matrix } {
  let state = 3;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const truth = Float64Array.from({ length: rows * columns }, (_, p) => {
    const [i, j] = [Math.floor(p / columns), p % columns];
    return 5 * Math.sin(i * 0.3) * Math.cos(j * 0.2) + 3 * Math.cos(i * 0.1) * Math.sin(j * 0.5);
  });
  const data = truth.map((x) => x + 0.5 * (uniform() + uniform() + uniform() + uniform()) * Math.sqrt(3));
  return { truth: { rows, columns, data: truth }, seen: { rows, columns, data } };
}

const distance = (a: Matrix, b: Matrix) => Math.hypot(...a.data.map((x, p) => x - b.data[p]!));

describe("denoise", () => {
  const { truth, seen } = noisy(60, 40);

  it.each(["csv", "tsv", "npy", "mtx"] as const)("%s: finds rank and noise, and comes nearer to the truth", (format) => {
    const input = file(`seen.${format}`, formatMatrix(seen, format));
    const { code, out, error } = call("denoise", input, "-o", path(`clean.${format}`), "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ rows: 60, columns: 40, channels: 1, loss: "frobenius", outputs: [path(`clean.${format}`)] });
    expect([2, 3]).toContain(report.ranks[0]); // the largest value of the noise may lie just above the edge: it is shrunk to next to nothing
    expect(Math.abs(report.noise[0] - 0.5)).toBeLessThan(0.03);
    const clean = readMatrixFile(path(`clean.${format}`)).matrix;
    expect(clean).toEqual(reconstruct(denoise(seen)));
    expect(distance(clean, truth)).toBeLessThan(0.5 * distance(seen, truth));
  });

  it("the table and --json agree; the noise and the norm can be given", () => {
    const input = file("given.csv", formatMatrix(seen, "csv"));
    const report = JSON.parse(call("denoise", input, "--noise", "0.5", "--loss", "nuclear", "--json").out);
    expect(report).toMatchObject({ noise: [0.5], loss: "nuclear", outputs: [] });
    expect("psnrToInput" in report).toBe(false);
    const { out } = call("denoise", input, "--noise", "0.5", "--loss", "nuclear");
    expect(out).toMatch(/^given\.csv: 60 × 40\n/);
    expect(cell(out, "rank")).toBe(`${report.ranks[0]} of 40`);
    expect(cell(out, "noise")).toBe("0.5 (given)");
    expect(cell(out, "relative change")).toBe(`${(100 * report.relativeChanges[0]).toFixed(2)} %`);
    expect(cell(call("denoise", input).out, "noise")).toMatch(/^0\.\d+ \(estimated\)$/);
  });

  it.each(Object.keys(KINDS) as Kind[])("a picture, %s: size, kind and transparency stay", (kind) => {
    const source = pngOf(kind, 30, 20);
    const input = file("in.png", source);
    const { code, out, error } = call("denoise", input, "--noise", "7", "-o", path("out.png"), "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    const [before, after] = [samplesOf(source), samplesOf(readFileSync(path("out.png")))];
    expect(report).toMatchObject({ rows: 20, columns: 30, channels: kind.startsWith("grey") ? 1 : 3 });
    expect(report.ranks.every((rank: number) => rank > 0 && rank < 20)).toBe(true);
    expect([after.width, after.height, after.colorType]).toEqual([30, 20, before.colorType]);
    expect(after.data.filter((_, p) => p % 4 === 3)).toEqual(before.data.filter((_, p) => p % 4 === 3));
    const colours = before.data.map((x, p) => (p % 4 === 3 ? 0 : x - after.data[p]!));
    const squares = colours.reduce((sum, x) => sum + x * x, 0) / (0.75 * colours.length);
    expect(squares).toBeGreaterThan(0);
    expect(report.psnrToInput).toBeCloseTo(10 * Math.log10(255 ** 2 / squares), 9);
    expect(cell(call("denoise", input, "--noise", "7").out, "PSNR to the input")).toBe(`${report.psnrToInput.toFixed(2)} dB`);
  });

  it("without noise a picture stays as it is", () => {
    const source = pngOf("colour with alpha", 12, 9, 16);
    expect(call("denoise", file("still.png", source), "--noise", "0", "-o", path("still-out.png")).code).toBe(0);
    expect(samplesOf(readFileSync(path("still-out.png")))).toEqual(samplesOf(source));
  });
});

describe("where nothing is kept", () => {
  const table = (rows: number, columns: number, seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.between(-3, 9)));
  };
  const csv = (rows: number[][]) => `${rows.map((row) => row.join(",")).join("\n")}\n`;

  it("a table too small for an estimate of its noise is refused, whatever is in it; with the noise given it is read", () => {
    for (const [rows, columns] of [[1, 1], [1, 5], [5, 1], [2, 1], [1, 2], [2, 2], [3, 2], [2, 3], [2, 40], [300, 2], [300, 1]] as const) {
      const input = file("small.csv", csv(table(rows, columns, rows + columns)));
      for (const args of [[], ["-o", path("none.csv")], ["--loss", "nuclear"]]) {
        const before = files();
        expectFailure(call("denoise", input, ...args), 1, new RegExp(`${rows} × ${columns} is too small for an estimate of its noise.*--noise <deviation>`));
        expect(files()).toEqual(before);
      }
      expect(call("denoise", input, "--noise", "0.001")).toMatchObject({ code: 0, out: expect.stringMatching(/^rank +[12] of [12]$/m) });
    }
    expectFailure(call("denoise", file("thin.png", pngOf("colour", 2, 30))), 1, /30 × 2 is too small/);
  });

  it("a result of zeros is told, with the threshold and the largest singular value, beside what the means would change", () => {
    let zeros = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const rows = table(3 + (seed % 4), 3 + (seed % 3), seed);
      const input = file("some.csv", csv(rows));
      for (const loss of ["frobenius", "operator", "nuclear"]) {
        for (const noise of [[], ["--noise", "2.5"], ["--noise", "20"]]) {
          const report = JSON.parse(call("denoise", input, "--loss", loss, ...noise, "--json").out);
          const { out } = call("denoise", input, "--loss", loss, ...noise);
          const { S } = svd(rows);
          const threshold = report.noise[0] * (Math.sqrt(rows.length) + Math.sqrt(rows[0]!.length));
          expect(report.thresholds[0] / threshold).toBeCloseTo(1, 12);
          const means = rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]! / rows.length, 0));
          const rest = Math.hypot(...rows.flatMap((row) => row.map((x, j) => x - means[j]!))) / Math.hypot(...rows.flat());
          expect(report.relativeChangesByMeans[0]).toBeCloseTo(rest, 12);
          expect(cell(out, "by column means alone")).toBe(`${(100 * rest).toFixed(2)} %`);
          if (report.ranks[0] > 0) {
            expect([report.notes, cell(out, "note")]).toEqual([[], ""]);
            continue;
          }
          zeros++;
          expect(report.notes).toEqual([cell(out, "note")]);
          expect(report.notes[0]).toMatch(/^rank 0: the largest singular value, [\d.]+, is (not above the threshold|shrunk to 0); the result is 0 everywhere$/);
          expect(report.notes[0].includes("not above")).toBe(S[0]! <= threshold);
          expect(report.relativeChanges).toEqual([1]);
        }
      }
    }
    expect(zeros).toBeGreaterThan(50);
  });

  it("zeros stay zeros; a channel of its own is named", () => {
    expect(JSON.parse(call("denoise", file("zero.csv", csv(Array.from({ length: 4 }, () => [0, 0, 0]))), "--json").out)).toMatchObject({ ranks: [0], relativeChangesByMeans: [0], notes: ["rank 0: all is 0 already"] });
    expect(JSON.parse(call("denoise", file("loud.png", pngOf("colour", 12, 9)), "--noise", "1000", "--json").out).notes.map((note: string) => note.slice(0, 18))).toEqual(["rank 0, channel 1:", "rank 0, channel 2:", "rank 0, channel 3:"]);
  });
});

describe("denoise refuses", () => {
  it.each([
    [["--noise", "-1"], 2, /Expected a number, 0 or more/],
    [["--noise", "NaN"], 2, /Expected a number/],
    [["--loss", "max"], 2, /argument 'max' is invalid/],
    [["--rank", "2"], 2, /unknown option '--rank'/],
    [["-o", "x.png"], 2, /output x\.png: expected a name ending in \.csv/],
    [["-o", "x"], 2, /expected a name ending in/],
    [["-o", "nowhere/at/all.csv"], 1, /no such directory/],
  ] as const)("%j", (args, code, message) => {
    const input = file("a.csv", "1,2\n3,4\n5,7\n");
    const before = files();
    expectFailure(call("denoise", input, "-o", path("none.csv"), ...args), code, message);
    expect(files()).toEqual(before);
  });

  it.each([
    ["words.png", "no picture\n", /words\.png: is no PNG, JPEG, PGM or PPM picture/],
    ["cut.png", pngOf("grey", 20, 20).subarray(0, 80), /cut\.png: is a broken PNG/],
    ["ragged.csv", "1,2\n3,4,5\n", /ragged\.csv, line 2: 3 values, expected 2 as in line 1/],
    ["nan.csv", "1,2\n3,nan\n", /nan\.csv, line 2, column 2: "nan" is not a finite number/],
  ] as const)("%s", (name, content, message) => {
    const input = file(name, content);
    const before = files();
    expectFailure(call("denoise", input, "-o", path(name.endsWith("png") ? "none.png" : "none.csv")), 1, message);
    expect(files()).toEqual(before);
  });

  it("a missing file, a picture as a matrix, a folder as target", () => {
    const input = file("p.png", pngOf("grey", 9, 8));
    mkdirSync(path("folder.png"));
    const before = files();
    expectFailure(call("denoise", path("missing.png")), 1, /missing\.png: no such file/);
    expectFailure(call("denoise", input, "-o", path("none.csv")), 2, /expected a name ending in \.png, \.jpg, \.pgm or \.ppm/);
    expectFailure(call("denoise", input, "-o", path("folder.png")), 1, /folder\.png: is a directory/);
    expect(files()).toEqual(before);
  });
});
