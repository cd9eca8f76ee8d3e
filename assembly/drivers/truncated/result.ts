import { DONE, Krylov, Measured, Products } from "../../krylov/state";
import { at, bytesOf } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { advance, conclude } from "./lanczos";

/** A truncated decomposition or a sketch as its caller sees it: a block to multiply, the product, whether it is done, the triplets. */

export function truncatedAdvance(state: usize): Status { return advance(changetype<Krylov>(state)); }
export function truncatedConclude(state: usize): Status { return conclude(changetype<Krylov>(state)); }
/** From here on the products come from the caller, who has taken no power of two out. */
export function truncatedFromOutside(state: usize): void { changetype<Products>(state).outside = true; }
export function truncatedWidth(state: usize): i32 { return changetype<Products>(state).width; }
export function truncatedBlock(state: usize): usize { return changetype<Products>(state).x; }
export function truncatedProduct(state: usize): usize { return changetype<Products>(state).y; }
export function truncatedIsDone(state: usize): i32 { return changetype<Products>(state).phase == DONE ? 1 : 0; }
export function truncatedConverged(state: usize): i32 { return changetype<Measured>(state).converged ? 1 : 0; }
export function truncatedChange(state: usize): f64 { return changetype<Measured>(state).change; }
export function truncatedValues(state: usize): usize { return changetype<Measured>(state).values.at(0); }
export function truncatedResiduals(state: usize): usize { return changetype<Measured>(state).residuals.at(0); }

/** U and V of the result, contiguous, row-major: the gaps between their rows are closed in place. */
export function truncatedU(state: usize): usize {
  const result = changetype<Measured>(state);
  return pack(result, result.resultU, result.rows);
}

export function truncatedV(state: usize): usize {
  const result = changetype<Measured>(state);
  return pack(result, result.resultV, result.columns);
}

function pack(result: Measured, x: usize, rows: i32): usize {
  const wanted = result.wanted;
  for (let i = 0; i < rows; i++) memory.copy(at<real>(x, i * wanted), at<real>(x, i * result.ldr), bytesOf<real>(wanted));
  return x;
}
