/** The steps of high accuracy, for the tests of the steps only; never shipped. */
import { vector } from "../memory";
import { Columns, columnsBytes, normalizeColumns, openColumns, takeValues } from "../svd/jacobi/columns";
import { eliminate, eliminateBytes } from "../svd/jacobi/eliminate";
import { gradedProduct, gradedProductBytes, gradedTriangle, partFactors } from "../svd/jacobi/graded";
import { precondition, preconditionBytes } from "../svd/jacobi/precondition";
import { sweep } from "../svd/jacobi/sweep";

export function eliminateBytes_f64(m: i32, n: i32): usize { return eliminateBytes(m, n); }
export function eliminate_f64(m: i32, n: i32, a: usize, lda: i32, rows: usize, columns: usize, work: usize): i32 {
  return eliminate(m, n, vector<f64>(a), lda, vector<i32>(rows), vector<i32>(columns), work);
}
export function partFactors_f64(m: i32, n: i32, r: i32, a: usize, lda: i32, u: usize, ldu: i32, exponent: usize): void {
  partFactors(m, n, r, vector<f64>(a), lda, vector<f64>(u), ldu, vector<i32>(exponent));
}
export function gradedProductBytes_f64(n: i32): usize { return gradedProductBytes(n); }
export function gradedProduct_f64(n: i32, r: i32, upper: usize, u: usize, w: usize, ld: i32, exponent: usize, work: usize): void {
  gradedProduct(n, r, vector<f64>(upper), vector<f64>(u), vector<f64>(w), ld, vector<i32>(exponent), work);
}
export function gradedTriangle_f64(r: i32, upper: usize, x: usize, ld: i32, exponent: usize): void {
  gradedTriangle(r, vector<f64>(upper), vector<f64>(x), ld, vector<i32>(exponent));
}
export function columnsBytes_f64(n: i32): f64 { return columnsBytes(n); }
/** The address of a record of columns; v = 0: nothing is rotated along. */
export function openColumns_f64(work: usize, n: i32, x: usize, ld: i32, exponent: usize, v: usize): usize {
  const c = openColumns(work, n);
  c.x = vector<f64>(x);
  c.ld = ld;
  c.exponent = vector<i32>(exponent);
  c.v = vector<f64>(v);
  return changetype<usize>(c);
}
/** The address of the squared norms. */
export function normalizeColumns_f64(columns: usize): usize {
  normalizeColumns(changetype<Columns>(columns));
  return changetype<Columns>(columns).squares.at(0);
}
export function sweep_f64(number: i32, columns: usize): i32 { return sweep(number, changetype<Columns>(columns)); }
export function takeValues_f64(columns: usize, shift: i32, s: usize): void { takeValues(changetype<Columns>(columns), shift, vector<f64>(s)); }
export function preconditionBytes_f64(n: i32): f64 { return preconditionBytes(n); }
export function precondition_f64(columns: usize, work: usize): void { precondition(changetype<Columns>(columns), work); }
