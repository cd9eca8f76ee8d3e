import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { gemv } from "../../kernels/gemv";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { Status } from "../../status";
import { centreColumns } from "../../svd/centre-columns";
import { determinantSign } from "../../svd/determinant-sign";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { scaleToSafeRange } from "../../svd/scale";
import { DRIVER_AUTO, svd, svdBytes, THIN_VECTORS } from "../dense/svd";

/** What beside an orthogonal Q is asked for: bits of `wanted`. */
export const ROTATION: i32 = 1;
export const SCALE: i32 = 2;
export const TRANSLATION: i32 = 4;

/** Bytes that procrustes reserves beside its input and output. */
export function procrustesBytes(p: i32, n: i32): f64 {
  const largest = max(p, n);
  const work = <f64>gemmWorkspace<f64>(largest, largest, largest) + <f64>householderQrBytes(n, n);
  return work + svdBytes(n, n, THIN_VECTORS, DRIVER_AUTO) + <f64>n * (<f64>n * 3 + 4) * 8 + 64 * 8;
}

/**
 * The Q orthogonal, c >= 0 and t that minimize |c*A*Q + 1*t' - B|_F:  C = A'*B = U*S*V',  Q = U*D*V',  c = tr(S*D)/|A|_F^2,
 * with D = I, or diag(1, ..., 1, det(U*V')) for a rotation.   [Schönemann66], [Kabsch78], [Umeyama91]
 *
 * a, b: p x n, row-major; overwritten. q: n x n, row-major. t: n elements, 0 unless TRANSLATION is wanted. numbers: c (1
 * unless SCALE is wanted), and the minimum, measured on the difference.
 */
export function procrustes(p: i32, n: i32, a: usize, b: usize, wanted: i32, q: usize, t: usize, numbers: usize): Status {
  const base = mark();
  const room = reserve(<usize>procrustesBytes(p, n));
  if (room == 0) return Status.OutOfMemory;
  release(base);
  const status = align(p, n, a, b, wanted, q, t, numbers);
  release(base);
  return status;
}

function align(p: i32, n: i32, a: usize, b: usize, wanted: i32, q: usize, t: usize, numbers: usize): Status {
  const largest = max(p, n);
  const work = reserve(gemmWorkspace<f64>(largest, largest, largest));
  const meanA = reserve(<usize>n << 3);
  const shift = reserve(<usize>n << 3);
  const c = reserve(<usize>(n * n) << 3);
  memory.fill(meanA, 0, <usize>n << 3);
  memory.fill(t, 0, <usize>n << 3);
  const centred = (wanted & TRANSLATION) != 0;
  const ea = centred ? centreColumns(p, n, a, meanA, shift) : scaleToSafeRange(p * n, a);
  const eb = centred ? centreColumns(p, n, b, t, shift) : scaleToSafeRange(p * n, b);

  // In column-major terms the memory of c is C', that of a is A': C' = B'*A.
  memory.fill(c, 0, <usize>(n * n) << 3);
  gemm<f64>(n, n, p, 1, b, 1, n, a, n, 1, c, n, work);
  const trace = orthogonalFactor(n, c, (wanted & ROTATION) != 0, q, work);
  if (trace < 0) return Status.NoConvergence;

  let factor = 1.0; // of the scaled A*Q
  let exponent = eb;
  const square = sumOfSquares(p * n, a);
  if ((wanted & SCALE) != 0 && square > 0) {
    factor = trace / square;
    store<f64>(numbers, scaleByPowerOfTwo(factor, eb - ea));
  } else {
    exponent = max(ea, eb);
    scalePowerOfTwo<f64>(p * n, max(ea - exponent, -2000), a);
    scalePowerOfTwo<f64>(p * n, max(eb - exponent, -2000), b);
    store<f64>(numbers, 1);
  }
  if (centred) gemv<f64>(n, n, -load<f64>(numbers), q, n, meanA, t);
  gemm<f64>(n, p, n, -factor, q, 1, n, a, 1, n, b, n, work);
  store<f64>(numbers, scaleByPowerOfTwo(sqrt<f64>(sumOfSquares(p * n, b)), exponent), 8);
  return Status.Ok;
}

/** Q := U*D*V' for C = U*S*V'; returns tr(S*D), or -1 if C could not be decomposed.   c, q: n x n, row-major; c is overwritten. */
function orthogonalFactor(n: i32, c: usize, rotation: bool, q: usize, work: usize): f64 {
  if (n == 0) return 0;
  const result = reserve(16);
  if (svd(n, n, c, THIN_VECTORS, DRIVER_AUTO, result) != Status.Ok) return -1;
  const u = load<usize>(result);
  const s = load<usize>(result, 4);
  const v = load<usize>(result, 8);
  let trace = 0.0;
  for (let i = n - 1; i >= 0; i--) trace += load<f64>(s + (<usize>i << 3));
  product(n, u, v, q, work);
  if (!rotation) return trace;

  const tau = reserve(<usize>n << 3);
  const qrWork = reserve(householderQrBytes(n, n));
  const copy = reserve(<usize>(n * n) << 3); // not c: U is there
  memory.copy(copy, q, <usize>(n * n) << 3);
  if (determinantSign(n, copy, tau, qrWork) > 0) return trace;
  // The last column of U turns: it is the direction in which that costs least.
  for (let i = 0; i < n; i++) scal<f64>(1, -1, u + (<usize>(i * n + n - 1) << 3));
  product(n, u, v, q, work);
  return max<f64>(0, trace - 2 * load<f64>(s + (<usize>(n - 1) << 3)));
}

/** Q := U*V'.   All n x n, row-major. */
function product(n: i32, u: usize, v: usize, q: usize, work: usize): void {
  memory.fill(q, 0, <usize>(n * n) << 3);
  gemm<f64>(n, n, n, 1, v, n, 1, u, 1, n, q, n, work);
}
