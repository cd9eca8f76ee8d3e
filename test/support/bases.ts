/** Orthonormal columns and blocks that lie almost in their span: what Gram–Schmidt must stand. */
import { type Dense, dense, largestMagnitude } from "./dense";
import { multiply } from "./naive";
import { pickColumns, transposed } from "./dense";
import { gaussian, orthogonal } from "./matrices";
import { range } from "./implicit";

/** `count` orthonormal columns, and as many more as there is room for. */
export function orthonormalBases(rows: number, count: number, seed: number): { basis: Dense; rest: Dense } {
  const q = orthogonal(rows, seed);
  return { basis: pickColumns(q, range(count, (j) => j)), rest: pickColumns(q, range(rows - count, (j) => count + j)) };
}

/** A block that is `level` away from the span of the basis: basis*G + level*rest*H. */
export function nearSpan(basis: Dense, rest: Dense, count: number, level: number, seed: number): Dense {
  const inside = multiply(basis, gaussian(basis.columns, count, seed));
  const outside = multiply(rest, gaussian(rest.columns, count, seed + 1));
  return dense(basis.rows, count, (i, j) => inside.data[i * count + j]! + level * outside.data[i * count + j]!);
}

/** max |X'Y| over pairs of columns. */
export function largestProduct(x: Dense, y: Dense): number {
  return x.columns === 0 || y.columns === 0 ? 0 : largestMagnitude(multiply(transposed(x), y).data);
}

/** max |X'X - I|. */
export function defect(x: Dense): number {
  const gram = multiply(transposed(x), x);
  return largestMagnitude(dense(gram.rows, gram.columns, (i, j) => gram.data[i * gram.columns + j]! - (i === j ? 1 : 0)).data);
}

export function columnLength(x: Dense, j: number): number {
  return Math.hypot(...range(x.rows, (i) => x.data[i * x.columns + j]!));
}
