/** The naive twins: the definition in a few lines, for comparison. */
import { type Dense, dense } from "./dense";

/** C := alpha*A*B + C on column-major arrays, in three loops; element (i, j) of A is a[i*rsa + j*csa]. */
export function gemm(
  m: number, n: number, k: number, alpha: number,
  a: ArrayLike<number>, rsa: number, csa: number,
  b: ArrayLike<number>, rsb: number, csb: number,
  c: Float64Array, ldc: number,
): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[i * rsa + p * csa]! * b[p * rsb + j * csb]!;
      c[i + j * ldc]! += alpha * sum;
    }
  }
}

/** A*B of row-major matrices. */
export function multiply(a: Dense, b: Dense): Dense {
  return dense(a.rows, b.columns, (i, j) => {
    let sum = 0;
    for (let p = 0; p < a.columns; p++) sum += a.data[i * a.columns + p]! * b.data[p * b.columns + j]!;
    return sum;
  });
}

/**
 * Singular values by one-sided Jacobi: rotate pairs of columns until all are orthogonal; their lengths are the values.
 * Rows >= columns. Small relative errors also for graded columns.   [Hestenes 1958]
 */
export function jacobiSingularValues(a: Dense): number[] {
  const { rows, columns } = a;
  const x = Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (_, i) => a.data[i * columns + j]!));
  const dot = (p: number, q: number) => x[p]!.reduce((sum, value, i) => sum + value * x[q]![i]!, 0);
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let p = 0; p < columns - 1; p++) {
      for (let q = p + 1; q < columns; q++) {
        const [pp, qq, pq] = [dot(p, p), dot(q, q), dot(p, q)];
        if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq)) continue;
        rotated = true;
        const zeta = (qq - pp) / (2 * pq);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        for (let i = 0; i < rows; i++) {
          const [xp, xq] = [x[p]![i]!, x[q]![i]!];
          x[p]![i] = c * (xp - t * xq);
          x[q]![i] = c * (xq + t * xp);
        }
      }
    }
  }
  return x.map((_, j) => Math.sqrt(dot(j, j))).sort((s, t) => t - s);
}
