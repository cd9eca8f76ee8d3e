import { describe, expect, it } from "vitest";
import { kernelModule } from "../support/builds";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = kernelModule();

/** Y + alpha*A*X on small integers: every sum is exact, in any order. */
function naive(m: number, k: number, columns: number, alpha: number, a: number[], rs: number, cs: number, x: number[], ldx: number, y: number[], ldy: number) {
  const out = [...y];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * rs + p * cs]! * x[p * ldx + j]!;
      out[i * ldy + j]! += alpha * sum;
    }
  }
  return out.map((value) => value + 0);
}

describe.each([
  ["f64", 8, kernels.panelProduct_f64],
  ["f32", 4, kernels.panelProduct_f32],
] as const)("panelProduct, %s", (_, width, panelProduct) => {
  const check = (m: number, k: number, columns: number, byRows: boolean, gap: number) => {
    const random = new Random(m + 31 * k + 997 * columns);
    const integers = (n: number) => Array.from({ length: n }, () => random.integer(-9, 9) + 0);
    const [rs, cs] = byRows ? [k + gap, 1] : [1, m + gap];
    const [ldx, ldy] = [columns + gap, columns + 2 * gap];
    const [a, x, y] = [integers(Math.max(m * rs, k * cs, 1)), integers(Math.max(1, k * ldx)), integers(Math.max(1, m * ldy))];
    const [pa, px, py] = [place(kernels, a, width, 1), place(kernels, x, width, 1), place(kernels, y, width, 1)];
    panelProduct(m, k, columns, -2, pa.at, rs, cs, px.at, ldx, py.at, ldy);
    expect(py.values().map((value) => value + 0)).toEqual(naive(m, k, columns, -2, a, rs, cs, x, ldx, y, ldy));
    expect(pa.values()).toEqual(a);
    expect(px.values()).toEqual(x);
    for (const operand of [pa, px, py]) operand.intact();
  };

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 19])("adds alpha*A*X for %i columns and touches nothing else", (columns) => {
    for (const m of [0, 1, 2, 3, 4, 5, 8, 11]) {
      for (const k of [0, 1, 2, 3, 6, 7]) for (const byRows of [true, false]) for (const gap of [0, 3]) check(m, k, columns, byRows, gap);
    }
  });
  it("joins its passes along a long inner dimension", () => {
    for (const k of [31, 32, 33, 65, 383, 384, 385, 800]) for (const byRows of [true, false]) check(5, k, 9, byRows, 1);
  });
});
