/** Tall matrices: kernels and steps, for their tests. */
import { reserve } from "../arena";
import { amaxColumns } from "../kernels/amax-columns";
import { syrkTransposed, syrkTransposedWorkspace } from "../kernels/syrk-transposed";
import { packTriangle, triangleBytes, trsm, trsmWorkspace } from "../kernels/trsm";
import { at, bytesOf, Layout, measured, placed } from "../memory";
import { choleskyQr, layOutCholeskyQr } from "../svd/tall/cholesky-qr";
import { foldRows, foldRowsBytes, rowsToFold } from "../svd/tall/fold-rows";

export function amaxColumns_f64(m: i32, n: i32, x: usize, largest: usize): void { amaxColumns<f64>(m, n, x, largest); }
export function amaxColumns_f32(m: i32, n: i32, x: usize, largest: usize): void { amaxColumns<f32>(m, n, x, largest); }
export function syrkTransposedWorkspace_f64(n: i32): usize { return syrkTransposedWorkspace<f64>(n); }
export function syrkTransposedWorkspace_f32(n: i32): usize { return syrkTransposedWorkspace<f32>(n); }
export function syrkTransposed_f64(m: i32, n: i32, a: usize, rs: i32, cs: i32, c: usize, ldc: i32, work: usize): void {
  syrkTransposed<f64>(m, n, a, rs, cs, c, ldc, work);
}
export function syrkTransposed_f32(m: i32, n: i32, a: usize, rs: i32, cs: i32, c: usize, ldc: i32, work: usize): void {
  syrkTransposed<f32>(m, n, a, rs, cs, c, ldc, work);
}
export function triangleBytes_f64(n: i32): usize { return triangleBytes<f64>(n); }
export function triangleBytes_f32(n: i32): usize { return triangleBytes<f32>(n); }
export function packTriangle_f64(n: i32, r: usize, rs: i32, cs: i32, packed: usize): void { packTriangle<f64>(n, r, rs, cs, packed); }
export function packTriangle_f32(n: i32, r: usize, rs: i32, cs: i32, packed: usize): void { packTriangle<f32>(n, r, rs, cs, packed); }
export function trsmWorkspace_f64(n: i32): usize { return trsmWorkspace<f64>(n); }
export function trsmWorkspace_f32(n: i32): usize { return trsmWorkspace<f32>(n); }
export function trsm_f64(m: i32, n: i32, r: usize, b: usize, rsb: i32, csb: i32, x: usize, rsx: i32, csx: i32, work: usize): void {
  trsm<f64>(m, n, r, b, rsb, csb, x, rsx, csx, work);
}
export function trsm_f32(m: i32, n: i32, r: usize, b: usize, rsb: i32, csb: i32, x: usize, rsx: i32, csx: i32, work: usize): void {
  trsm<f32>(m, n, r, b, rsb, csb, x, rsx, csx, work);
}

/** R and T by rows, n x n each; below the diagonal zeros. x: m x n by rows. 1 where it was possible. */
export function choleskyQr_f64(m: i32, n: i32, a: usize, rs: i32, cs: i32, x: usize, r: usize, t: usize): i32 {
  const measure = measured<Layout>();
  layOutCholeskyQr(measure, m, n);
  const c = layOutCholeskyQr(placed<Layout>(reserve(<usize>measure.end)), m, n);
  c.a = a;
  c.rs = rs;
  c.cs = cs;
  c.x = x;
  if (!choleskyQr(c, false)) return 0;
  for (let i = 0; i < n; i++) {
    memory.copy(at<f64>(r, i * n), c.r.at(i * c.ld), bytesOf<f64>(n));
    memory.copy(at<f64>(t, i * n), c.t.at(i * c.ld), bytesOf<f64>(n));
  }
  return 1;
}

export function rowsToFold_f64(n: i32): i32 { return rowsToFold(n); }
export function foldRowsBytes_f64(count: i32, n: i32): usize { return foldRowsBytes(count, n); }
export function foldRows_f64(count: i32, n: i32, r: usize, ldr: i32, b: usize, ldb: i32, triangular: i32, work: usize): void {
  foldRows(count, n, r, ldr, b, ldb, triangular != 0, work);
}
