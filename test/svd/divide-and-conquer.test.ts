// Divide and conquer: right to its absolute contract on clusters, gluings and companions.
import { describe, expect, it } from "vitest";
import { builds, simd } from "../support/builds";
import { svdFaults } from "../support/contracts";
import { bidiagonal, dense, ULP } from "../support/dense";
import { gaussian } from "../support/matrices";
import { bidiagonalSet, companion } from "../support/nasty";
import { textFile } from "../support/platform";
import { bidiagonalRatio, LIMIT, residualRatio, valuesRatio } from "../support/ratios";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const DIVIDE = { driver: "divide-and-conquer" } as const;

/** Larger than the leaves, so that halves are merged at two levels or more. */
function large(): { name: string; d: number[]; e: number[] }[] {
  const wilkinson = range(21).map((i) => Math.abs(i - 10));
  const glued = (copies: number, glue: number) => ({
    name: `${copies} Wilkinson 21 glued by ${glue}`,
    d: range(copies).flatMap(() => wilkinson),
    e: range(21 * copies - 1).map((i) => (i % 21 === 20 ? glue : 1)),
  });
  const n = 170;
  return [
    glued(6, 1e-8), glued(8, 1e-15), glued(6, 1e-3),
    { name: "all values equal", d: range(n).map(() => 3), e: range(n - 1).map(() => 0) },
    { name: "all entries equal", d: range(n).map(() => 3), e: range(n - 1).map(() => 3) },
    { name: "values equal to an ulp", d: range(n).map((i) => 1 + (i % 7) * ULP), e: range(n - 1).map(() => 0) },
    { name: "two clusters", d: range(n).map((i) => (i % 2 ? 1 : 1e-9)), e: range(n - 1).map((i) => (i % 3 ? 1e-16 : 1e-12)) },
    { name: "clusters of 10", d: range(n).map((i) => 1 + Math.floor(i / 10)), e: range(n - 1).map(() => 1e-10) },
    { name: "zeros in between", d: range(n).map((i) => (i % 9 === 4 ? 0 : 1)), e: range(n - 1).map(() => 1) },
    { name: "zero diagonal", d: range(n).map(() => 0), e: range(n - 1).map((i) => 1 + (i % 3)) },
    { name: "graded 1 to 1e-30", d: range(n).map((i) => 10 ** ((-30 * i) / n)), e: range(n - 1).map((i) => 10 ** ((-30 * i) / n)) },
    { name: "graded 1e-30 to 1", d: range(n).map((i) => 10 ** ((30 * i) / n - 30)), e: range(n - 1).map((i) => 10 ** ((30 * i) / n - 30)) },
    { name: "one large entry in the middle", d: range(n).map((i) => (i === 85 ? 1e15 : 1)), e: range(n - 1).map(() => 0.5) },
  ];
}

describe.each(builds)("bidiagonals, $name build", (build) => {
  it.each([...bidiagonalSet(), ...large()])("$name", ({ d, e }) => {
    const b = bidiagonal(d, e);
    const result = build.svd(b, DIVIDE);
    expect(svdFaults(b, result)).toEqual([]);
    expect(bidiagonalRatio(d, e, result.U, result.S, result.V)).toBeLessThan(LIMIT);
    expect(valuesRatio(result.S, build.singularValues(b))).toBeLessThan(2);
  });
});

describe("rows far above all others", () => {
  // What is left of the values lies close together, and far below the largest: what deflation may cost adds up.
  it.each([[100, 100], [300, 90], [999, 100], [1200, 130]])("%i x %i", (m, n) => {
    for (const [count, size] of [[1, 1e4], [1, 1e7], [1, 1e9], [1, 1e12], [1, 1e13], [3, 1e11], [20, 1e10]] as const) {
      const quiet = gaussian(m, n, m + n);
      const a = dense(m, n, (i, j) => (i % Math.floor(m / count) === 5 ? size : quiet.data[i * n + j]!));
      const { U, S, V } = simd.svd(a, DIVIDE);
      expect([size, residualRatio(a, U, S, V)]).toEqual([size, expect.toSatisfy((ratio: number) => ratio < 10, "below 10")]);
      expect(valuesRatio(S, simd.svd(a, { driver: "qr" }).S)).toBeLessThan(2);
    }
  });
});

describe("companion matrices", () => {
  const fixtures = JSON.parse(textFile("test/fixtures/dense.json")) as { name: string; values: number[] }[];

  it.each([26, 30])("companion %i: every value to a few ulp of the largest, against multiple precision", (n) => {
    const a = companion(n);
    const { values } = fixtures.find(({ name }) => name === `companion ${n}`)!;
    const result = simd.svd(a, DIVIDE);
    expect(svdFaults(a, result)).toEqual([]);
    expect(valuesRatio(result.S, values)).toBeLessThan(2);
  });

  it.each([60, 120])("companion %i, merged from halves", (n) => {
    const a = companion(n);
    const result = simd.svd(a, DIVIDE);
    expect(svdFaults(a, result)).toEqual([]);
    expect(valuesRatio(result.S, simd.svd(a, { driver: "qr" }).S)).toBeLessThan(2);
  });
});
