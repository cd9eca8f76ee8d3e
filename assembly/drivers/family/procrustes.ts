import { mark, release, reserve } from "../../arena";
import { Driver, Motion, Vectors } from "../../codes";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { gemv } from "../../kernels/gemv";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { at, bytesOf, Vector, vector } from "../../memory";
import { Status } from "../../status";
import { centreColumns } from "../../svd/centre-columns";
import { determinantSign } from "../../svd/determinant-sign";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { scaleToSafeRange } from "../../svd/scale";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";

/** Bytes that procrustes reserves beside its input and output. */
export function procrustesBytes(p: i32, n: i32): f64 {
  const largest = max(p, n);
  const work = <f64>gemmWorkspace<f64>(largest, largest, largest) + <f64>householderQrBytes(n, n);
  return work + svdBytes(n, n, Vectors.Thin, Driver.Auto) + <f64>n * (<f64>n * 3 + 4) * 8 + 64 * 8;
}

/**
 * The Q orthogonal, c >= 0 and t that minimize |c*A*Q + 1*t' - B|_F:  C = A'*B = U*S*V',  Q = U*D*V',  c = tr(S*D)/|A|_F^2,
 * with D = I, or diag(1, ..., 1, det(U*V')) for a rotation.   [Schönemann66], [Kabsch78], [Umeyama91]
 *
 * a, b: p x n, row-major; overwritten. q: n x n, row-major. t: n elements, 0 unless Motion.Translation is wanted. numbers: c (1
 * unless Motion.Scale is wanted), and the minimum, measured on the difference.
 */
export function procrustes(p: i32, n: i32, a: usize, b: usize, wanted: i32, q: usize, t: usize, numbers: usize): Status {
  const base = mark();
  const room = reserve(<usize>procrustesBytes(p, n));
  if (room == 0) return Status.OutOfMemory;
  release(base);
  const status = align(p, n, a, b, wanted, q, t, vector<f64>(numbers));
  release(base);
  return status;
}

function align(p: i32, n: i32, a: usize, b: usize, wanted: i32, q: usize, t: usize, numbers: Vector<f64>): Status {
  const largest = max(p, n);
  const work = reserve(gemmWorkspace<f64>(largest, largest, largest));
  const meanA = reserve(bytesOf<f64>(n));
  const shift = reserve(bytesOf<f64>(n));
  const c = reserve(bytesOf<f64>(n * n));
  memory.fill(meanA, 0, bytesOf<f64>(n));
  memory.fill(t, 0, bytesOf<f64>(n));
  const centred = (wanted & Motion.Translation) != 0;
  const ea = centred ? centreColumns(p, n, a, meanA, shift) : scaleToSafeRange(p * n, a);
  const eb = centred ? centreColumns(p, n, b, t, shift) : scaleToSafeRange(p * n, b);

  // In column-major terms the memory of c is C', that of a is A': C' = B'*A.
  memory.fill(c, 0, bytesOf<f64>(n * n));
  gemm<f64>(n, n, p, 1, b, 1, n, a, n, 1, c, n, work);
  const trace = orthogonalFactor(n, c, (wanted & Motion.Rotation) != 0, q, work);
  if (trace < 0) return Status.NoConvergence;

  let factor = 1.0; // of the scaled A*Q
  let exponent = eb;
  const square = sumOfSquares(p * n, a);
  if ((wanted & Motion.Scale) != 0 && square > 0) {
    factor = trace / square;
    numbers[0] = scaleByPowerOfTwo(factor, eb - ea);
  } else {
    exponent = max(ea, eb);
    scalePowerOfTwo<f64>(p * n, max(ea - exponent, -2000), a);
    scalePowerOfTwo<f64>(p * n, max(eb - exponent, -2000), b);
    numbers[0] = 1;
  }
  if (centred) gemv<f64>(n, n, -numbers[0], q, n, meanA, t);
  gemm<f64>(n, p, n, -factor, q, 1, n, a, 1, n, b, n, work);
  numbers[1] = scaleByPowerOfTwo(sqrt<f64>(sumOfSquares(p * n, b)), exponent);
  return Status.Ok;
}

/** Q := U*D*V' for C = U*S*V'; returns tr(S*D), or -1 if C could not be decomposed.   c, q: n x n, row-major; c is overwritten. */
function orthogonalFactor(n: i32, c: usize, rotation: bool, q: usize, work: usize): f64 {
  if (n == 0) return 0;
  const result = changetype<Triplets>(reserve(offsetof<Triplets>()));
  if (svd(n, n, c, Vectors.Thin, Driver.Auto, result) != Status.Ok) return -1;
  const u = result.u;
  const s = vector<f64>(result.s);
  const v = result.v;
  let trace = 0.0;
  for (let i = n - 1; i >= 0; i--) trace += s[i];
  product(n, u, v, q, work);
  if (!rotation) return trace;

  const tau = vector<f64>(reserve(bytesOf<f64>(n)));
  const qrWork = reserve(householderQrBytes(n, n));
  const copy = vector<f64>(reserve(bytesOf<f64>(n * n))); // not c: U is there
  memory.copy(copy.at(0), q, bytesOf<f64>(n * n));
  if (determinantSign(n, copy, tau, qrWork) > 0) return trace;
  // The last column of U turns: it is the direction in which that costs least.
  for (let i = 0; i < n; i++) scal<f64>(1, -1, at<f64>(u, i * n + n - 1));
  product(n, u, v, q, work);
  return max<f64>(0, trace - 2 * s[n - 1]);
}

/** Q := U*V'.   All n x n, row-major. */
function product(n: i32, u: usize, v: usize, q: usize, work: usize): void {
  memory.fill(q, 0, bytesOf<f64>(n * n));
  gemm<f64>(n, n, n, 1, v, n, 1, u, 1, n, q, n, work);
}
