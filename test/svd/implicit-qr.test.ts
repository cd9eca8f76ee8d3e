// Implicit QR against the same published rules in plain TypeScript: every decision and every bit; how many sweeps it takes.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { Random } from "../support/random";
import { type Numbers, numbers } from "../support/plain/blas";
import { bidiagonals } from "../support/plain/bidiagonals";
import * as plain from "../support/plain/implicit-qr";
import { expectSame, placeColumns } from "../support/plain/same";
import { diagonalizeTiny, even } from "../support/plain/tiny";

const kernels = freshKernels();
const SMALL = bidiagonals([1, 2, 3, 4, 5, 8]);
const MEDIUM = bidiagonals([13, 24, 33]);
const CODES = { down: 1, up: 2 } as const;
const BOTH: readonly plain.Direction[] = ["down", "up"];
const placed = (x: Numbers): Placed => place(kernels, x);
/** With room for an entry behind a superdiagonal that is empty. */
const placedBoth = (d: Numbers, e: Numbers) => [placed(d), placed(e)] as const;

function expectBoth([d, e]: readonly [Placed, Placed], wanted: { d: Numbers; e: Numbers }, where: string): void {
  for (const operand of [d, e]) operand.intact();
  expectSame(d.values(), wanted.d, `${where}, d`);
  expectSame(e.values(), wanted.e, `${where}, e`);
}

describe("findBlock and deflate", () => {
  it("split where the rules do, and bound the block", () => {
    for (const { name, d, e } of SMALL) {
      const n = d.length;
      for (const threshold of [0, 1e-300, 1e-12, 0.5, 1, Infinity]) {
        for (let last = 0; last < n; last++) {
          const mine = { d: d.slice(), e: e.slice() };
          const operands = placedBoth(d, e);
          const bounds = placed(Float64Array.of(7, 7));
          const expected = plain.findBlock(last, threshold, mine.d, mine.e);
          expect(kernels.findBlock_f64(last, threshold, operands[0].at, operands[1].at, bounds.at), name).toBe(expected.first);
          expectSame(bounds.values(), [expected.largest, 7], name);
          expectBoth(operands, mine, name);
        }
      }
    }
  });

  it("an entry that is the threshold is negligible, the next one is not; a NaN is", () => {
    const above = 1 + Number.EPSILON;
    for (const [ei, cleared] of [[1, true], [-1, true], [above, false], [-above, false], [NaN, true]] as const) {
      const [d, e] = placedBoth(Float64Array.of(3, 2, 1), Float64Array.of(ei, 5));
      const bounds = placed(numbers(2));
      expect(kernels.findBlock_f64(2, 1, d.at, e.at, bounds.at)).toBe(cleared ? 1 : 0);
      expect(e.values()[0] === 0).toBe(cleared);
    }
  });

  it("clear what is negligible beside its neighbours, in the order of the chase", () => {
    const tolerances = [0, plain.TOLERANCE, 1e-6, 0.5, 1, 2];
    for (const { name, d, e } of SMALL.filter(({ d }) => d.length > 1)) {
      const n = d.length;
      for (const direction of BOTH) {
        for (const tolerance of tolerances) {
          for (const [first, last] of [[0, n - 1], [0, 1], [n - 2, n - 1]] as const) {
            const mine = { d: d.slice(), e: e.slice() };
            const operands = placedBoth(d, e);
            const bounds = placed(Float64Array.of(7, 7));
            const expected = plain.deflate(first, last, direction, tolerance, mine.d, mine.e);
            const got = kernels.deflate_f64(first, last, CODES[direction], tolerance, operands[0].at, operands[1].at, bounds.at);
            expect(got, name).toBe("cleared" in expected ? 1 : 0);
            expectSame(bounds.values(), [7, "cleared" in expected ? 7 : expected.smallest], name);
            expectBoth(operands, mine, `${name}, ${direction}, ${tolerance}`);
          }
        }
      }
    }
  });

  it("smallestBound, for some of the rows, too", () => {
    for (const { name, d, e } of [...SMALL, ...MEDIUM]) {
      const [pd, pe] = placedBoth(d, e);
      for (const n of new Set([1, d.length >> 1 || 1, d.length])) expect(kernels.smallestBound_f64(n, pd.at, pe.at), name).toBe(plain.smallestBound(n, d, e));
    }
  });
});

describe("chooseShift", () => {
  it("the smaller value at the end of the chase, or 0 where it would cost accuracy", () => {
    const random = new Random(7);
    const seen = new Set<string>();
    for (let trial = 0; trial < 4000; trial++) {
      const n = random.integer(2, 6);
      const size = () => random.sign() * 2 ** random.integer(-40, 2);
      const d = Float64Array.from({ length: n }, () => (random.integer(0, 9) === 0 ? 0 : size()));
      const e = Float64Array.from({ length: n - 1 }, size);
      const first = random.integer(0, n - 2);
      const last = random.integer(first + 1, n - 1);
      const direction = random.pick(BOTH);
      const tolerance = random.pick([plain.TOLERANCE, 1e-10, 1e-6]);
      // Small bounds at, just above and just below the rule.
      const least = Math.max(2 ** -53, 0.01 * tolerance) / (n * tolerance);
      const bounds = { largest: 2 ** random.integer(-3, 3), smallest: 0 };
      bounds.smallest = least * bounds.largest * random.pick([0, 0.5, 1 - 2 ** -52, 1, 1 + 2 ** -52, 2, 1e6]);
      const expected = plain.chooseShift(n, first, last, direction, tolerance, d, e, bounds);
      const operands = placedBoth(d, e);
      expect(kernels.chooseShift_f64(n, first, last, CODES[direction], tolerance, operands[0].at, operands[1].at, placed(Float64Array.of(bounds.largest, bounds.smallest)).at)).toBe(expected);
      seen.add(`${expected === 0}`);
    }
    expect(seen.size).toBe(2);
  });

  it("the share of the head below which a shift is 0 is the root of roundoff, itself not", () => {
    // d = [h, 0.., s] with a diagonal tail: the shift is s.
    for (const [s, isShift] of [[2 ** -26, true], [2 ** -26.5, true], [2 ** -26.5 * (1 - 1e-15), false], [2 ** -27, false]] as const) {
      const operands = placedBoth(Float64Array.of(1, 1, s), Float64Array.of(1, 0));
      const bounds = placed(Float64Array.of(1, 1));
      const got = kernels.chooseShift_f64(3, 0, 2, 1, plain.TOLERANCE, operands[0].at, operands[1].at, bounds.at);
      expect(got).toBe(plain.chooseShift(3, 0, 2, "down", plain.TOLERANCE, Float64Array.of(1, 1, s), Float64Array.of(1, 0), { largest: 1, smallest: 1 }));
      if (s !== 2 ** -26.5) expect(got !== 0).toBe(isShift);
    }
  });
});

describe("a sweep", () => {
  it.each(BOTH)("%s: the textbook's rotations, one after the other, with and without a shift", (direction) => {
    for (const { name, d, e } of [...SMALL, ...MEDIUM].filter(({ d }) => d.length > 1 && d.every((x) => x !== 0))) {
      const n = d.length;
      for (const [first, last] of [[0, n - 1], [n >> 2, n - 1], [0, n - 1 - (n >> 2)]] as const) {
        if (last <= first) continue;
        for (const shift of [0, 0.3 * Math.abs(d[last]!), 0.9, 2 ** -20]) {
          const mine = { d: d.slice(), e: e.slice() };
          const count = last - first;
          const sweep = shift === 0 ? plain.zeroShiftSweep(first, last, direction, mine.d, mine.e) : plain.shiftedSweep(first, last, direction, shift, mine.d, mine.e);
          const [pd, pe] = placedBoth(d, e);
          const [left, right] = [placed(numbers(2 * count)), placed(numbers(2 * count))];
          const run = shift === 0 ? kernels[direction === "down" ? "zeroShiftSweepDown_f64" : "zeroShiftSweepUp_f64"] : undefined;
          if (run !== undefined) run(first, last, pd.at, pe.at, left.at, right.at);
          else kernels[direction === "down" ? "sweepDown_f64" : "sweepUp_f64"](first, last, shift, pd.at, pe.at, left.at, right.at);
          expectBoth([pd, pe], mine, `${name}, shift ${shift}`);
          // Down: V first, in the order of columns. Up: U first, last columns first, and turned the other way round.
          const stored = (pairs: readonly [number, number][]) => (direction === "down" ? pairs : [...pairs].reverse().map(([c, s]) => [c, -s])).flat();
          left.intact();
          right.intact();
          expectSame(left.values(), stored(direction === "down" ? sweep.onQ : sweep.onP), `${name}, rotations of U`);
          expectSame(right.values(), stored(direction === "down" ? sweep.onP : sweep.onQ), `${name}, rotations of V`);
        }
      }
    }
  });
});

const unit = (n: number, rows = n) => Array.from({ length: n }, (_, j) => Float64Array.from({ length: rows }, (_, i) => (i === j ? 1 : i < n ? 0 : (i + 1) / (j + 2))));
const strip = (rows: number) => (rows + 7) & ~7;

describe("diagonalize", () => {
  it.each(["both", "left", "right", "none"] as const)("d, e and the vectors (%s) are those of plain rotations, to the bit", (wanted) => {
    for (const { name, d, e } of wanted === "both" ? [...SMALL, ...MEDIUM] : SMALL) {
      const n = d.length;
      const mine = { d: d.slice(), e: e.slice() };
      const [hasU, hasV] = [wanted === "both" || wanted === "left", wanted === "both" || wanted === "right"];
      const [u, v] = [hasU ? unit(n, n + 3) : [], hasV ? unit(n) : []];
      plain.diagonalize(n, mine.d, mine.e, u, v);
      const operands = placedBoth(d, e);
      const [pu, pv] = [placeColumns(kernels, unit(n, n + 3), strip(n + 3)), placeColumns(kernels, unit(n), strip(n))];
      expect(kernels.diagonalize_f64(n, operands[0].at, operands[1].at, hasU ? pu.at : 0, n + 3, pu.ld, hasV ? pv.at : 0, n, pv.ld), name).toBe(0);
      expectBoth(operands, mine, name);
      expect(mine.e.every((x) => x === 0)).toBe(true);
      pu.columns().forEach((column, j) => expectSame(column, hasU ? u[j]! : unit(n, n + 3)[j]!, `${name}, column ${j} of U`));
      pv.columns().forEach((column, j) => expectSame(column, hasV ? v[j]! : unit(n)[j]!, `${name}, column ${j} of V`));
    }
  });

  it("more rotations than a batch has room for", () => {
    // Full sweeps fill it with pairs; a hundred blocks of three rows with sequences.
    const random = new Random(3);
    const blocks = { name: "blocks of three", d: Float64Array.from({ length: 300 }, () => random.gaussian()), e: Float64Array.from({ length: 299 }, (_, i) => (i % 3 === 2 ? 0 : random.gaussian())) };
    for (const { name, d, e } of [...bidiagonals([70], 1), blocks]) {
      const n = d.length;
      const mine = { d: d.slice(), e: e.slice() };
      const [u, v] = [unit(n), unit(n)];
      const events = plain.diagonalize(n, mine.d, mine.e, u, v);
      const operands = placedBoth(d, e);
      const [pu, pv] = [placeColumns(kernels, unit(n), strip(n)), placeColumns(kernels, unit(n), strip(n))];
      expect(kernels.diagonalize_f64(n, operands[0].at, operands[1].at, pu.at, n, pu.ld, pv.at, n, pv.ld), name).toBe(0);
      expectBoth(operands, mine, name);
      pu.columns().forEach((column, j) => expectSame(column, u[j]!, `${name}, column ${j} of U`));
      pv.columns().forEach((column, j) => expectSame(column, v[j]!, `${name}, column ${j} of V`));
      expect(events.length).toBeGreaterThan(0);
    }
  });

  it("NaNs end it, and are no success that hides them", () => {
    for (let at = 0; at < 5; at++) {
      const operands = placedBoth(Float64Array.from([5, 4, 3, 2, 1], (x, i) => (i === at ? NaN : x)), Float64Array.of(1, 1, 1, 1));
      const status = kernels.diagonalize_f64(5, operands[0].at, operands[1].at, 0, 0, 8, 0, 0, 8);
      expect(status !== 0 || operands[0].values().some(Number.isNaN)).toBe(true);
    }
  });
});

describe("diagonalize, how many sweeps", () => {
  const run = (d: readonly number[], e: readonly number[]) => {
    const mine = { d: Float64Array.from(d), e: Float64Array.from(e) };
    const events = plain.diagonalize(d.length, mine.d, mine.e, [], []);
    // The module takes the same: its bits are the same.
    const operands = placedBoth(Float64Array.from(d), Float64Array.from(e));
    expect(kernels.diagonalize_f64(d.length, operands[0].at, operands[1].at, 0, 0, 8, 0, 0, 8)).toBe(0);
    expectBoth(operands, mine, "counted");
    const sweeps = events.filter((event) => event.kind === "sweep");
    return { events, sweeps, shifted: sweeps.filter(({ shift }) => shift !== 0).length, turns: new Set(sweeps.map(({ direction }) => direction)) };
  };
  const fill = (n: number, at: (i: number) => number) => Array.from({ length: n }, (_, i) => at(i));

  it("a diagonal matrix none; two rows none; equal entries about one and a half per value", () => {
    expect(run([3, 1, 2], [0, 0]).events).toEqual([]);
    expect(run([3, 2], [1]).events).toEqual([{ kind: "pair", first: 0 }]);
    for (const n of [10, 50, 100]) expect(run(fill(n, () => 1), fill(n - 1, () => 1)).sweeps.length).toBeLessThanOrEqual(2.3 * n);
  });

  it("random entries at most 2.6 sweeps per value, with shifts but for a few", () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = new Random(seed);
      const { sweeps, shifted } = run(fill(60, () => random.gaussian()), fill(59, () => random.gaussian()));
      expect(sweeps.length).toBeLessThanOrEqual(2.6 * 60);
      expect(shifted / sweeps.length).toBeGreaterThan(0.6);
    }
  });

  it("graded matrices are chased from the large end: down, or up, in a sweep or two per value", () => {
    for (const step of [2, 5, 10]) {
      const down = run(fill(20, (i) => 2 ** (-step * i)), fill(19, (i) => 2 ** (-step * i)));
      const up = run(fill(20, (i) => 2 ** (step * i)), fill(19, (i) => 2 ** (step * i)));
      expect([...down.turns]).toEqual(["down"]);
      expect([...up.turns]).toEqual(["up"]);
      for (const { sweeps } of [down, up]) expect(sweeps.length).toBeLessThanOrEqual(2 * 20);
    }
  });

  it("a zero on the diagonal splits after two sweeps without a shift", () => {
    const { sweeps } = run([4, 3, 0, 2, 1], [1, 1, 1, 1]);
    expect(sweeps.slice(0, 1).every(({ shift }) => shift === 0)).toBe(true);
    expect(sweeps.length).toBeLessThanOrEqual(12);
  });
});

describe("diagonalizeTiny", () => {
  it("the same iteration, its columns rotated at once, to the bit", () => {
    for (const { name, d, e } of [...SMALL, ...bidiagonals([15, 32], 1)]) {
      const n = d.length;
      for (const [uRows, vRows] of [[n + 1, n], [0, n], [n, 0], [0, 0]] as const) {
        const mine = { d: d.slice(), e: e.slice() };
        const [u, v] = [uRows === 0 ? [] : unit(n, uRows), vRows === 0 ? [] : unit(n, vRows)];
        diagonalizeTiny(n, mine.d, mine.e, u, v);
        const operands = placedBoth(d, e);
        const [pu, pv] = [placeColumns(kernels, unit(n, uRows || 1), even(uRows || 1)), placeColumns(kernels, unit(n, vRows || 1), even(vRows || 1))];
        expect(kernels.diagonalizeTiny_f64(n, operands[0].at, operands[1].at, pu.at, 8 * even(uRows), pv.at, 8 * even(vRows)), name).toBe(0);
        expectBoth(operands, mine, name);
        pu.columns().forEach((column, j) => expectSame(column, u[j] ?? unit(n, 1)[j]!, `${name}, column ${j} of U`));
        pv.columns().forEach((column, j) => expectSame(column, v[j] ?? unit(n, 1)[j]!, `${name}, column ${j} of V`));
      }
    }
  });
});
