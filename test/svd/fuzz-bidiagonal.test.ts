// Random bidiagonals with ties, near ties, zeros and jumps of scale: short ones for the iteration, long ones for divide and conquer.
import { describe, expect, it } from "vitest";
import { simd } from "../support/builds";
import { svdFaults } from "../support/contracts";
import { bidiagonal, ULP } from "../support/dense";
import { Random } from "../support/random";
import { sturmTolerance, valuesRatio } from "../support/ratios";

const ENTRIES = [0, 1, 1, 1, 1 + ULP, 1 - ULP, 1 + 1e-8, -1, 2, 0.5, 1e-8, ULP, 1e-12, 1e-20, 1e8];

/** R11 over thousands of cases: the deflation tests may cost a value 98.7 u, which is 49 ulp. */
const RELATIVE_LIMIT = 80;

/** d and e of length n and n - 1, drawn from a few of the entries, in runs, with a little noise now and then. */
function draw(n: number, random: Random): { d: number[]; e: number[] } {
  const few = Array.from({ length: random.integer(1, 4) }, () => random.pick(ENTRIES));
  const links = Array.from({ length: random.integer(1, 3) }, () => random.pick(ENTRIES));
  const noise = random.pick([0, 0, 1e-15, 1e-9]);
  const run = random.integer(1, 12);
  const fill = (count: number, from: number[]) => {
    let value = random.pick(from);
    return Array.from({ length: count }, (_, i) => {
      if (i % run === 0) value = random.pick(from);
      return value * (1 + noise * random.gaussian());
    });
  };
  return { d: fill(n, few), e: fill(n - 1, links) };
}

function sweep(count: number, seed: number, least: number, most: number, relative: boolean): void {
  const random = new Random(seed);
  const wrong: string[] = [];
  for (let i = 0; i < count && wrong.length < 5; i++) {
    const n = random.integer(least, most);
    const { d, e } = draw(n, random);
    const b = bidiagonal(d, e);
    const result = simd.svd(b);
    const values = simd.singularValues(b);
    const faults = svdFaults(b, result);
    if (!(valuesRatio(result.S, values) < 5)) faults.push(`values alone differ by ${valuesRatio(result.S, values)}`);
    for (const [name, s] of [["with vectors", result.S], ["alone", values]] as const) {
      const tolerance = relative ? sturmTolerance(d, e, s) : 0;
      if (tolerance > RELATIVE_LIMIT) faults.push(`values ${name} are off by ${tolerance}`);
    }
    if (faults.length > 0) wrong.push(`case ${i}, n = ${n}, d = ${[...new Set(d)].slice(0, 6).join()}, e = ${[...new Set(e)].slice(0, 6).join()}: ${faults.join("; ")}`);
  }
  expect(wrong).toEqual([]);
}

describe("fuzz of bidiagonals", () => {
  it("2,000 of 2 to 40 rows, every value to relative accuracy", () => sweep(2000, 1, 2, 40, true));
  it("60 of 128 to 190 rows", () => sweep(60, 2, 128, 190, false));
});
