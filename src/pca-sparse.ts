import type { Matrix } from "./matrix";
import type { LinearOperator } from "./operator";
import { copyInSparse, type SparseInFrame, type SparseMatrix } from "./sparse";
import type { TruncatedSvd } from "./truncated-result";
import { truncatedSvd, type TruncatedSvdOptions } from "./truncated-svd";
import { bytesOf, keepingPrecision } from "./wasm/working";
import { type Frame, withFrame } from "./wasm/frame";

/** The leading triplets of 2^-exponent (A − 1 meanᵀ), with the mean in the unit of A and the Frobenius norm of the whole. */
export interface CentredTriplets {
  readonly triplets: TruncatedSvd;
  readonly mean: Float64Array;
  readonly exponent: number;
  readonly norm: number;
}

/** Principal axes of a sparse table with at least one row and column, never centred in memory. */
export function decomposeSparse(a: SparseMatrix, rank: number, options: TruncatedSvdOptions): CentredTriplets {
  const { rows, columns } = a;
  return withFrame("pca", (frame) => {
    const { wasm } = frame;
    const at = copyInSparse(frame, a, "matrix");
    const exponent = wasm.scaleToSafeRange(a.value.length, at.value);
    const [mean, norm] = [frame.reserve(columns), frame.reserveDoubles(1)];
    frame.call(wasm.sparseMoments(rows, columns, at.rowStart, at.column, at.value, mean, norm));
    const triplets = truncatedSvd(centredOperator(frame, rows, columns, at, mean), rank, options);
    if (exponent !== 0) wasm.scalePowerOfTwo(columns, exponent, mean);
    return { triplets, mean: frame.copyOut(mean, columns), exponent, norm: frame.double(norm, 0) };
  });
}

/** A − 1 meanᵀ by its products; A and the mean stay in the memory of the outer frame. */
function centredOperator(outer: Frame, rows: number, columns: number, at: SparseInFrame, mean: number): LinearOperator {
  const { wasm } = outer;
  const product = (f: typeof wasm.centredProduct, { data, columns: b }: Matrix, count: number): Matrix =>
    withFrame("pca", (frame) => {
      frame.require(wasm.sparsePcaBytes(rows, columns, b) + bytesOf((rows + columns) * b));
      const [x, y] = [frame.copyIn(data), frame.reserve(count * b)];
      frame.call(f(rows, columns, b, at.rowStart, at.column, at.value, mean, x, y));
      return frame.copyOutMatrix(y, count, b);
    });
  return {
    rows,
    columns,
    multiply: keepingPrecision((x) => product(wasm.centredProduct, x, rows)),
    multiplyTransposed: keepingPrecision((y) => product(wasm.centredProductTransposed, y, columns)),
  };
}
