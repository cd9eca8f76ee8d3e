import { transposed } from "./input";
import { mapped } from "./lists";
import type { Matrix } from "./matrix";
import { withFrame } from "./wasm/frame";

/** The norm of each column. */
export function columnNorms(a: Matrix): Float64Array {
  const { rows, columns, data } = transposed(a);
  return withFrame("columnNorms", (frame) => {
    const at = frame.copyIn(data);
    const norms = frame.zeros(rows);
    for (let j = 0; j < rows; j++) norms[j] = frame.wasm.frobeniusNorm(columns, frame.at(at, j * columns));
    return norms;
  });
}

/** A diag(d). */
export function timesDiagonal({ rows, columns, data }: Matrix, d: Float64Array): Matrix {
  return withFrame("timesDiagonal", (frame) => {
    const [at, by] = [frame.copyIn(data), frame.copyIn(d)];
    frame.wasm.scaleColumns(rows, columns, by, at);
    return frame.copyOutMatrix(at, rows, columns);
  });
}

/** diag(d) A. */
export function diagonalTimes(d: Float64Array, a: Matrix): Matrix {
  return transposed(timesDiagonal(transposed(a), d));
}

/** 1/d, and 1 where d is 0. */
export function inverses(d: Float64Array): Float64Array {
  return mapped(d, "a scale", (x) => (x === 0 ? 1 : 1 / x));
}
