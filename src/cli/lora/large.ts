import { type LinearOperator, type Matrix, type Svd, pcaTransform, truncatedSvd } from "../../index";
import { transposed } from "../files/matrix/transposed";

/** A matrix in single precision, of which a part at a time is made double: for those that are too large for all of it. */
export interface SingleMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** Entries of a part. */
const PART = 2 ** 22;
/** Residuals of the triplets, relative to the largest value: below the rounding of the entries. Among values of noise, which hardly differ, the steps end first: one triplet is as good as another there. */
const [TOLERANCE, MOST_STEPS] = [1e-8, 12];

/**
 * The leading triplets of a large matrix by products with it.
 *
 * @param wanted  a rank, or the relative error that is allowed, above 0.
 */
export function leadingOfLarge(a: SingleMatrix, wanted: number | { readonly relativeError: number }): Svd {
  return typeof wanted === "number" ? truncatedSvd(operatorOf(a), wanted, { tolerance: TOLERANCE, maxIterations: MOST_STEPS }) : truncatedSvd(operatorOf(a), wanted);
}

/** A x and Aᵀ y, summed over parts of rows. */
export function operatorOf({ rows, columns, data }: SingleMatrix, entries = PART): LinearOperator {
  const step = Math.max(1, Math.floor(entries / Math.max(1, columns)));
  const starts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  return {
    rows, columns,
    multiply(x) {
      const product = new Float64Array(rows * x.columns);
      for (const from of starts) {
        const part = Float64Array.from(data.subarray(from * columns, (from + step) * columns));
        product.set(times({ rows: part.length / columns, columns, data: part }, x).data, from * x.columns);
      }
      return { rows, columns: x.columns, data: product };
    },
    multiplyTransposed(y) {
      const product = new Float64Array(columns * y.columns);
      for (const from of starts) {
        const count = Math.min(step, rows - from);
        const part = transposed({ rows: count, columns, data: data.subarray(from * columns, (from + count) * columns) });
        const { data: sum } = times(part, { rows: count, columns: y.columns, data: y.data.subarray(from * y.columns, (from + count) * y.columns) });
        for (let p = 0; p < product.length; p++) product[p]! += sum[p]!;
      }
      return { rows: columns, columns: y.columns, data: product };
    },
  };
}

/** A x: the coordinates of rows about the mean 0. */
function times(a: Matrix, x: Matrix): Matrix {
  return pcaTransform({ mean: new Float64Array(a.columns), components: x }, a);
}
