import { mapped } from "./lists";
import type { Matrix } from "./matrix";
import type { LinearOperator } from "./operator";
import { unitsOf } from "./pca-prepare";
import { timesPowerOfTwo } from "./power-of-two";
import { copyInCentre, copyInSparse, type SparseInFrame, type SparseMatrix } from "./sparse";
import type { TruncatedSvd } from "./truncated-result";
import { truncatedSvd, type TruncatedSvdOptions } from "./truncated-svd";
import { bytesOf, keepingPrecision } from "./wasm/working";
import { type Frame, withFrame } from "./wasm/frame";

/** The leading triplets of 2^-exponent diag(√w) (A − 1 meanᵀ) diag(1/scale), with the mean in the unit of A and the Frobenius norm of the whole. */
export interface CentredTriplets {
  readonly triplets: TruncatedSvd;
  readonly mean: Float64Array;
  readonly exponent: number;
  readonly norm: number;
  readonly scale?: Float64Array;
  readonly constantColumns?: readonly number[];
}

/** Principal axes of a sparse table with at least one row and column, never centred in memory: its rows weighted, its columns in units of their deviations where asked. */
export function decomposeSparse(a: SparseMatrix, rank: number, options: TruncatedSvdOptions, weights: Float64Array | undefined, scales: boolean): CentredTriplets {
  const { rows, columns } = a;
  const entries = a.value.length;
  return withFrame("pca", (frame) => {
    const { wasm } = frame;
    const at = copyInSparse(frame, a, "matrix");
    const exponent = wasm.scaleToSafeRange(entries, at.value);
    frame.require(wasm.sparsePcaBytes(rows, columns, 1) + bytesOf(rows + 3 * columns));
    const centre = copyInCentre(frame, rows, columns, { weights });
    const deviations = frame.reserve(columns);
    frame.call(wasm.sparseMoments(rows, columns, at.rowStart, at.column, at.value, centre, deviations));
    const unit = timesPowerOfTwo(1, exponent);
    const mean = mapped(frame.copyOut(centre, columns), "pca", (x) => x * unit);
    const operator = () => centredOperator(frame, rows, columns, at, centre);
    if (!scales) return { triplets: truncatedSvd(operator(), rank, options), mean, exponent, norm: wasm.frobeniusNorm(columns, deviations) };
    const { factors, ...units } = unitsOf(frame.copyOut(deviations, columns), mean, rows, exponent);
    wasm.scaleSparseColumns(columns, entries, at.column, at.value, frame.copyIn(factors), centre);
    return { triplets: truncatedSvd(operator(), rank, options), mean, exponent: 0, ...units };
  });
}

/** A − √w meanᵀ by its products; all of it stays in the memory of the outer frame. */
function centredOperator(outer: Frame, rows: number, columns: number, at: SparseInFrame, centre: number): LinearOperator {
  const { wasm } = outer;
  const product = (f: typeof wasm.centredProduct, { data, columns: b }: Matrix, count: number): Matrix =>
    withFrame("pca", (frame) => {
      frame.require(wasm.sparsePcaBytes(rows, columns, b) + bytesOf((rows + columns) * b));
      const [x, y] = [frame.copyIn(data), frame.reserve(count * b)];
      frame.call(f(rows, columns, b, at.rowStart, at.column, at.value, centre, x, y));
      return frame.copyOutMatrix(y, count, b);
    });
  return {
    rows,
    columns,
    multiply: keepingPrecision((x) => product(wasm.centredProduct, x, rows)),
    multiplyTransposed: keepingPrecision((y) => product(wasm.centredProductTransposed, y, columns)),
  };
}
