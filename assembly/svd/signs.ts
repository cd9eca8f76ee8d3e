import { elements, Vector } from "../memory";
import { real } from "../real";
import { signOfLargest } from "./order";

/** sign[j] := what makes the entry of largest magnitude in column j positive.   x: m x columns, column-major, ldx. */
export function chooseSigns(m: i32, columns: i32, x: usize, ldx: i32, sign: Vector<real>): void {
  for (let j = 0; j < columns; j++) sign[j] = signOfLargest(m, elements<real>(x, j * ldx));
}

/**
 * The signs of n pairs of columns: the rule decides for the caller's U (V here, if the input was wide), and the other follows.
 *
 * x: the deciding columns, `rows` long, ldx. On entry signV holds the signs of the singular values; signU, signV: overwritten.
 */
export function choosePairSigns(n: i32, rows: i32, x: usize, ldx: i32, wide: bool, signU: Vector<real>, signV: Vector<real>): void {
  for (let j = 0; j < n; j++) {
    const lead = signOfLargest(rows, elements<real>(x, j * ldx));
    const follow = lead * signV[j];
    signU[j] = wide ? follow : lead;
    signV[j] = wide ? lead : follow;
  }
}
