// What surrounds the engines, part by part against plain TypeScript: centring, signs, order, scales, weights of inverses.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { type Placed, place, placeWords } from "../support/placed";
import { Random } from "../support/random";
import { amax, axpy, exponentOf, ldexp, type Numbers, numbers, scal, scaleBy } from "../support/plain/blas";
import { expectSame, placeColumns } from "../support/plain/same";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const aligned = (placed: Placed) => (placed.at + 63) & ~63;
const workspace = (bytes: number) => place(kernels, numbers((bytes + 64) >> 3).fill(NaN));
const gauss = (count: number, seed: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.gaussian());
};

describe("centreColumns", () => {
  /** The first row off, then the mean of what is left, twice; the power of two of what remains. */
  function centred(rows: number, n: number, x: Numbers): { exponent: number; mean: Numbers } {
    if (rows === 0 || n === 0) return { exponent: 0, mean: numbers(n) };
    const headroom = amax(rows * n, x) > 0 && exponentOf(amax(rows * n, x)) >= 960 ? 64 : 0;
    if (headroom > 0) scaleBy(rows * n, -headroom, x);
    const shift = x.slice(0, n);
    const row = (i: number) => x.subarray(i * n, (i + 1) * n);
    const subtract = (what: Numbers) => { for (let i = 0; i < rows; i++) axpy(n, -1, what, row(i)); };
    subtract(shift.slice());
    for (let pass = 0; pass < 2; pass++) {
      const mean = numbers(n);
      for (let i = 0; i < rows; i++) axpy(n, 1, row(i), mean);
      scal(n, 1 / rows, mean);
      subtract(mean);
      axpy(n, 1, mean, shift);
    }
    const mean = shift.map((value) => (headroom > 0 ? ldexp(value, headroom) : value));
    const largest = amax(rows * n, x);
    const own = largest === 0 ? 0 : exponentOf(largest);
    const moved = own < -400 || own > 400 ? own : 0;
    if (moved !== 0) scaleBy(rows * n, -moved, x);
    return { exponent: headroom + moved, mean };
  }

  it.each([[0, 3], [3, 0], [1, 1], [1, 4], [2, 3], [7, 5], [40, 9]])("%i x %i, of every size, with a mean far from 0", (rows, n) => {
    for (const size of [0, -450, 450, 958, 959, 960, 961, 1020, -1040]) {
      for (const offset of [0, 1, 1e6]) {
        const x = gauss(rows * n, rows + n).map((value, p) => ldexp((value + offset * ((p % n) + 1)) / (4 * (1 + offset * n)), size));
        const mine = x.slice();
        const expected = centred(rows, n, mine);
        const [px, mean, shift] = [place(kernels, x), place(kernels, numbers(n).fill(9)), place(kernels, numbers(n))];
        expect(kernels.centreColumns_f64(rows, n, px.at, mean.at, shift.at), `2^${size}`).toBe(expected.exponent);
        for (const operand of [px, mean, shift]) operand.intact();
        expectSame(px.values(), mine, `2^${size}, offset ${offset}`);
        expectSame(mean.values(), expected.mean, `2^${size}, offset ${offset}, mean`);
      }
    }
  });
  it("equal rows become exactly 0", () => {
    const [x, mean, shift] = [place(kernels, range(60).map((p) => 0.1 * (1 + (p % 3)))), place(kernels, numbers(3)), place(kernels, numbers(3))];
    expect(kernels.centreColumns_f64(20, 3, x.at, mean.at, shift.at)).toBe(0);
    expectSame(x.values(), numbers(60), "centred");
    expectSame(mean.values(), range(3).map((j) => 0.1 * (1 + j)), "mean");
  });
});

describe("scaleTo", () => {
  it.each([0, 1000, -1000])("to 2^%i, but by no more than 2^2040", (target) => {
    for (const size of [0, 30, -30, 900, 1020, -1000, -1074, -1041, -1040, -1039]) {
      const x = gauss(9, 4).map((value) => ldexp(value / 4, size));
      const mine = x.slice();
      const largest = amax(9, x);
      const exponent = largest === 0 ? 0 : Math.max(exponentOf(largest) - target, -2040);
      if (largest !== 0) scaleBy(9, -exponent, mine);
      const placed = place(kernels, x);
      expect(kernels.scaleTo_f64(target, 9, placed.at), `2^${size}`).toBe(exponent);
      placed.intact();
      expectSame(placed.values(), mine, `2^${size}`);
    }
    expect(kernels.scaleTo_f64(target, 2, place(kernels, [0, 0]).at)).toBe(0);
  });
});

describe("determinantSign", () => {
  it("of products of reflections, rotations and permutations", () => {
    for (let n = 1; n <= 12; n++) {
      for (let seed = 0; seed < 8; seed++) {
        const random = new Random(10 * n + seed);
        // A permutation with signs, then rotations: its sign is known.
        const order = random.permutation(n);
        const signs = range(n).map(() => random.sign());
        const q = range(n).map((j) => Float64Array.from({ length: n }, (_, i) => (order[j] === i ? signs[j]! : 0)));
        const inversions = range(n).flatMap((i) => range(i).filter((j) => order[j]! > order[i]!)).length;
        const expected = (inversions % 2 === 0 ? 1 : -1) * signs.reduce((product, sign) => product * sign, 1);
        for (let turn = 0; turn < (seed < 3 ? 0 : 2 * n) && n > 1; turn++) {
          const [i, j] = [random.integer(0, n - 1), random.integer(0, n - 1)];
          if (i === j) continue;
          const angle = random.between(0, 6);
          const [a, b] = [q[i]!.slice(), q[j]!.slice()];
          q[i] = a.map((x, p) => Math.cos(angle) * x + Math.sin(angle) * b[p]!);
          q[j] = b.map((x, p) => Math.cos(angle) * x - Math.sin(angle) * a[p]!);
        }
        const [a, tau] = [placeColumns(kernels, q, n), place(kernels, numbers(n))];
        expect(kernels.determinantSign_f64(n, a.at, tau.at, aligned(workspace(kernels.householderQrBytes_f64(n, n)))), `${n}, ${seed}`).toBe(expected);
        a.intact();
        tau.intact();
      }
    }
  });
});

describe("inverseWeights", () => {
  it("2^p*s/(s^2 + root^2) with the largest between 1/2 and 1", () => {
    const random = new Random(2);
    for (let trial = 0; trial < 300; trial++) {
      const rank = random.integer(0, 7);
      const s = Float64Array.from({ length: rank }, () => 2 ** random.integer(-20, 20) * random.between(1, 2) * 2 ** random.pick([0, 700, -700]));
      const root = random.pick([0, 1, 2 ** -10, 2 ** 10, 2 ** 300]);
      const denominators = s.map((value) => value + root * (root / value));
      if (!denominators.every(Number.isFinite)) continue;
      const p = rank === 0 ? 0 : exponentOf(Math.min(...denominators));
      const [ps, w] = [place(kernels, s), place(kernels, numbers(rank))];
      expect(kernels.inverseWeights_f64(rank, ps.at, root, w.at)).toBe(p);
      for (const operand of [ps, w]) operand.intact();
      expectSame(w.values(), denominators.map((value) => 1 / ldexp(value, -p)), `trial ${trial}`);
      if (rank > 0) expect(Math.max(...w.values())).toBeLessThanOrEqual(1);
    }
  });
});

describe("order and signs of columns", () => {
  it("scatterRows puts row i where it came from", () => {
    for (const [m, n] of [[1, 1], [5, 3], [9, 4]] as const) {
      const order = new Random(m).permutation(m);
      const columns = range(n).map((j) => gauss(m, 10 + j));
      const [x, words, work] = [placeColumns(kernels, columns, m + 2, -5), placeWords(kernels, order), place(kernels, numbers(m))];
      kernels.scatterRows_f64(m, n, words.at, x.at, x.ld, work.at);
      for (const operand of [words, work]) operand.intact();
      x.columns().forEach((column, j) => order.forEach((to, i) => expect(column[to]).toBe(columns[j]![i])));
    }
  });

  it("chooseSigns and choosePairSigns: the first of the largest decides, the other side follows", () => {
    const random = new Random(6);
    for (let trial = 0; trial < 100; trial++) {
      const [m, n] = [random.integer(1, 6), random.integer(0, 5)];
      const columns = range(n).map(() => Float64Array.from({ length: m }, () => random.integer(-2, 2)));
      const lead = columns.map((x) => (x.find((value) => Math.abs(value) === amax(m, x))! < 0 ? -1 : 1));
      const values = range(n).map(() => random.sign());
      const x = placeColumns(kernels, columns, m + 3, 100);
      const sign = place(kernels, numbers(n));
      kernels.chooseSigns_f64(m, n, x.at, m + 3, sign.at);
      expectSame(sign.values(), lead, `trial ${trial}`);
      sign.intact();
      for (const wide of [0, 1]) {
        const [signU, signV] = [place(kernels, numbers(n)), place(kernels, values)];
        kernels.choosePairSigns_f64(n, m, x.at, m + 3, wide, signU.at, signV.at);
        const follow = lead.map((s, j) => s * values[j]!);
        expectSame(signU.values(), wide === 1 ? follow : lead, `trial ${trial}, U, wide ${wide}`);
        expectSame(signV.values(), wide === 1 ? lead : follow, `trial ${trial}, V, wide ${wide}`);
        for (const operand of [signU, signV]) operand.intact();
      }
    }
  });

  it.each([[1, 1], [3, 2], [7, 5], [8, 3], [9, 9], [17, 4], [40, 11]])("unpack: %i rows of %i columns by rows, reordered, with signs, zeros positive", (rows, columns) => {
    const random = new Random(rows);
    const all = columns + 3;
    const x = range(all).map(() => Float64Array.from({ length: rows }, () => (random.integer(0, 4) === 0 ? 0 : random.gaussian())));
    const index = random.permutation(all).slice(0, columns);
    const sign = range(all).map(() => random.sign());
    const [px, words, signs, out] = [placeColumns(kernels, x, rows + 1, 50), placeWords(kernels, index), place(kernels, sign), place(kernels, numbers(rows * columns))];
    kernels.unpack_f64(rows, columns, px.at, rows + 1, words.at, signs.at, out.at);
    for (const operand of [px, words, signs, out]) operand.intact();
    const got = out.values();
    expectSame(got, range(rows * columns).map((p) => sign[index[p % columns]!]! * x[index[p % columns]!]![Math.floor(p / columns)]!), "unpacked");
    expect(got.some((value) => Object.is(value, -0))).toBe(false);
  });

  it("mergeRuns: long runs in descending and ascending order", () => {
    for (const n of [33, 64, 100]) {
      for (const entry of [(i: number) => i, (i: number) => n - i, (i: number) => i % 10, (i: number) => Math.floor(i / 16)]) {
        const [d, index, sign, work] = [place(kernels, range(n).map(entry)), placeWords(kernels, new Array<number>(n).fill(0)), place(kernels, numbers(n)), place(kernels, numbers(2 * n))];
        kernels.sortDescending_f64(n, d.at, index.at, sign.at, work.at);
        expect(index.values()).toEqual(range(n).sort((i, j) => entry(j) - entry(i) || i - j));
        for (const operand of [d, index, sign, work]) operand.intact();
      }
    }
  });
});

describe("orthogonalityDefect", () => {
  it.each([[1, 1], [5, 3], [40, 30], [30, 7], [3, 257], [4, 300]])("of %i x %i: the largest column sum of |I - X'X|", (rows, columns) => {
    for (const gap of [0, 3]) {
      const ldx = columns + gap;
      const x = gauss(rows * ldx, columns).map((value, p) => (p % ldx < columns ? value / Math.sqrt(rows) : 1e9));
      const [px, work] = [place(kernels, x), workspace(kernels.orthogonalityBytes_f64(rows, columns))];
      const got = kernels.orthogonalityDefect_f64(rows, columns, px.at, ldx, aligned(work));
      for (const operand of [px, work]) operand.intact();
      let largest = 0;
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < columns; k++) {
          let product = j === k ? 1 : 0;
          for (let i = 0; i < rows; i++) product -= x[i * ldx + j]! * x[i * ldx + k]!;
          sum += Math.abs(product);
        }
        largest = Math.max(largest, sum);
      }
      expect(Math.abs(got / largest - 1)).toBeLessThan(1e-13);
    }
  });
});
