import { Vector } from "../../memory";
import { Reflectors } from "./reflectors";

/** An m x n matrix A on its way to upper bidiagonal form, B = Q'*A*P, m >= n. Q is the record's reflectors, in A's own columns. */
@unmanaged
export class Bidiagonal<T> extends Reflectors<T> {
  /** n diagonal and n-1 superdiagonal entries of B. */
  d: Vector<f64>;
  e: Vector<f64>;
  /** n scalars, the reflectors of P. */
  tauP: Vector<T>;
  /**
   * Column i holds the reflector v_i of P in rows i+1.. (v[i+1, i] = 1); ldv elements from column to column, 0 when the right
   * vectors are not wanted: then one column of n elements serves for all.
   */
  v: Vector<T>;
  ldv: i32;
}
