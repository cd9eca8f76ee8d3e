import { expect } from "vitest";
import { type Dense, dense } from "./dense";

interface Factors {
  readonly U: Dense;
  readonly S: ArrayLike<number>;
  readonly V: Dense;
}

export function minus(a: Dense, b: Dense): Dense {
  return dense(a.rows, a.columns, (i, j) => a.data[i * a.columns + j]! - b.data[i * b.columns + j]!);
}

/** The Frobenius norm, plainly. */
export function norm(a: Dense): number {
  return Math.sqrt(a.data.reduce((sum, x) => sum + x * x, 0));
}

/** U_k diag(S_k) V_k' by its definition. */
export function product({ U, S, V }: Factors, k = S.length): Dense {
  return dense(U.rows, V.rows, (i, j) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += U.data[i * U.columns + l]! * S[l]! * V.data[j * V.columns + l]!;
    return sum;
  });
}

/** Same shape, and every entry within `tolerance`. */
export function expectClose(got: Dense, expected: Dense, tolerance: number): void {
  expect([got.rows, got.columns, got.data.length]).toEqual([expected.rows, expected.columns, expected.data.length]);
  const gap = minus(got, expected).data.reduce((most, x) => (Math.abs(x) <= most ? most : Math.abs(x)), 0);
  expect(gap).toBeLessThanOrEqual(tolerance);
}
