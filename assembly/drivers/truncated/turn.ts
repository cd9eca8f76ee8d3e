import { multiplyDense, multiplySparse } from "../../krylov/products";
import { Status } from "../../status";
import { advance } from "./lanczos";

/** One step of the process on a dense matrix: both products and all that follows from them. */
export function truncatedTurnDense(state: usize, a: usize, lda: i32): Status {
  for (let half = 0; half < 2; half++) {
    multiplyDense(state, a, lda);
    const status = advance(state);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** The same on a sparse matrix by rows. */
export function truncatedTurnSparse(state: usize, rowStart: usize, column: usize, value: usize): Status {
  for (let half = 0; half < 2; half++) {
    multiplySparse(state, rowStart, column, value);
    const status = advance(state);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}
