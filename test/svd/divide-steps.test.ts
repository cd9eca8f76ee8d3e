// Divide and conquer against the same published rules in plain TypeScript: roots and the steps to them, deflation, order, vectors, every bit.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { place, placeWords } from "../support/placed";
import { Random } from "../support/random";
import { type Numbers, numbers } from "../support/plain/blas";
import { bidiagonals, type Known } from "../support/plain/bidiagonals";
import * as plain from "../support/plain/divide";
import { expectSame, placeColumns } from "../support/plain/same";
import * as secular from "../support/plain/secular";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

interface Poles { name: string; d: Numbers; z: Numbers }

/** Poles and weights of all kinds: wide gaps and gaps of an ulp, weights of all sizes and of nearly none. */
function poles(): Poles[] {
  const random = new Random(11);
  const found: Poles[] = [];
  for (let trial = 0; trial < 160; trial++) {
    const n = random.integer(1, 20);
    const kind = trial % 8;
    let at = 0;
    const d = Float64Array.from({ length: n }, (_, i) => {
      if (i > 0) at += kind === 1 ? 2 ** -48 * random.integer(1, 3) : kind === 2 ? 2 ** random.integer(-30, 0) : kind === 3 ? random.pick([1, 2 ** -40]) : random.between(0.2, 1);
      return at;
    });
    const z = Float64Array.from({ length: n }, () => random.sign() * (kind === 4 ? 2 ** random.integer(-45, 0) : kind === 5 ? 2 ** 20 * random.between(0.1, 1) : kind === 6 ? 2 ** -40 * random.between(0.1, 1) : random.between(0.1, 1)));
    found.push({ name: `trial ${trial}, ${n} poles`, d, z });
  }
  return found;
}

describe("the secular equation", () => {
  it("the same roots after the same steps, never by bisection; the exact weights and the vectors", () => {
    let [most, total, count] = [0, 0, 0];
    for (const { name, d, z } of poles()) {
      const n = d.length;
      const [pd, pz, tau, zhat, x] = [place(kernels, d), place(kernels, z), place(kernels, numbers(n)), place(kernels, numbers(n)), place(kernels, numbers(n))];
      const scratch = kernels.reserve(64) >>> 0;
      const zz = z.reduce((sum, value) => sum + value * value, 0);
      const roots = range(n).map((k) => secular.secularRoot(n, k, d, z, zz));
      const origin = range(n).map((k) => kernels.secularRoot_f64(n, k, pd.at, pz.at, zz, tau.at + 8 * k, scratch));
      expect(origin, name).toEqual(roots.map((root) => root.origin));
      expectSame(tau.values(), roots.map((root) => root.tau), name);
      for (const root of roots) {
        most = Math.max(most, root.steps);
        total += root.steps;
        count++;
        expect(root.bisected, name).toBe(false);
      }
      const taus = Float64Array.from(tau.values());
      const weights = secular.exactWeights(n, d, z, origin, taus);
      const words = placeWords(kernels, origin);
      kernels.exactWeights_f64(n, pd.at, pz.at, words.at, tau.at, zhat.at);
      expectSame(zhat.values(), weights, `${name}, exact weights`);
      for (const k of [0, n >> 1, n - 1]) {
        const [start, shift] = [d[origin[k]!]!, taus[k]!];
        const right = secular.secularVector(n, d, weights, start, shift);
        expect(kernels.rightVector_f64(n, pd.at, zhat.at, start, shift, x.at)).toBe(right.length);
        expectSame(x.values(), right.x, `${name}, right vector ${k}`);
        const left = secular.secularVector(n, d, weights, start, shift, k);
        expect(kernels.leftVector_f64(n, pd.at, zhat.at, start, shift, k, x.at)).toBe(left.length);
        expectSame(x.values(), left.x, `${name}, left vector ${k}`);
      }
      for (const operand of [pd, pz, tau, zhat, x, words]) operand.intact();
    }
    expect(most).toBeLessThanOrEqual(12);
    expect(total / count).toBeLessThan(5);
  });

  it("what no interpolation can settle is bisected, and ends", () => {
    const [d, z] = [Float64Array.of(0, 1, 2), Float64Array.of(NaN, 1, 1)];
    const [pd, pz, tau] = [place(kernels, d), place(kernels, z), place(kernels, numbers(3))];
    for (const k of [0, 1, 2]) {
      const root = secular.secularRoot(3, k, d, z, NaN);
      expect(kernels.secularRoot_f64(3, k, pd.at, pz.at, NaN, tau.at + 8 * k, kernels.reserve(64) >>> 0)).toBe(root.origin);
      expectSame([tau.values()[k]!], [root.tau], `root ${k}`);
    }
  });
});

/** A decomposition as the module makes it. */
function divideAndConquer({ d, e }: Known, withU: boolean) {
  const n = d.length;
  const ld = (((n + 7) >> 3) | 1) << 3;
  const [pd, pe] = [place(kernels, d), place(kernels, Float64Array.from([...e, 0]))];
  const square = () => place(kernels, numbers(ld * n + 8).fill(NaN));
  const [u, v, w] = [square(), square(), square()];
  const work = kernels.reserve(kernels.divideAndConquerBytes_f64(n)) >>> 0;
  const after = place(kernels, [1, 2, 3]);
  const status = kernels.divideAndConquer_f64(n, pd.at, pe.at, withU ? u.at : 0, v.at, ld, w.at, work);
  for (const operand of [pd, pe, u, v, w, after]) operand.intact();
  const tight = (x: number[]) => Float64Array.from({ length: n * n }, (_, p) => x[(p % n) + Math.floor(p / n) * ld]!);
  return { status, d: pd.values(), u: tight(u.values()), v: tight(v.values()) };
}

describe("divideAndConquer", () => {
  it.each([true, false])("values in their order and vectors to the bit (left vectors: %s)", (withU) => {
    const kinds = new Set<string>();
    for (const known of bidiagonals(withU ? [1, 2, 24, 25, 49, 50, 60, 101] : [26, 51], 1)) {
      const problem = plain.openProblem(known.d.length, known.d, known.e, withU);
      const expected = plain.divideAndConquer(problem);
      const got = divideAndConquer(known, withU);
      expect(got.status === 0, known.name).toBe(expected === 0);
      if (expected !== 0) continue;
      expectSame(got.d, problem.d, `${known.name}, d`);
      expectSame(got.v, problem.v, `${known.name}, V`);
      if (withU) expectSame(got.u, problem.u!, `${known.name}, U`);
      for (const { n, k, rotated } of problem.events) kinds.add(`${k === 1 ? "all" : k === n ? "none" : "some"} deflated`).add(rotated > 0 ? "rotated" : "apart");
    }
    if (withU) expect([...kinds].sort()).toEqual(["all deflated", "apart", "none deflated", "rotated", "some deflated"]);
  });

  it("more vectors than are formed at a time, and more than one depth of products", () => {
    const random = new Random(5);
    const n = 290;
    const known = { name: "long", d: Float64Array.from({ length: n }, () => random.gaussian()), e: Float64Array.from({ length: n - 1 }, () => random.gaussian()) };
    const problem = plain.openProblem(n, known.d, known.e, true);
    expect(plain.divideAndConquer(problem)).toBe(0);
    const got = divideAndConquer(known, true);
    expectSame(got.d, problem.d, "d");
    expectSame(got.v, problem.v, "V");
    expectSame(got.u, problem.u!, "U");
  });
});

describe("a merge", () => {
  const merges = range(120).map((trial) => {
    const random = new Random(trial);
    const [nl, nr, extra] = [random.integer(1, 6), random.integer(1, 6), random.integer(0, 1)];
    const n = nl + nr + 1;
    const entry = () => random.pick([random.gaussian(), random.gaussian(), 0, 2 ** -50 * random.gaussian(), 2 ** -47]);
    const d = Float64Array.from({ length: n }, (_, j) => (j === nl ? 0 : random.pick([random.between(0, 1), random.integer(0, 2) / 2, 0.5 + 2 ** -47, 0])));
    const order = range(n).filter((j) => j !== nl).sort((a, b) => d[a]! - d[b]! || a - b);
    return { trial, random, nl, nr, extra, n, d, order, z: Float64Array.from({ length: n }, entry) };
  });

  it("its first row, the last column of the lower half rotated into the middle one", () => {
    for (const { trial, random, nl, nr, extra, n } of merges) {
      const f = trial % 3;
      const size = n + extra;
      const v = range(size).map((_, j) => Float64Array.from({ length: size }, () => (trial % 10 === 0 && (j === nl || j === n) ? 0 : random.gaussian())));
      const mine = v.map((column) => column.slice());
      const [alpha, beta] = [random.gaussian(), random.gaussian()];
      const z = plain.mergedRow(nl, nr, extra, alpha, beta, mine);
      // The node begins at row and column f of a larger V.
      const pv = placeColumns(kernels, range(f + size).map((j) => [...numbers(f), ...(j < f ? numbers(size) : v[j - f]!)]), f + size + 3);
      const pz = place(kernels, numbers(n));
      kernels.mergedRow_f64(f, nl, nr, extra, alpha, beta, pv.at, pv.ld, pz.at);
      pz.intact();
      expectSame(pz.values(), z, `trial ${trial}`);
      pv.columns().slice(f).forEach((column, j) => expectSame(column.subarray(f), mine[j]!, `trial ${trial}, column ${j}`));
    }
  });

  it("what is deflated, what is rotated, and the groups of what stays", () => {
    const met = new Set<string>();
    for (const { trial, random, nl, nr, extra, n, d, order, z } of merges) {
      const norm = random.pick([1, 2, 2 ** -4]);
      const f = trial % 3;
      const matrix = (rows: number) => range(n).map(() => Float64Array.from({ length: rows }, () => random.gaussian()));
      const [u, v] = [matrix(n), matrix(n + extra)];
      const inside = (x: Numbers[]) => range(f + n).map((j) => [...numbers(f), ...(j < f ? numbers(x[0]!.length) : x[j - f]!)]);
      const [pu, pv] = [placeColumns(kernels, inside(u), f + n + 2), placeColumns(kernels, inside(v), f + n + 5)];
      const [pd, pz] = [place(kernels, [...numbers(f), ...d]), place(kernels, z)];
      const [sorted, weights] = [place(kernels, numbers(n)), place(kernels, numbers(n))];
      const [merged, kinds, columns, group, counts] = [placeWords(kernels, order), placeWords(kernels, new Array<number>(n).fill(-1)), placeWords(kernels, new Array<number>(n).fill(-1)), placeWords(kernels, new Array<number>(n).fill(-1)), placeWords(kernels, [0, 0, 0])];
      const hasU = trial % 4 !== 0;
      const k = kernels.deflateMerge_f64(f, nl, nr, extra, norm, hasU ? pu.at : 0, pu.ld, pv.at, pv.ld, pd.at, pz.at, merged.at, kinds.at, sorted.at, weights.at, columns.at, group.at, counts.at);
      const mine = { d: d.slice(), z: z.slice(), u: u.map((x) => x.slice()), v: v.map((x) => x.slice()) };
      const expected = plain.deflateMerge(nl, nr, norm, mine.d, mine.z, order, hasU ? mine.u : [], mine.v);
      const where = `trial ${trial}`;
      expect(k, where).toBe(expected.poles.length);
      expectSame(sorted.values().slice(0, k), expected.poles, where);
      expectSame(weights.values().slice(0, k), expected.weights, where);
      expectSame(pz.values(), mine.z, where);
      expect(columns.values(), where).toEqual([...expected.columns, ...expected.gone.reverse()]);
      expect(kinds.values(), where).toEqual(expected.kinds.map((kind) => ["upper", "dense", "lower", "deflated"].indexOf(kind)));
      const groups = [0, 1, 2].map((kind) => range(k).filter((i) => kinds.values()[expected.columns[i]!] === kind));
      expect(group.values().slice(0, k), where).toEqual(groups.flat());
      expect(counts.values(), where).toEqual(groups.map((members) => members.length));
      pu.columns().slice(f).forEach((column, j) => expectSame(column.subarray(f), mine.u[j]!, where));
      pv.columns().slice(f).forEach((column, j) => expectSame(column.subarray(f), mine.v[j]!, where));
      for (const operand of [pd, pz, sorted, weights, merged, kinds, columns, group, counts]) operand.intact();
      met.add(expected.rotated > 0 ? "rotated" : "not").add(k < n - expected.rotated ? "small weight" : "all");
    }
    expect(met.size).toBe(4);
  });
});
