import { multiplyDense, multiplySparse } from "../../krylov/products";
import { Krylov } from "../../krylov/state";
import { Status } from "../../status";
import { advance } from "./lanczos";

/** One step of the process on a dense matrix: both products and all that follows from them. */
export function truncatedTurnDense(state: usize, a: usize, lda: i32): Status {
  const process = changetype<Krylov>(state);
  for (let half = 0; half < 2; half++) {
    multiplyDense(process, a, lda);
    const status = advance(process);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}

/** The same on a sparse matrix by rows. */
export function truncatedTurnSparse(state: usize, rowStart: usize, column: usize, value: usize): Status {
  const process = changetype<Krylov>(state);
  for (let half = 0; half < 2; half++) {
    multiplySparse(process, rowStart, column, value);
    const status = advance(process);
    if (status != Status.Ok) return status;
  }
  return Status.Ok;
}
