import { leadingColumns } from "./decomposition";
import { admitWork, factor, readTolerance, type RankOptions } from "./factored";
import { borrowMatrix, type Matrix, type MatrixLike } from "./matrix";
import { numericalRank } from "./rank";
import { factorBytes, identity } from "./svd";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

/**
 * An orthonormal basis of the null space: the vectors x with A x = 0.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `RankOptions`.
 * @returns n × (n − r), r the numerical rank, orthonormal columns with ‖A x‖ at most the tolerance times σ_1 (rounding, by default);
 *          no columns if A has full column rank. In each the entry of largest magnitude is positive.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite or the tolerance is out of range;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Right for wide matrices: the whole of V is formed. Cost that of `svd`, with vectors "full" if m < n.
 *
 * @example
 * nullSpace([[1, 1]]); // one column, (1, −1)/√2
 */
export function nullSpace(a: MatrixLike, options?: RankOptions): Matrix {
  const tolerance = readTolerance(options);
  const vectorsOf = (p: number, q: number) => (p < q ? "full" : "thin");
  const work = (p: number, q: number) =>
    p === 0 || q === 0 ? bytesOf(q * q) : factorBytes(p, q, vectorsOf(p, q)) + exports().trailingBytes(q, q) + bytesOf(q * q);
  const m = borrowMatrix(a, "matrix", admitWork("nullSpace", work));
  const { rows, columns } = m;
  if (rows === 0 || columns === 0) {
    requireRoom("nullSpace", bytesOf(columns * columns));
    return identity(columns, columns);
  }
  return withFrame("nullSpace", (frame) => {
    frame.require(work(rows, columns));
    const { S, v } = factor(frame, m, vectorsOf(rows, columns));
    const count = columns - numericalRank(S, rows, columns, tolerance);
    const out = frame.reserve(columns * count);
    frame.call(frame.wasm.trailingColumns(columns, columns, count, v, out));
    return frame.copyOutMatrix(out, columns, count);
  });
}

/**
 * An orthonormal basis of the column space (the range): the vectors A x.
 *
 * @param a        m × n, finite entries; not modified.
 * @param options  see `RankOptions`.
 * @returns m × r, r the numerical rank: the leading left singular vectors; no columns for a zero or an empty matrix.
 * @throws as `nullSpace` does.
 *
 * Q Qᵀ is the orthogonal projector onto the column space. Cost that of `svd`.
 *
 * @example
 * orthonormalBasis([[3, 6], [4, 8]]); // one column, (0.6, 0.8)
 */
export function orthonormalBasis(a: MatrixLike, options?: RankOptions): Matrix {
  const tolerance = readTolerance(options);
  const m = borrowMatrix(a, "matrix", admitWork("orthonormalBasis", (p, q) => factorBytes(p, q, "thin")));
  return withFrame("orthonormalBasis", (frame) => {
    const { S, u, uColumns } = factor(frame, m, "thin");
    return leadingColumns(frame.copyOutMatrix(u, m.rows, uColumns), numericalRank(S, m.rows, m.columns, tolerance));
  });
}
