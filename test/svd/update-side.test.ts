// The sides of an update of a decomposition against plain TypeScript: joined by columns, stacked on rows, orthogonalized again after drift.
import { describe, it } from "vitest";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { gemm, type Numbers, numbers } from "../support/plain/blas";
import { applyQ, householderQr } from "../support/plain/reduce";
import { expectSame } from "../support/plain/same";
import { Random } from "../support/random";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const aligned = (placed: Placed) => (placed.at + 63) & ~63;
const workspace = (bytes: number) => place(kernels, numbers((bytes + 64) >> 3).fill(NaN));
const leading = (rows: number) => (((rows + 7) >> 3) | 1) << 3;
const gauss = (count: number, seed: number) => {
  const random = new Random(seed);
  return Float64Array.from({ length: count }, () => random.gaussian());
};

describe("a side of an update", () => {
  const orthonormal = (m: number, r: number, seed: number) => {
    const [a, tau, q] = [gauss(m * r, seed), numbers(r), numbers(m * r)];
    householderQr(m, r, a, m, tau);
    for (let j = 0; j < r; j++) q[j * (m + 1)] = 1;
    applyQ(m, r, a, m, tau, r, m, q, m);
    return q;
  };
  /** X by rows, a column more than are used. */
  const byRows = (x: Numbers, m: number, r: number) => Float64Array.from({ length: m * (r + 1) }, (_, p) => (p % (r + 1) < r ? x[Math.floor(p / (r + 1)) + (p % (r + 1)) * m]! : 77));

  function open(m: number, r: number, c: number, x: Numbers) {
    const [lda, ldr] = [leading(m + c), leading(r + c)];
    const [px, q, triangle] = [place(kernels, byRows(x, m, r)), place(kernels, numbers(lda * (r + c)).fill(NaN)), place(kernels, numbers(ldr * (r + c)).fill(NaN))];
    const side = kernels.openSide_f64(m, r, c, px.at, r + 1, q.at, lda, triangle.at, ldr) >>> 0;
    const work = workspace(1 << 17);
    const triangleIs = (rows: number, expected: Numbers, where: string) => expectSame(Float64Array.from({ length: rows * (r + c) }, (_, p) => triangle.values()[(p % rows) + Math.floor(p / rows) * ldr]!), expected, where);
    const form = (rows: number, count: number, f: Numbers, ldf: number) => {
      const [grown, pf] = [place(kernels, numbers(lda * count + 8).fill(NaN)), place(kernels, f)];
      kernels.formSide_f64(side, grown.at, count, pf.at, ldf, aligned(work));
      for (const operand of [px, q, triangle, work, grown, pf]) operand.intact();
      return Float64Array.from({ length: rows * count }, (_, p) => grown.values()[(p % rows) + Math.floor(p / rows) * lda]!);
    };
    return { side, work: () => aligned(work), triangleIs, form };
  }
  const factor = (rows: number, columns: number) => ({ f: gauss(rows * (columns + 2), 8), ldf: columns + 2 });
  /** The first `count` columns of F, by columns. */
  const columnsOf = (f: Numbers, ldf: number, rows: number, count: number) => Float64Array.from({ length: rows * count }, (_, p) => f[(p % rows) * ldf + Math.floor(p / rows)]!);

  it.each([[12, 3, 2], [12, 3, 1], [9, 5, 3], [7, 4, 3], [6, 4, 4], [1, 1, 1], [40, 10, 5]])("joined: %i rows, %i columns and %i more", (m, r, c) => {
    for (const isByRows of [false, true]) {
      const [x, e] = [orthonormal(m, r, 1), gauss(m * c, 2)];
      const opened = open(m, r, c, x);
      const given = place(kernels, isByRows ? range(m * c).map((p) => e[Math.floor(p / c) + (p % c) * m]!) : e);
      kernels.joinSide_f64(opened.side, given.at, isByRows ? c : 1, isByRows ? 1 : m, opened.work());
      const p = r + c;
      const joined = Float64Array.from([...x, ...e]);
      const order = Math.min(m, p);
      const { f, ldf } = factor(order, 3);
      const expected = columnsOf(f, ldf, order, 3);
      if (m <= p) {
        opened.triangleIs(m, joined, "[X E] itself");
        expectSame(opened.form(m, 3, f, ldf), expected, "F itself");
        continue;
      }
      const tau = numbers(p);
      householderQr(m, p, joined, m, tau);
      opened.triangleIs(p, Float64Array.from({ length: p * p }, (_, k) => (k % p <= Math.floor(k / p) ? joined[(k % p) + Math.floor(k / p) * m]! : 0)), "R");
      const grown = numbers(m * 3);
      for (let j = 0; j < 3; j++) grown.set(expected.subarray(j * p, (j + 1) * p), j * m);
      applyQ(m, p, joined, m, tau, 3, m, grown, m);
      expectSame(opened.form(m, 3, f, ldf), grown, "Q*F");
      expectSame(opened.form(m, 0, f, ldf), [], "nothing");
    }
  });

  it.each([[12, 3, 2], [9, 5, 1], [40, 10, 5], [1, 1, 1]])("stacked: %i rows, %i columns and %i rows more, kept while it is orthonormal", (m, r, c) => {
    // Roundings per row are drift enough; a tenth of the limit is none.
    const limit = Math.min(1e-12, 4 * 2 ** -52 * m);
    for (const drift of [0, 0.2 * limit, 3 * limit, 1e-6, NaN]) {
      const x = orthonormal(m, r, 1);
      if (drift !== 0) x[0] = x[0]! + drift / (2 * Math.abs(x[0]!));
      const opened = open(m, r, c, x);
      kernels.stackSide_f64(opened.side, opened.work());
      const p = r + c;
      const { f, ldf } = factor(p, 2);
      const all = columnsOf(f, ldf, p, 2);
      const grown = numbers((m + c) * 2);
      const triangle = Float64Array.from({ length: p * p }, (_, k) => Number(k % p === Math.floor(k / p)));
      const isDrifted = !(drift < limit);
      const [q, tau] = [x.slice(), numbers(r)];
      if (isDrifted) {
        householderQr(m, r, q, m, tau);
        for (let j = 0; j < r; j++) for (let i = 0; i <= j; i++) triangle[i + j * p] = q[i + j * m]!;
        const top = numbers(m * 2);
        for (let j = 0; j < 2; j++) top.set(all.subarray(j * p, j * p + r), j * m);
        applyQ(m, r, q, m, tau, 2, m, top, m);
        for (let j = 0; j < 2; j++) grown.set(top.subarray(j * m, (j + 1) * m), j * (m + c));
      } else {
        gemm(m, 2, r, 1, x, 1, m, f, ldf, 1, grown, m + c);
      }
      for (let j = 0; j < 2; j++) grown.set(all.subarray(j * p + r, (j + 1) * p), j * (m + c) + m);
      opened.triangleIs(p, triangle, `drift ${drift}`);
      expectSame(opened.form(m + c, 2, f, ldf), grown, `drift ${drift}`);
    }
  });
});
