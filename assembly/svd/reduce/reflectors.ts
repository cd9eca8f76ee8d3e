import { Layout, Vector } from "../../memory";

/**
 * Householder reflectors  H_i = I - tau_i*v_i*v_i',  Q = H_0 H_1 ... H_{count-1}.   [LAPACK geqrf, storage]
 *
 * a: rows x count, column-major, lda; column i holds v_i in rows i.. (v_i[0] is 1 or taken as 1).
 */
@unmanaged
export class Reflectors<T> extends Layout {
  rows: i32;
  count: i32;
  a: Vector<T>;
  lda: i32;
  tau: Vector<T>;
}
