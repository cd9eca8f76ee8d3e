// The steps of truncated decompositions against plain TypeScript, bit for bit: what is drawn, projected, replaced, kept, and what errors are expected.
import { describe, expect, it } from "vitest";
import { Lanczos } from "../support/lanczos";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import * as plain from "../support/plain/blocks";
import { PlainLanczos } from "../support/plain/lanczos";
import { expectSame } from "../support/plain/same";
import { Random } from "../support/random";

const kernels = freshKernels();

/** Numbers from the module, as it draws them: they have tests of their own. */
const drawOf = (seed: bigint): plain.Draw => (count, stream, attempt) => {
  const base = kernels.mark();
  const [out, scratch] = [kernels.reserve(8 * count) >>> 0, kernels.reserve(64) >>> 0];
  kernels.randomNormals(count, seed, stream, attempt, out, scratch);
  const values = new Float64Array(kernels.memory.buffer, out, count).slice();
  kernels.release(base);
  return values;
};
const gauss = (rows: number, columns: number, seed: number) => {
  const random = new Random(seed);
  return plain.rowsOf(rows, columns, () => random.gaussian());
};
/** `n` orthonormal columns, by the twin itself. */
function orthonormal(rows: number, n: number, seed: number): plain.Rows {
  const x = gauss(rows, n, seed);
  plain.orthonormalize(plain.rowsOf(rows, 0), x, 0, drawOf(1n), 0);
  return x;
}
/** With `gap` numbers of nothing between the rows. */
const spread = (a: plain.Rows, ld: number) => plain.rowsOf(a.rows, ld, (i, j) => (j < a.columns ? a.data[i * a.columns + j]! : NaN)).data;

describe("project and projectKnown", () => {
  it("the same passes: one where most is kept, two where most is lost", () => {
    const passes = new Set<number>();
    for (const [rows, n, count] of [[5, 1, 1], [20, 0, 3], [33, 7, 4], [64, 33, 9], [70, 40, 2]] as const) {
      const q = orthonormal(rows, n, rows);
      for (const share of [0, 0.3, 0.999, 1, 1.001, 30, 1e8]) {
        // Columns with a part inside of the span: at 1 about half of their square.
        const x = gauss(rows, count, 3);
        const inside = gauss(n, count, 4);
        if (n > 0) plain.addProduct(share * Math.sqrt(rows / n), q, inside, x);
        for (const hasSums of [true, false]) {
          const [mine, sums] = [{ ...x, data: x.data.slice() }, gauss(n, count, 5)];
          const [px, pq, ps] = [place(kernels, x.data), place(kernels, spread(q, n + 3)), place(kernels, plain.transposed(sums).data)];
          const [h, norms] = [place(kernels, new Float64Array(n * count + 1)), place(kernels, new Float64Array(2 * count))];
          kernels.project(rows, n, count, pq.at, n + 3, px.at, hasSums ? ps.at : 0, 1, n, h.at, norms.at);
          passes.add(plain.project(q, mine, hasSums ? sums : undefined));
          for (const operand of [px, pq, ps, h, norms]) operand.intact();
          expectSame(px.values(), mine.data, `${rows}, ${n}, ${count}, share ${share}`);
          if (hasSums) expectSame(ps.values(), plain.transposed(sums).data, `coefficients, ${rows}, ${n}, ${count}`);
        }
        const [mine, k] = [{ ...x, data: x.data.slice() }, inside];
        const kept = { ...k, data: k.data.map((value) => value * share * Math.sqrt(rows / (n || 1))) };
        const [px, pq, pk] = [place(kernels, x.data), place(kernels, spread(q, n + 3)), place(kernels, spread(kept, count + 2))];
        const [h, norms] = [place(kernels, new Float64Array(n * count + 1)), place(kernels, new Float64Array(2 * count))];
        kernels.projectKnown(rows, n, count, pq.at, n + 3, px.at, pk.at, count + 2, h.at, norms.at);
        plain.projectKnown(q, mine, kept);
        for (const operand of [px, pq, pk, h, norms]) operand.intact();
        expectSame(px.values(), mine.data, `known, ${rows}, ${n}, ${count}, share ${share}`);
        expectSame(pk.values(), spread(kept, count + 2), `known coefficients, ${rows}, ${n}, ${count}, share ${share}`);
      }
    }
    expect([...passes].sort()).toEqual([0, 1, 2]);
  });
});

describe("orthonormalize", () => {
  it("the same columns, kept, settled or drawn; the same R", () => {
    const met = new Set<string>();
    for (const [rows, n, count] of [[4, 0, 4], [9, 5, 4], [40, 12, 8], [65, 61, 4]] as const) {
      const basis = orthonormal(rows, n, rows);
      for (const level of [1, 0.3, 0.11, 0.1, 0.09, 1e-3, 1e-9, 1e-14, 1e-15, 1e-16, 0]) {
        for (const norm of [0, 1, 2 ** -3]) {
          const [first, other] = [gauss(rows, 1, 6), gauss(rows, count, 7)];
          const x = plain.rowsOf(rows, count, (i, j) => first.data[i]! + (j === 0 ? 0 : level * other.data[i * count + j]!));
          plain.project(basis, x);
          const [px, pq] = [place(kernels, x.data, 8, 1), place(kernels, spread(basis, n + 1))];
          const [pr, work] = [place(kernels, new Float64Array(count * count)), place(kernels, new Float64Array(count * (rows + 8) + n + 8))];
          kernels.orthonormalize(rows, count, px.at, pq.at, n, n + 1, norm, pr.at, count, 1, 9n, 3, work.at);
          const { r, events } = plain.orthonormalize(basis, x, norm, drawOf(9n), 3);
          for (const operand of [px, pq, pr, work]) operand.intact();
          expectSame(px.values(), x.data, `${rows}, ${n}, level ${level}, norm ${norm}`);
          expectSame(pr.values(), r.data, `R, ${rows}, ${n}, level ${level}, norm ${norm}`);
          for (const event of events) met.add(event);
        }
      }
    }
    expect([...met].sort()).toEqual(["drawn", "pass"]);
  });

  it("a column is rounding up to 4 ulps of the norm, itself included", () => {
    for (const [share, isKept] of [[0.999, true], [1, false], [1.001, false]] as const) {
      const [px, pr, work] = [place(kernels, [0, 0, 3, 0]), place(kernels, [7]), place(kernels, new Float64Array(40))];
      kernels.orthonormalize(4, 1, px.at, px.at, 0, 1, (share * 3) / (4 * Number.EPSILON), pr.at, 1, 1, 1n, 0, work.at);
      expect(pr.values()[0], `${share}`).toBe(isKept ? 3 : 0);
    }
  });
});

interface Source { readonly a: plain.Rows; readonly lda: number }

/** The product that the module makes, and Z, in strips of rows that fit its cache. */
function productOf({ a, lda }: Source, x: plain.Rows): { y: plain.Rows; z: plain.Rows | undefined } {
  const [y, z] = [plain.rowsOf(a.rows, x.columns), plain.rowsOf(a.columns, x.columns)];
  plain.addProduct(1, a, x, y);
  const strip = Math.trunc(65536 / lda) & ~3;
  if (strip === 0) return { y, z: undefined };
  for (let i = 0; i < a.rows; i += strip) {
    const count = Math.min(strip, a.rows - i);
    const part = (b: plain.Rows): plain.Rows => ({ rows: count, columns: b.columns, data: b.data.subarray(i * b.columns, (i + count) * b.columns) });
    plain.addProduct(1, plain.transposed(part(a)), part(y), z, true);
  }
  return { y, z };
}

class Pair {
  readonly module: Lanczos;
  readonly twin: PlainLanczos;
  private readonly at: number;

  constructor(readonly source: Source, block: number, readonly wanted: number, tolerance: number, relative: boolean) {
    const { rows, columns } = source.a;
    this.module = new Lanczos(kernels, { rows, columns, wanted, block, tolerance, relative, seed: 7 });
    this.twin = new PlainLanczos(rows, columns, block, tolerance, relative ? Math.min(1, (16 * 2 ** -52) / tolerance) : 1, drawOf(7n));
    this.at = place(kernels, spread(source.a, source.lda)).at;
    this.compare("opened");
  }

  compare(where: string): void {
    const { module, twin } = this;
    expect([module.expanded, module.pending], where).toEqual([twin.expanded, twin.pending]);
    for (const name of ["U", "V", "B"] as const) expectSame(module[name].data, twin[name].data, `${where}, ${name}`);
    expectSame([module.norm], [twin.norm], `${where}, norm`);
    expectSame(new Float64Array(kernels.memory.buffer, kernels.stateErrors(module.state) >>> 0, twin.errors.length), twin.errors, `${where}, errors`);
  }

  /** Y of the module after a product, and of the twin. */
  private product(forward: boolean): plain.Rows {
    const { module, twin, source } = this;
    kernels.multiplyDense(module.state, this.at, source.lda);
    let y: plain.Rows;
    if (forward) {
      const made = productOf(source, twin.x);
      [y, twin.z] = [made.y, made.z];
      if (made.z !== undefined) expectSame(module.z!.data, made.z.data, "Z");
    } else {
      y = plain.rowsOf(source.a.columns, twin.x.columns);
      plain.addProduct(1, plain.transposed(source.a), twin.x, y, true);
    }
    return y;
  }

  turn(where: string): boolean {
    const { module, twin } = this;
    let y = this.product(true);
    expectSame(module.y(twin.rows).data, y.data, `${where}, A*N`);
    kernels.finishForward(module.state);
    twin.finishForward(y);
    expectSame(module.x(twin.rows).data, twin.x.data, `${where}, Q`);
    const short = twin.z === undefined ? undefined : twin.takeFromForward();
    y = this.product(false);
    if (short !== undefined) y = short;
    expectSame(module.y(twin.columns).data, y.data, `${where}, A'*Q`);
    kernels.finishBack(module.state);
    twin.finishBack(y);
    this.compare(where);
    kernels.beginForward(module.state, module.block);
    twin.beginForward(module.block);
    expectSame(module.x(twin.columns).data, twin.x.data, `${where}, next block`);
    return short !== undefined;
  }

  probe(steps: number): void {
    const { module, twin } = this;
    kernels.beginProbe(module.state);
    twin.beginProbe();
    for (let step = 0; step < steps; step++) {
      const { y, z } = productOf(this.source, twin.x);
      kernels.multiplyDense(module.state, this.at, this.source.lda);
      kernels.probeForward(module.state);
      twin.probeForward(y);
      expectSame(module.x(twin.rows).data, twin.x.data, `probe ${step}, A*Q`);
      expectSame(module.triangle.data, twin.triangle.data, `probe ${step}, R`);
      kernels.multiplyDense(module.state, this.at, this.source.lda);
      kernels.probeBack(module.state);
      twin.probeBack(z!);
      expectSame(module.x(twin.columns).data, twin.x.data, `probe ${step}, next block`);
      expectSame(module.probes(module.probed).data, plain.columnsOf(twin.probes, 0, module.probed).data, `probe ${step}, Q`);
    }
    expect([module.probed, module.probing]).toEqual([4 * steps, true]);
  }
}

const diagonal = (rows: number, columns: number, value: (i: number) => number) => plain.rowsOf(rows, columns, (i, j) => (i === j ? value(i) : 0));
const product = (x: plain.Rows, y: plain.Rows) => {
  const out = plain.rowsOf(x.rows, y.columns);
  plain.addProduct(1, x, y, out);
  return out;
};

describe("the process", () => {
  const cases: readonly [name: string, source: () => Source, block: number, tolerance: number, relative: boolean][] = [
    ["a general matrix", () => ({ a: gauss(75, 70, 1), lda: 70 }), 3, 1e-10, false],
    ["a wide one, its rows apart", () => ({ a: gauss(72, 80, 2), lda: 83 }), 1, 1e-4, false],
    ["in strips of rows", () => ({ a: gauss(140, 75, 3), lda: 1000 }), 2, 1e-10, false],
    ["of rank 5", () => ({ a: product(gauss(80, 5, 4), gauss(5, 76, 5)), lda: 76 }), 4, 1e-10, false],
    ["zero", () => ({ a: plain.rowsOf(80, 75), lda: 75 }), 2, 1e-10, false],
    ["falling steeply, loosely", () => ({ a: diagonal(90, 80, (i) => 0.3 ** i), lda: 80 }), 4, 1e-4, false],
    ["falling steeply, to relative accuracy", () => ({ a: diagonal(90, 80, (i) => 0.3 ** i), lda: 80 }), 4, 1e-4, true],
    ["equal values", () => ({ a: diagonal(90, 80, (i) => (i < 40 ? 1 : 0.5)), lda: 80 }), 4, 1e-6, false],
  ];

  it.each(cases)("%s: U, V, B, the errors and every block", (name, source, block, tolerance, relative) => {
    const pair = new Pair(source(), block, 3, tolerance, relative);
    let short = 0;
    for (let turn = 0; turn < 5; turn++) short += Number(pair.turn(`${name}, turn ${turn}`));
    if (name.includes("loosely")) expect(short).toBeGreaterThan(0);
    const n = pair.twin.expanded;
    // Any orthogonal matrices do for triplets.
    const [left, right] = [orthonormal(n, n, 8), orthonormal(n, n, 9)];
    const values = Array.from({ length: n }, (_, i) => 1 / (i + 1));
    pair.module.setTriplets(values, left, right);
    const kept = Math.max(1, n >> 1);
    kernels.restart(pair.module.state, kept);
    pair.twin.restart(kept, values, left, right);
    pair.compare(`${name}, restarted`);
    kernels.beginForward(pair.module.state, block);
    pair.twin.beginForward(block);
    pair.turn(`${name}, after the restart`);
  });

  it.each([[3, 0], [5, 2], [8, 5], [8, 16]])("a test of %i steps, of which %i columns are taken", (steps, missed) => {
    for (const a of [gauss(100, 90, 1), diagonal(100, 90, (i) => (i < 60 ? 1 : 0.5)), product(gauss(100, 6, 4), gauss(6, 90, 5))]) {
      const pair = new Pair({ a, lda: 90 }, 4, 4, 1e-10, false);
      for (let turn = 0; turn < 2; turn++) pair.turn(`turn ${turn}`);
      pair.probe(steps);
      const vectors = orthonormal(4 * steps, 4 * steps, 2);
      const before = pair.twin.errors;
      kernels.endProbe(pair.module.state, place(kernels, vectors.data).at, missed);
      pair.twin.endProbe(vectors, missed);
      expect(pair.twin.errors).toBe(before);
      pair.compare("after the test");
      kernels.beginForward(pair.module.state, 4);
      pair.twin.beginForward(4);
      pair.turn("on");
    }
  });
});
