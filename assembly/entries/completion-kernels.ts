/** The kernels and steps of matrix completion, for the kernel tests only; never shipped. */
import { drawPrior, priorWorkspace } from "../completion/normal-wishart";
import { gammaDraw } from "../completion/random";
import { selectTop } from "../completion/select-top";
import { crossTile } from "../kernels/cross-tile";
import { cosineSine, exponential, logarithm } from "../kernels/elementary";
import { gaussian } from "../kernels/gaussian";
import { normalCumulative } from "../kernels/normal";
import { philox } from "../kernels/philox";
import { potrf } from "../kernels/potrf";
import { syrk } from "../kernels/syrk";
import { trsv, trsvTransposed } from "../kernels/trsv";

export { cosineSine, drawPrior, exponential, gammaDraw, gaussian, logarithm, normalCumulative, philox, priorWorkspace, selectTop };

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
