// The rotations of accuracy: "high" against plain TypeScript: the order of pairs, thresholds, grades, groups; every bit, and how many sweeps it takes.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { type Placed, place, placeWords } from "../support/placed";
import { Random } from "../support/random";
import { type Numbers, numbers } from "../support/plain/blas";
import * as plain from "../support/plain/jacobi";
import { expectSame, placeColumns } from "../support/plain/same";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const aligned = (placed: Placed) => (placed.at + 63) & ~63;
const identity = (n: number) => range(n).map((j) => Float64Array.from({ length: n }, (_, i) => Number(i === j)));

interface Kind { readonly name: string; readonly entry: (random: Random, i: number, j: number) => number; readonly exponent: (random: Random, j: number) => number }

const KINDS: readonly Kind[] = [
  { name: "general", entry: (random) => random.gaussian(), exponent: () => 0 },
  { name: "lower triangle, graded", entry: (random, i, j) => (i < j ? 0 : random.gaussian()), exponent: (_, j) => -7 * j },
  { name: "lower triangle, grades far apart", entry: (random, i, j) => (i < j ? 0 : random.gaussian()), exponent: (random, j) => -400 * j - random.integer(0, 50) },
  { name: "grades in any order", entry: (random) => random.gaussian(), exponent: (random) => random.integer(-40, 40) },
  { name: "whole numbers, some columns equal", entry: (random, i, j) => ((i * (1 + (j % 3))) % 5) - 2 + (j % 2 === 0 ? 0 : random.integer(0, 1)), exponent: () => 3 },
  { name: "columns of zeros", entry: (random, _, j) => (j % 3 === 1 ? 0 : random.gaussian()), exponent: (_, j) => -j },
  { name: "lengths far from 1", entry: (random, _, j) => random.gaussian() * 2 ** (j % 2 === 0 ? 60 : -70), exponent: (random) => random.integer(-9, 9) },
  { name: "orthogonal but for rounding", entry: (random, i, j) => Number(i === j) + random.gaussian() * 2 ** -53, exponent: () => 0 },
  { name: "one direction and a little", entry: (random, i) => i + 1 + random.gaussian() * 2 ** -50, exponent: (_, j) => -5 * j },
];

const ORDERS = [1, 2, 3, 7, 8, 9, 16, 17, 25];

/** A record in the module beside its twin. */
function columnsOf(n: number, kind: Kind, withV: boolean, seed = 1) {
  const random = new Random(100 * n + seed);
  const exponent = range(n).map((j) => kind.exponent(random, j));
  const x = range(n).map((j) => Float64Array.from({ length: n }, (_, i) => kind.entry(random, i, j)));
  const twin = plain.openColumns(x, exponent, withV ? identity(n) : undefined);
  const ld = n + 3;
  const [px, pv, words] = [placeColumns(kernels, x, ld, -7), placeColumns(kernels, identity(n), ld, -7), placeWords(kernels, exponent)];
  const work = place(kernels, numbers((kernels.columnsBytes_f64(n) + 64) / 8));
  const at = kernels.openColumns_f64(aligned(work), n, px.at, ld, words.at, withV ? pv.at : 0) >>> 0;
  const compare = (where: string) => {
    for (const operand of [words, work]) operand.intact();
    expect(words.values(), where).toEqual(twin.exponent);
    px.columns().forEach((column, j) => expectSame(column, twin.x[j]!, `${where}, column ${j}`));
    pv.columns().forEach((column, j) => expectSame(column, (twin.v ?? identity(n))[j]!, `${where}, column ${j} of V`));
  };
  return { at, twin, compare };
}
const squaresAt = (at: number, n: number): Numbers => new Float64Array(kernels.memory.buffer, at >>> 0, n).slice();

describe("columns with exponents", () => {
  it.each(KINDS)("$name: brought near length 1, zeros replaced by unit vectors below all others", (kind) => {
    for (const n of ORDERS) {
      const { at, twin, compare } = columnsOf(n, kind, false);
      const squares = kernels.normalizeColumns_f64(at);
      plain.normalizeColumns(twin);
      compare(`order ${n}`);
      expectSame(squaresAt(squares, n), twin.squares, `order ${n}, squares`);
    }
  });

  it.each(KINDS)("$name: values with their power of two, columns of length 1", (kind) => {
    for (const n of ORDERS) {
      for (const shift of [0, 900, -1100]) {
        const { at, twin, compare } = columnsOf(n, kind, false);
        kernels.normalizeColumns_f64(at);
        plain.normalizeColumns(twin);
        const s = place(kernels, numbers(n));
        kernels.takeValues_f64(at, shift, s.at);
        s.intact();
        expectSame(s.values(), plain.takeValues(twin, shift), `order ${n}, shift ${shift}`);
        compare(`order ${n}, shift ${shift}`);
      }
    }
  });
});

describe("sweep", () => {
  it.each(KINDS)("$name: the same pairs turned by the same angles, sweep after sweep", (kind) => {
    for (const n of ORDERS) {
      for (const withV of n < 10 ? [true, false] : [true]) {
        const { at, twin, compare } = columnsOf(n, kind, withV, 2);
        let number = 1;
        for (; ; number++) {
          const expected = plain.sweep(number, twin);
          expect(kernels.sweep_f64(number, at), `order ${n}, sweep ${number}`).toBe(expected);
          compare(`order ${n}, sweep ${number}`);
          if (expected === 0) break;
          expect(number).toBeLessThan(20);
        }
        // The last finds nothing to do. Columns that depend on others take longer: they are replaced on the way.
        expect(number, `order ${n}`).toBeLessThanOrEqual(kind.name.startsWith("whole") ? 13 : 10);
      }
    }
  });

  it("a second matrix in the same record begins anew", () => {
    const { at, twin, compare } = columnsOf(9, KINDS[0]!, true);
    for (const number of [1, 2, 1, 2, 3]) {
      expect(kernels.sweep_f64(number, at)).toBe(plain.sweep(number, twin));
      compare(`sweep ${number}`);
    }
  });

  it("pairs whose cosine is at the threshold are left, those above are turned", () => {
    for (const n of [2, 9, 16, 17, 25]) {
      const tolerance = 2 ** -52 * Math.min(4, Math.sqrt(n));
      for (const factor of [0.5, 1, 1 + 2 ** -30, 2]) {
        // Two columns with a product of factor*tolerance, the others of length 1.
        const kind: Kind = { name: "", exponent: () => 0, entry: (_, i, j) => Number(i === j) + (i === 0 && j === 1 ? factor * tolerance : 0) };
        const { at, twin, compare } = columnsOf(n, kind, true);
        expect(kernels.sweep_f64(1, at), `${n}, ${factor}`).toBe(plain.sweep(1, twin));
        compare(`${n}, ${factor}`);
        if (Math.sqrt(n) % 1 === 0 || n > 16) expect(twin.turned[0], `${n}, ${factor}`).toBe(factor > 1 ? 1 : 0);
      }
    }
  });
});

describe("precondition", () => {
  const groupsOf = (n: number, kind: Kind, withV: boolean) => {
    const { at, twin, compare } = columnsOf(n, kind, withV, 3);
    kernels.normalizeColumns_f64(at);
    plain.normalizeColumns(twin);
    const work = place(kernels, numbers((kernels.preconditionBytes_f64(n) + 64) / 8).fill(NaN));
    kernels.precondition_f64(at, aligned(work));
    work.intact();
    const groups = plain.precondition(twin);
    compare(`order ${n}`);
    return groups;
  };
  const graded = (exponent: (j: number) => number): Kind => ({ name: "", entry: (random, i, j) => (i < j ? 0 : random.gaussian()), exponent: (_, j) => exponent(j) });

  it("groups of 16 columns and more whose grades lie within 2^30, from their first row on", () => {
    expect(groupsOf(20, graded(() => 0), true)).toEqual([{ begin: 0, count: 20 }]);
    expect(groupsOf(15, graded(() => 0), true)).toEqual([]);
    expect(groupsOf(16, graded(() => 0), true)).toEqual([{ begin: 0, count: 16 }]);
    expect(groupsOf(40, graded((j) => -100 * Math.floor(j / 20)), true)).toEqual([{ begin: 0, count: 20 }, { begin: 20, count: 20 }]);
    expect(groupsOf(45, graded((j) => -100 * Math.floor((j + 5) / 20)), false)).toEqual([{ begin: 15, count: 20 }]);
    expect(groupsOf(80, graded((j) => -j), true).length).toBeGreaterThan(1);
  });

  it("a grade of 30 less is in, of 31 is not", () => {
    // Columns of length exactly 1, so that nothing moves to the exponents before.
    const kind = (low: number): Kind => ({ name: "", entry: (_, i, j) => Number(i === j), exponent: (_, j) => (j < 17 ? 0 : low) });
    expect(groupsOf(34, kind(-30), true)).toEqual([{ begin: 0, count: 34 }]);
    expect(groupsOf(34, kind(-31), true)).toEqual([{ begin: 0, count: 17 }, { begin: 17, count: 17 }]);
    expect(groupsOf(34, kind(30), true)).toEqual([{ begin: 0, count: 34 }]);
    expect(groupsOf(34, kind(31), true).length).toBe(2);
  });
});
