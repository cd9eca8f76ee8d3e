// The orthogonal reductions by themselves, unblocked, at the edges of the blocks and beyond: A = Q R and A = Q B P'.
import { describe, expect, it } from "vitest";
import { type Dense, dense } from "../support/dense";
import { gaussian, identity, zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { LIMIT, orthogonalityRatio, reductionRatio, residualLimit, residualRatio } from "../support/ratios";

const kernels = freshKernels();
const SHAPES = [
  [1, 1], [2, 1], [2, 2], [5, 3], [9, 9], [31, 31], [32, 32], [33, 33], [40, 33], [63, 63], [64, 64], [65, 65], [80, 64], [96, 80],
  [97, 97], [112, 112], [113, 113], [130, 129], [200, 70],
] as const;

/** Column-major, with a leading dimension of an odd number of lines of eight. */
const leading = (rows: number) => (((rows + 7) >> 3) | 1) << 3;
const columnMajor = (a: Dense, ld: number, columns = a.columns) =>
  Array.from({ length: ld * columns }, (_, p) => {
    const [i, j] = [p % ld, Math.floor(p / ld)];
    return i < a.rows && j < a.columns ? a.data[i * a.columns + j]! : 0;
  });
const read = (placed: Placed, ld: number, rows: number, columns: number) => {
  const values = placed.values();
  return dense(rows, columns, (i, j) => values[i + j * ld]!);
};

function workspace(bytes: number): number {
  return kernels.reserve(bytes >>> 0) >>> 0;
}

/** Q = H_0 H_1 ... for the reflectors (1, v) below the diagonal of x, begun `down` rows below it; by the definition. */
function product(x: Dense, tau: readonly number[], count: number, down: number): Dense {
  const q = identity(x.rows);
  for (let l = count - 1; l >= 0; l--) {
    const v = Array.from({ length: x.rows }, (_, i) => (i < l + down ? 0 : i === l + down ? 1 : x.data[i * x.columns + l]!));
    for (let j = 0; j < x.rows; j++) {
      let sum = 0;
      for (let i = l + down; i < x.rows; i++) sum += v[i]! * q.data[i * x.rows + j]!;
      for (let i = l + down; i < x.rows; i++) q.data[i * x.rows + j]! -= tau[l]! * v[i]! * sum;
    }
  }
  return q;
}

const firstColumns = (a: Dense, n: number) => dense(a.rows, n, (i, j) => a.data[i * a.columns + j]!);

describe.each(SHAPES)("%i x %i", (m, n) => {
  const a = gaussian(m, n, m + 7 * n);
  const [ldm, ldn] = [leading(m), leading(n)];

  it("bidiagonalize: A = Q B P', the same with and without right vectors", () => {
    const run = (wanted: boolean) => {
      const x = place(kernels, columnMajor(a, ldm));
      const vectors = () => place(kernels, new Array(n).fill(0));
      const [d, e, tauQ, tauP] = [vectors(), vectors(), vectors(), vectors()];
      const v = place(kernels, new Array(wanted ? ldn * n : n).fill(0));
      const work = workspace(kernels.bidiagonalizeBytes_f64(m, ldm, n, ldn));
      const after = place(kernels, [1, 2, 3]);
      kernels.bidiagonalize_f64(m, n, x.at, ldm, d.at, e.at, tauQ.at, tauP.at, v.at, wanted ? ldn : 0, ldn, work);
      for (const operand of [x, d, e, tauQ, tauP, v, after]) operand.intact();
      return { x, v, d: d.values(), e: e.values().slice(0, n - 1), tauQ: tauQ.values(), tauP: tauP.values() };
    };
    const { x, v, d, e, tauQ, tauP } = run(true);
    const q = product(read(x, ldm, m, n), tauQ, n, 0);
    const p = product(read(v, ldn, n, n), tauP, n - 1, 1);
    expect(orthogonalityRatio(q)).toBeLessThan(LIMIT);
    expect(orthogonalityRatio(p)).toBeLessThan(LIMIT);
    expect(reductionRatio(a, firstColumns(q, n), d, e, p)).toBeLessThan(residualLimit(n));
    const values = run(false);
    expect([values.d, values.e]).toEqual([d, e]);
  });

  it("householderQr, formVectors, applyQ: A = Q R with the same Q throughout", () => {
    const x = place(kernels, columnMajor(a, ldm));
    const tau = place(kernels, new Array(n).fill(0));
    kernels.householderQr_f64(m, n, x.at, ldm, tau.at, workspace(kernels.householderQrBytes_f64(m, n)));
    const factored = read(x, ldm, m, n);
    const taus = tau.values();
    const full = product(factored, taus, n, 0);
    expect(orthogonalityRatio(full)).toBeLessThan(LIMIT);
    const upper = dense(n, n, (i, j) => (i <= j ? factored.data[i * n + j]! : 0));
    const ones = new Array(n).fill(1);
    const right = dense(n, n, (i, j) => upper.data[j * n + i]!);
    expect(residualRatio(a, firstColumns(full, n), ones, right)).toBeLessThan(residualLimit(n));

    for (const columns of [n, m]) {
      const q = place(kernels, [...columnMajor(factored, ldm), ...new Array(ldm * (columns - n)).fill(9)]);
      const after = kernels.mark();
      const work = workspace(kernels.reflectorsBytes_f64(m, columns, n));
      const guard = place(kernels, [1, 2, 3]);
      kernels.formVectors_f64(m, columns, n, q.at, ldm, tau.at, work);
      guard.intact();
      const formed = read(q, ldm, m, columns);
      expect(orthogonalityRatio(formed)).toBeLessThan(LIMIT);
      expect(Math.max(...formed.data.map((value, k) => Math.abs(value - full.data[Math.floor(k / columns) * m + (k % columns)]!)))).toBeLessThan(1e-13);
      kernels.release(after);
    }

    const c = gaussian(m, 5, 3);
    const operand = place(kernels, columnMajor(c, ldm));
    kernels.applyQ_f64(m, 5, n, x.at, ldm, tau.at, operand.at, ldm, workspace(kernels.reflectorsBytes_f64(m, 5, n)));
    const expected = multiply(full, c);
    expect(Math.max(...read(operand, ldm, m, 5).data.map((value, k) => Math.abs(value - expected.data[k]!)))).toBeLessThan(1e-12);
    expect(read(x, ldm, m, n)).toEqual(factored);
    x.intact();
    operand.intact();
  });
});

it("a zero matrix reduces to zeros without a reflection", () => {
  const x = place(kernels, columnMajor(zeros(70, 66), leading(70)));
  const tau = place(kernels, new Array(66).fill(9));
  kernels.householderQr_f64(70, 66, x.at, leading(70), tau.at, workspace(kernels.householderQrBytes_f64(70, 66)));
  expect([...x.values(), ...tau.values()].every((value) => value === 0)).toBe(true);
});
