import type { Svd } from "../../src/svd";
import type { Dense } from "./dense";

/**
 * How much relative changes of the entries are magnified in the singular values: with the changes b_ij = |u_i|'|A||v_j| of U'AV that a change of
 * every entry by its own magnitude could make,
 *
 *   max over i, j of   b_ij / max(s_i, s_j),  sqrt(b_ij*b_ji / (s_i*s_j))
 *
 * No algorithm that rounds entries can promise more digits than this leaves.
 */
export function entrywiseCondition(a: Dense, { U, S, V }: Svd): number {
  const n = S.length;
  const abs = (x: Dense, i: number, k: number) => Math.abs(x.data[i * x.columns + k]!);
  // b_ij / max(s_i, s_j), with the division before the sums: the entries may be far below or above 1.
  const b = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const top = S[Math.min(i, j)]!;
      let sum = 0;
      for (let p = 0; p < a.rows; p++) for (let q = 0; q < a.columns; q++) sum += abs(U, p, i) * (abs(a, p, q) / top) * abs(V, q, j);
      return sum;
    }),
  );
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const cycle = Math.sqrt(b[i]![j]!) * Math.sqrt(b[j]![i]!) * Math.sqrt(S[i]! / S[j]!);
      largest = Math.max(largest, b[i]![j]!, b[j]![i]!, cycle);
    }
  }
  return largest;
}
