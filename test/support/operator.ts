import type { LinearOperator, Matrix } from "../../src/index";
import { type Dense, dense, transposed } from "./dense";

/** A dense matrix as an operator with products in plain loops, which counts them. */
export function asOperator(a: Dense): LinearOperator & { calls: number } {
  const times = (b: Dense, x: Matrix) =>
    dense(b.rows, x.columns, (i, j) => {
      let sum = 0;
      for (let p = 0; p < b.columns; p++) sum += b.data[i * b.columns + p]! * x.data[p * x.columns + j]!;
      return sum;
    });
  const t = transposed(a);
  const operator = {
    rows: a.rows, columns: a.columns, calls: 0,
    multiply: (x: Matrix) => (operator.calls++, times(a, x)),
    multiplyTransposed: (y: Matrix) => (operator.calls++, times(t, y)),
  };
  return operator;
}
