/** Records of the numbers that tests hand over, for the other files of test entries; never shipped. */
import { reserve } from "../arena";
import { vector } from "../memory";
import { Bidiagonal } from "../svd/reduce/bidiagonal";

export function bidiagonal(m: i32, n: i32, a: usize, lda: i32, d: usize, e: usize, tauQ: usize, tauP: usize, v: usize, ldv: i32): Bidiagonal<f64> {
  const b = changetype<Bidiagonal<f64>>(reserve(offsetof<Bidiagonal<f64>>()));
  b.rows = m;
  b.count = n;
  b.a = vector<f64>(a);
  b.lda = lda;
  b.d = vector<f64>(d);
  b.e = vector<f64>(e);
  b.tau = vector<f64>(tauQ);
  b.tauP = vector<f64>(tauP);
  b.v = vector<f64>(v);
  b.ldv = ldv;
  return b;
}
