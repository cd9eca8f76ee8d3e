// The orthogonal reductions against plain TypeScript with the same order of sums: reflectors, blocks of them, products, every bit.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { Random } from "../support/random";
import { type Numbers, numbers } from "../support/plain/blas";
import * as plain from "../support/plain/reduce";
import { expectSame } from "../support/plain/same";

const kernels = freshKernels();
const leading = (rows: number) => (((rows + 7) >> 3) | 1) << 3;
const workspace = (bytes: number) => place(kernels, numbers((bytes + 64) >> 3).fill(NaN));
const aligned = (placed: Placed) => (placed.at + 63) & ~63;

/** m x n, column-major: general, or with columns and rows of zeros and of equal numbers, so that some reflectors are none. */
function matrix(m: number, n: number, kind: "general" | "zeros", seed = 1): Numbers {
  const random = new Random(100 * m + n + seed);
  return Float64Array.from({ length: m * n }, (_, p) => {
    const [i, j] = [p % m, Math.floor(p / m)];
    if (kind === "general") return random.gaussian();
    if (j % 7 === 3 || i % 11 === 5) return 0;
    return i < j ? random.integer(-1, 1) : j % 5 === 2 ? Number(i === j) : random.gaussian();
  });
}
const spread = (x: Numbers, rows: number, columns: number, ld: number) => Float64Array.from({ length: ld * columns }, (_, p) => (p % ld < rows ? x[(p % ld) + Math.floor(p / ld) * rows]! : 0));
const tight = (x: ArrayLike<number>, rows: number, columns: number, ld: number) => Float64Array.from({ length: rows * columns }, (_, p) => x[(p % rows) + Math.floor(p / rows) * ld]!);

const SHAPES = [[1, 1], [2, 1], [2, 2], [5, 3], [31, 31], [40, 33], [63, 63], [64, 64], [73, 72], [80, 73], [100, 96], [97, 97], [121, 121], [200, 70]] as const;

describe("bidiagonalize", () => {
  it.each([...SHAPES, [2700, 74]] as const)("%i x %i: panels, their products, and the last columns one by one", (m, n) => {
    for (const kind of m * n > 1e5 ? ["general"] as const : ["general", "zeros"] as const) {
      const a = matrix(m, n, kind);
      const mine = plain.openBidiagonal(m, n, a, m);
      plain.bidiagonalize(mine);
      const [ldm, ldn] = [leading(m), leading(n)];
      for (const wanted of [true, false]) {
        const x = place(kernels, spread(a, m, n, ldm));
        const [d, e, tauQ, tauP] = [place(kernels, numbers(n)), place(kernels, numbers(n)), place(kernels, numbers(n)), place(kernels, numbers(n))];
        const v = place(kernels, numbers(wanted ? ldn * n : n));
        const work = workspace(kernels.bidiagonalizeBytes_f64(m, ldm, n, ldn));
        kernels.bidiagonalize_f64(m, n, x.at, ldm, d.at, e.at, tauQ.at, tauP.at, v.at, wanted ? ldn : 0, ldn, aligned(work));
        for (const operand of [x, d, e, tauQ, tauP, v, work]) operand.intact();
        expectSame(d.values(), mine.d, `${kind}, d`);
        expectSame(e.values(), mine.e, `${kind}, e`);
        expectSame(tauQ.values(), mine.tauQ, `${kind}, tau of Q`);
        expectSame(tauP.values(), mine.tauP, `${kind}, tau of P`);
        if (!wanted) continue;
        const [got, p] = [tight(x.values(), m, n, ldm), tight(v.values(), n, n, ldn)];
        for (let j = 0; j < n; j++) {
          expectSame(got.subarray(j + j * m, (j + 1) * m), mine.a.subarray(j + j * m, (j + 1) * m), `${kind}, reflector ${j} of Q`);
          expectSame(p.subarray(j + 1 + j * n, (j + 1) * n), mine.v.subarray(j + 1 + j * n, (j + 1) * n), `${kind}, reflector ${j} of P`);
        }
      }
    }
  });
});

describe("householderQr, formVectors, applyQ", () => {
  it.each([...SHAPES, [1023, 3], [1024, 3], [1024, 4], [1030, 40], [4096, 9], [4097, 9], [4200, 40]] as const)("%i x %i", (m, n) => {
    const a = matrix(m, n, m % 3 === 0 ? "zeros" : "general");
    const ld = leading(m);
    const [mine, tauMine] = [a.slice(), numbers(n)];
    plain.householderQr(m, n, mine, m, tauMine);
    const [x, tau] = [place(kernels, spread(a, m, n, ld)), place(kernels, numbers(n))];
    const work = workspace(kernels.householderQrBytes_f64(m, n));
    kernels.householderQr_f64(m, n, x.at, ld, tau.at, aligned(work));
    for (const operand of [x, tau, work]) operand.intact();
    expectSame(tight(x.values(), m, n, ld), mine, "factors");
    expectSame(tau.values(), tauMine, "tau");

    for (const columns of new Set([n, Math.min(m, n + 5)])) {
      const q = Float64Array.from({ length: m * columns }, (_, p) => mine[p] ?? 7);
      const placed = place(kernels, spread(q, m, columns, ld));
      const qWork = workspace(kernels.reflectorsBytes_f64(m, columns, n));
      kernels.formVectors_f64(m, columns, n, placed.at, ld, tau.at, aligned(qWork));
      plain.formVectors(m, columns, n, q, m, tauMine);
      for (const operand of [placed, qWork, tau]) operand.intact();
      expectSame(tight(placed.values(), m, columns, ld), q, `Q, ${columns} columns`);
    }

    for (const columns of [1, 6]) {
      for (const filled of new Set([n, m])) {
        const c = matrix(m, columns, "general", 5).map((value, p) => (p % m < filled ? value : 0));
        const placed = place(kernels, spread(c, m, columns, ld));
        const cWork = workspace(kernels.reflectorsBytes_f64(m, columns, n));
        kernels.applyQ_f64(m, columns, n, x.at, ld, tau.at, placed.at, ld, aligned(cWork));
        plain.applyQ(m, n, mine, m, tauMine, columns, m, c, m);
        for (const operand of [placed, cWork, x, tau]) operand.intact();
        expectSame(tight(placed.values(), m, columns, ld), c, `Q*C, ${columns} columns, ${filled} rows filled`);
      }
    }
    expectSame(tight(x.values(), m, n, ld), mine, "the reflectors are kept");
  });
});

describe("the reflectors of P", () => {
  it.each([2, 3, 15, 16, 17, 31, 32, 33, 34, 50, 64, 65, 66, 97])("order %i: to the rows of A and back, applied and formed", (n) => {
    const m = n + 3;
    const b = plain.openBidiagonal(m, n, matrix(m, n, n % 2 === 0 ? "general" : "zeros"), m);
    plain.bidiagonalize(b);
    const [lda, ldv] = [leading(m), leading(n)];
    const [a, v] = [place(kernels, numbers(lda * n).fill(3)), place(kernels, spread(b.v, n, n, ldv))];
    kernels.storeRightReflectors_f64(n, v.at, ldv, a.at, lda);
    const stored = a.values();
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < lda; i++) if (stored[i + j * lda] !== (i < j ? b.v[j + i * n]! : 3)) expect.fail(`row ${i}, column ${j}: ${stored[i + j * lda]}`);
    }
    const back = place(kernels, numbers(ldv * n).fill(4));
    kernels.restoreRightReflectors_f64(n, a.at, lda, back.at, ldv);
    expectSame(back.values(), Float64Array.from({ length: ldv * n }, (_, p) => (p % ldv > Math.floor(p / ldv) && p % ldv < n ? b.v[(p % ldv) + Math.floor(p / ldv) * n]! : 4)), "restored");
    for (const operand of [a, v, back]) operand.intact();

    const rows = Float64Array.from({ length: m * n }, (_, p) => (p % m < Math.floor(p / m) ? b.v[Math.floor(p / m) + (p % m) * n]! : 3));
    const tauP = place(kernels, b.tauP);
    const c = matrix(n, n, "general", 9);
    const placed = place(kernels, spread(c, n, n, ldv));
    const work = workspace(kernels.applyPBytes_f64(n, ldv));
    kernels.applyP_f64(n, a.at, lda, tauP.at, placed.at, ldv, ldv, aligned(work));
    plain.applyP(n, rows, m, b.tauP, c, n);
    for (const operand of [placed, work, tauP, a]) operand.intact();
    expectSame(tight(placed.values(), n, n, ldv), c, "P*C");

    const p = b.v.slice();
    const formWork = workspace(kernels.reflectorsBytes_f64(n - 1, n - 1, n - 1));
    kernels.formP_f64(n, v.at, ldv, tauP.at, aligned(formWork));
    plain.formP(n, p, n, b.tauP);
    for (const operand of [v, formWork]) operand.intact();
    expectSame(tight(v.values(), n, n, ldv), p, "P");
  });
});
