import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const load = (file: string) => import(new URL(`../bench/${file}`, import.meta.url).href);
const directory = mkdtempSync(join(tmpdir(), "lowrank-bench-test-"));
const file = join(directory, "result.bin");

beforeAll(() => {
  const words = ["bench/assembly/bench.ts", "--config", "bench/asconfig.json", "--target", "bench"];
  execFileSync(process.execPath, [join(root, "node_modules/assemblyscript/bin/asc.js"), ...words], { cwd: root, stdio: "ignore" });
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(...parts: number[][]): void {
  writeFileSync(file, Buffer.from(Float64Array.from(parts.flat()).buffer));
}

describe("the checker of the benchmark", () => {
  // A = U diag(5, 1) V' with U = the first columns of a 3 x 3 permutation and V a reflection
  const one = { rows: 3, columns: 2, count: 1, want: "vectors" };
  const [c, s] = [0.6, 0.8];
  const U = [0, 1, 1, 0, 0, 0];
  const V = [c, s, s, -c];
  const A = Float64Array.of(s, -c, 5 * c, 5 * s, 0, 0);

  test("finds nothing wrong with what is right", async () => {
    const { check } = await load("check.mjs");
    write(U, [5, 1], V);
    const { residual, orthogonality } = check(one, A, file);
    expect(residual).toBeLessThan(1e-15);
    expect(orthogonality).toBeLessThan(1e-15);
  });

  test("measures a wrong value, a wrong vector and a wrong length", async () => {
    const { check } = await load("check.mjs");
    write(U, [5, 1.5], V);
    expect(check(one, A, file).residual).toBeCloseTo(0.5 / Math.sqrt(26), 12);
    write([0, 1, 1, 0, 0, 0.5], [5, 1], V);
    expect(check(one, A, file).orthogonality).toBeCloseTo(0.25, 12);
    write(U.map(() => NaN), [5, 1], V);
    expect(check(one, A, file).residual).toBeNaN();
    write([5, 1]);
    expect(check(one, A, file).residual).toBeNaN();
  });

  test("takes the worst of a batch", async () => {
    const { check } = await load("check.mjs");
    write([...U, ...U], [5, 1, 5, 2], [...V, ...V]);
    expect(check({ ...one, count: 2 }, Float64Array.of(...A, ...A), file).residual).toBeCloseTo(1 / Math.sqrt(26), 12);
  });

  test("compares values alone with the Frobenius norm", async () => {
    const { check } = await load("check.mjs");
    write([5, 1]);
    expect(check({ ...one, want: "values" }, A, file)).toEqual({ residual: expect.closeTo(0, 14), orthogonality: undefined });
    write([5, 0]);
    expect(check({ ...one, want: "values" }, A, file).residual).toBeCloseTo(1 - 5 / Math.sqrt(26), 12);
  });

  test.each([[4, 2], [5, 3], [9, 7], [33, 33], [70, 35]])("sums every entry of %i x %i", async (rows, columns) => {
    const { check } = await load("check.mjs");
    // S = 0, so the residual is exactly 1 whatever U and V, and U = V = 0 leaves the k ones of the identity
    const a = Float64Array.from({ length: rows * columns }, (_, e) => 1 + (e % 7));
    const zeros = (count: number) => new Array<number>(count).fill(0);
    write(zeros(rows * columns), zeros(columns), zeros(columns * columns));
    const { residual, orthogonality } = check({ rows, columns, count: 1, want: "vectors" }, a, file);
    expect(residual).toBeCloseTo(1, 14);
    expect(orthogonality).toBeCloseTo(Math.sqrt(columns), 12);
  });
});

describe("the cases of the benchmark", () => {
  test("have names of their own and seeded finite entries", async () => {
    const { cases } = await load("cases.mjs");
    const { entries } = await load("matrices.mjs");
    expect(new Set(cases.map(({ name }: { name: string }) => name)).size).toBe(cases.length);
    for (const one of cases.filter(({ rows, columns }: { rows: number; columns: number }) => rows * columns <= 10_000)) {
      const a = entries(one);
      expect(a.length).toBe(one.rows * one.columns * one.count);
      expect(a.every(Number.isFinite)).toBe(true);
      expect(entries(one)).toEqual(a);
      const variance = a.reduce((sum: number, x: number) => sum + x * x, 0) / a.length;
      if (a.length >= 1000 && one.spectrum === "gaussian") expect(variance).toBeCloseTo(1, 0);
    }
  });
});

describe("the report of the benchmark", () => {
  const entrant = (label: string, group: string, median?: number, residual = 1e-15) => ({
    label, group, median, best: median, samples: 1, residual, orthogonality: 1e-15,
  });
  const saved = {
    cases: {
      "100": {
        date: "", commit: "", engine: "", limit: 30,
        entrants: {
          lowrank: entrant("lowrank", "lowrank", 2),
          "native-gesdd-128": entrant("native gesdd, 128-bit", "native", 1.9),
          wrong: entrant("wrong", "npm", 1, 1e-3),
          quick: entrant("quick", "npm", 5),
          "ml-matrix": { ...entrant("ml-matrix", "npm"), over: 30, note: "over 30 s" },
        },
      },
    },
  };

  test("gives ratios, and no credit for wrong results", async () => {
    const { summaryTable, caseTable } = await load("report.mjs");
    const line = summaryTable(saved).split("\n").at(-1);
    expect(line).toBe("| 100 | 2.00 | 0.95x | – | – | 2.5x (quick) | over 15000x | 1.0e-15 | 1.0e-15 |");
    const [one] = (await load("cases.mjs")).cases.filter(({ name }: { name: string }) => name === "100");
    expect(caseTable(one, saved.cases["100"])).toContain("| wrong | (1.00) |");
  });

  test("says which targets are reached", async () => {
    const { targets } = await load("report.mjs");
    const lines = targets(saved).split("\n").slice(1);
    expect(lines.map((line: string) => line.slice(0, 7))).toEqual(["reached", "reached", "reached"]);
    saved.cases["100"].entrants["native-gesdd-128"].median = 1.5;
    expect(targets(saved)).toContain("MISSED ");
  });
});
