/** The kernels and steps of matrix completion, for the kernel tests only; never shipped. */
import { orthonormalize } from "../completion/orthonormalize";
import { gammaDraw as gamma } from "../completion/random";
import { selectTop as select } from "../completion/select-top";
import { crossTile } from "../kernels/cross-tile";
import { cosineSine, exponential, logarithm } from "../kernels/elementary";
import { gaussian as normals } from "../kernels/gaussian";
import { normalCumulative } from "../kernels/normal";
import { philox } from "../kernels/philox";
import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsv, trsvTransposed } from "../kernels/trsv";
import { vector } from "../memory";

export { cosineSine, exponential, logarithm, normalCumulative, philox };
export function gaussian(n: i32, k0: u32, k1: u32, s0: u32, s1: u32, s2: u32, out: usize, scratch: usize): void {
  normals<f64>(n, k0, k1, s0, s1, s2, out, scratch);
}

export function gammaDraw(shape: f64, k0: u32, k1: u32, s0: u32, s1: u32, s2: u32, scratch: usize): f64 {
  return gamma(shape, k0, k1, s0, s1, s2, vector<f64>(scratch));
}
export function selectTop(n: i32, scores: usize, count: i32, index: usize, top: usize): i32 {
  return select(n, vector<f64>(scores), count, vector<i32>(index), vector<f64>(top));
}

export function crossTile_f64(count: i32, alpha: f64, a: usize, b: usize, step: usize, c: usize, stride: usize): void {
  crossTile<f64>(count, alpha, a, b, step, c, stride);
}
export function crossTile_f32(count: i32, alpha: f32, a: usize, b: usize, step: usize, c: usize, stride: usize): void {
  crossTile<f32>(count, alpha, a, b, step, c, stride);
}
export function syrk_f64(n: i32, count: i32, alpha: f64, x: usize, ldx: i32, c: usize, ldc: i32): void {
  syrk<f64>(n, count, alpha, x, ldx, c, ldc);
}
export function syrk_f32(n: i32, count: i32, alpha: f32, x: usize, ldx: i32, c: usize, ldc: i32): void {
  syrk<f32>(n, count, alpha, x, ldx, c, ldc);
}
export function potrf_f64(n: i32, rows: i32, least: f64, a: usize, lda: i32): i32 { return potrf<f64>(n, rows, least, a, lda); }
export function trsv_f64(n: i32, l: usize, ldl: i32, x: usize): void { trsv<f64>(n, l, ldl, x); }
export function trsvTransposed_f64(n: i32, l: usize, ldl: i32, x: usize): void { trsvTransposed<f64>(n, l, ldl, x); }
export function orthonormalFactors(lines: i32, factors: usize, k: i32, ld: i32, g: usize): void { orthonormalize(lines, factors, k, ld, vector<f64>(g)); }
