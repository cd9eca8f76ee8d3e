import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMatrixFile } from "../../src/cli/files/matrix/matrix";
import { formatNames } from "../../src/cli/files/text/format";
import { formatNpy, parseNpy } from "../../src/cli/files/matrix/npy";
import { type Matrix, pca, sparse } from "../../src/index";
import { call as run, workplace } from "../support/command";

const { folder, file } = workplace("pca");
const call = (...args: string[]) => run("pca", ...args);

const NAMES = ["height", "weight, in kg", 'the "third"', "#4"];
const ROWS = Array.from({ length: 30 }, (_, i) => {
  const [a, b] = [Math.sin(i * 1.7), Math.cos(i * 0.9)];
  return [170 + 9 * a, 70 + 6 * a + 3 * b, 5 + 0.5 * b + 0.1 * Math.sin(i * i), 0.01 * Math.cos(3 * i)];
});
const body = ROWS.map((row) => row.join(",")).join("\n");
const csv = `${formatNames(NAMES, ",")}${body}\n`;
const read = (name: string) => readMatrixFile(join(folder, name));

const close = (got: ArrayLike<number>, expected: ArrayLike<number>, bound: number) => {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(got[i]! - expected[i]!)).toBeLessThanOrEqual(bound);
};

describe("pca", () => {
  it("reports variances, components, names, residuals and info", () => {
    const { code, out, error } = call(file("table.csv", csv), "-k", "2", "--json");
    expect([code, error]).toEqual([0, ""]);
    const report = JSON.parse(out);
    const truth = pca(ROWS);
    expect(report).toMatchObject({ rows: 30, columns: 4, names: NAMES, rank: 2, info: { converged: true }, outputs: [] });
    close(report.explainedVariance, truth.explainedVariance.subarray(0, 2), 1e-11);
    close(report.explainedVarianceRatio, truth.explainedVarianceRatio.subarray(0, 2), 1e-13);
    close([report.totalVariance], [truth.totalVariance], 1e-11);
    close([report.cumulative[1]], [truth.explainedVarianceRatio[0]! + truth.explainedVarianceRatio[1]!], 1e-13);
    close(report.mean, truth.mean, 1e-12);
    for (const c of [0, 1]) close(report.components[c], [0, 1, 2, 3].map((j) => truth.components.data[j * 4 + c]!), 1e-12);
    expect(report.residuals.length).toBe(2);
    for (const residual of report.residuals) expect(residual).toBeLessThan(1e-10 * truth.singularValues[0]!);
  });

  it("prints a table and the largest weights by name", () => {
    const { out } = call(file("table.csv", csv));
    expect(out).toMatch(/^table\.csv: 30 × 4\n/);
    expect(out).toMatch(/variance +share +up to here +residual/);
    expect(out).toMatch(/component 1 +−0\.805 height, −0\.593 weight, in kg, /);
    expect(out.match(/^component \d/gm)?.length).toBe(4);
    expect(call(file("plain.csv", body)).out).toMatch(/component 1 +−0\.805 column 1, /);
  });

  it("writes files of which mean + scores · components gives the table back", () => {
    const { code, out } = call(file("table.csv", csv), "-o", join(folder, "all"), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out).outputs.length).toBe(4);
    const [components, mean] = [read("all-components.csv"), read("all-mean.csv")];
    expect([components.names, mean.names]).toEqual([NAMES, NAMES]);
    const scores = read("all-scores.csv").matrix;
    expect([scores.rows, scores.columns, components.matrix.rows, components.matrix.columns]).toEqual([30, 4, 4, 4]);
    ROWS.forEach((row, i) => {
      const back = row.map((_, j) => [0, 1, 2, 3].reduce((sum, c) => sum + scores.data[i * 4 + c]! * components.matrix.data[c * 4 + j]!, mean.matrix.data[j]!));
      close(back, row, 1e-11);
    });
    close(read("all-variance.csv").matrix.data, pca(ROWS).explainedVariance, 1e-11);
  });

  it("reads .npy, writes .npy", () => {
    const a: Matrix = { rows: 30, columns: 4, data: Float64Array.from(ROWS.flat()) };
    expect(call(file("a.npy", formatNpy(a)), "-k", "1", "-o", join(folder, "n/")).code).toBe(0);
    expect(readdirSync(join(folder, "n")).sort()).toEqual(["components.npy", "mean.npy", "scores.npy", "variance.npy"]);
    const components = parseNpy(readFileSync(join(folder, "n/components.npy")), "c");
    expect([components.rows, components.columns]).toEqual([1, 4]);
    close(components.data, [0, 1, 2, 3].map((j) => pca(ROWS).components.data[j * 4]!), 1e-12);
  });

  it("keeps a coordinate file sparse, the same components as of the dense table", () => {
    const entries = Array.from({ length: 900 }, (_, p) => [(p * 7919) % 150, (p * 7 + Math.floor(p / 120)) % 120, ((p * 31) % 17) - 8] as const);
    const mtx = `%%MatrixMarket matrix coordinate integer general\n150 120 900\n${entries.map(([i, j, x]) => `${i + 1} ${j + 1} ${x}`).join("\n")}\n`;
    const dense = Array.from({ length: 150 }, () => new Float64Array(120));
    for (const [i, j, x] of entries) dense[i]![j]! += x;
    const report = JSON.parse(call(file("s.mtx", mtx), "-k", "3", "--json").out);
    expect(report.entries).toBe(sparse(150, 120, entries).value.length);
    const truth = pca(dense);
    close(report.explainedVariance, truth.explainedVariance.subarray(0, 3), 1e-8 * truth.explainedVariance[0]!);
    close([report.totalVariance], [truth.totalVariance], 1e-10 * truth.totalVariance);

    const scaled = JSON.parse(call(file("s.mtx", mtx), "-k", "2", "--scale", "--json").out);
    const deviation = Array.from({ length: 120 }, (_, j) => pca(dense.map((row) => [row[j]!])).totalVariance ** 0.5);
    const expected = pca(dense.map((row) => Array.from(row, (x, j) => x / deviation[j]!)));
    close(scaled.deviation, deviation, 1e-11);
    close(scaled.explainedVariance, expected.explainedVariance.subarray(0, 2), 1e-8);
    close([scaled.totalVariance], [120], 1e-9);
  });

  it("--scale analyses the columns at variance 1 and writes their deviations", () => {
    const { code, out } = call(file("table.csv", csv), "--scale", "-o", join(folder, "scaled"), "--json");
    expect(code).toBe(0);
    const report = JSON.parse(out);
    const deviation = NAMES.map((_, j) => Math.sqrt(pca(ROWS.map((row) => [row[j]!])).totalVariance));
    close(report.deviation, deviation, 1e-12);
    close(report.explainedVariance, pca(ROWS.map((row) => row.map((x, j) => x / deviation[j]!))).explainedVariance, 1e-11);
    close([report.totalVariance], [4], 1e-12);
    expect(read("scaled-deviation.csv").names).toEqual(NAMES);
    close(read("scaled-mean.csv").matrix.data, pca(ROWS).mean, 1e-12);
    expect(call(file("still.csv", "1,0.1\n2,0.1\n4,0.1\n")).code).toBe(0);
  });

  it("--scale keeps columns that do not vary, without weight, and says so", () => {
    const still = file("still.csv", "a,b,c\n1,0.1,3\n2,0.1,1\n4,0.1,2\n");
    expect(call(still, "--scale").out).toMatch(/^still.csv: 3 × 3, every column scaled to variance 1 but b, which does not vary and has weight 0$/m);
    const report = JSON.parse(call(still, "--scale", "-k", "2", "--json").out);
    expect(report.constantColumns).toEqual([1]);
    close([report.totalVariance, report.deviation[1], report.components[0][1], report.components[1][1]], [2, 1, 0, 0], 1e-12);
    const many = ["%%MatrixMarket matrix coordinate real general", "4 9 3", "1 2 1", "2 2 3", "4 9 1"].join("\n");
    expect(call(file("still.mtx", many), "--scale").out).toMatch(/variance 1 but column 1, column 3, column 4, column 5, column 6 and 2 more, which do not vary and have weight 0$/m);
  });

  it("takes a share of the variance as the library does, in memory and in pieces, and says how many components that are", () => {
    const path = file("table.csv", csv);
    for (const [text, share] of [["0.95", 0.95], ["95%", 0.95], ["0.5", 0.5], [".999999", 0.999999], ["1e-9", 1e-9], ["99.5 %", 0.995]] as const) {
      const { explainedVariance } = pca(ROWS, { components: share });
      for (const more of [[], ["--stream"]]) {
        const report = JSON.parse(call(path, "-k", text, "--json", ...more).out);
        expect(report).toMatchObject({ rank: explainedVariance.length, share });
        close(report.explainedVariance, explainedVariance, 1e-11);
        expect(call(path, "-k", text, ...more).out).toMatch(new RegExp(`^components +${explainedVariance.length}, the fewest that explain [\\d.]+ % of the variance$`, "m"));
      }
    }
    const scaled = pca(ROWS, { scale: true, components: 0.9 });
    const { code, out } = call(path, "-k", "0.9", "--scale", "-o", join(folder, "share"), "--json");
    expect([code, JSON.parse(out).rank]).toEqual([0, scaled.explainedVariance.length]);
    expect(read("share-scores.csv").matrix.columns).toBe(scaled.explainedVariance.length);
    for (const more of [[], ["--stream"]]) expect(JSON.parse(call(file("still.csv", "1,2\n1,2\n1,2\n"), "-k", "0.9", "--json", ...more).out).rank).toBe(1);
    expect(JSON.parse(call(path, "-k", "2", "--json").out)).not.toHaveProperty("share");
  });

  it.each([
    [["-k", "1.5"], 2, /whole number, 1 or more, or a share/],
    [["-k", "100%"], 2, /a share above 0 and below 1/],
    [["-k", "%"], 2, /a share above 0 and below 1/],
    [["-k", "-0.5"], 2, /a share above 0 and below 1/],
    [["-k", "0"], 2, /whole number, 1 or more/],
    [["-k", "5"], 1, /rank 5 is more than this matrix of 30 × 4 has: at most 4/],
    [["--format", "xls"], 2, /Allowed choices/],
    [["--seed", "-1"], 2, /whole number, 0 or more/],
  ])("refuses %j in one line", (args, code, message) => {
    const result = call(file("table.csv", csv), "-o", join(folder, "refused"), ...args);
    expect(result.code).toBe(code);
    expect(result.error).toMatch(message);
    expect(result.error.trim().split("\n").length).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith("refused"))).toEqual([]);
  });
});
