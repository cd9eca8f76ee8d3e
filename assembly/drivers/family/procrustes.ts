import { mark, release, room } from "../../arena";
import { Driver, Motion, Vectors } from "../../codes";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { gemv } from "../../kernels/gemv";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scal } from "../../kernels/scal";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { at, bytesOf, Layout, measured, placed, Vector, vector } from "../../memory";
import { Status } from "../../status";
import { centreColumns } from "../../svd/centre-columns";
import { determinantSign } from "../../svd/determinant-sign";
import { householderQrBytes } from "../../svd/reduce/householder-qr";
import { scaleToSafeRange } from "../../svd/scale";
import { svd } from "../dense/svd";
import { svdBytes, Triplets } from "../dense/work";

/** The workspace of one alignment, but for that of its decomposition. */
@unmanaged
class Alignment extends Layout {
  work: usize;
  meanA: usize;
  shift: usize;
  /** A'*B, and U, S and V of it. */
  c: usize;
  triplets: Triplets;
  tau: Vector<f64>;
  qrWork: usize;
  copy: Vector<f64>;
  /** tr(S*D). */
  trace: f64;
}

function layOut(w: Alignment, p: i32, n: i32): Alignment {
  const largest = max(p, n);
  const square = <f64>n * <f64>n;
  w.work = w.takeBytes(<f64>gemmWorkspace<f64>(largest, largest, largest));
  w.meanA = w.take<f64>(n).at(0);
  w.shift = w.take<f64>(n).at(0);
  w.c = w.take<f64>(square).at(0);
  w.triplets = w.takeRecord<Triplets>();
  w.tau = w.take<f64>(n);
  w.qrWork = w.takeBytes(<f64>householderQrBytes(n, n));
  w.copy = w.take<f64>(square);
  w.trace = 0;
  return w;
}

/** Bytes that procrustes reserves beside its input and output. */
export function procrustesBytes(p: i32, n: i32): f64 {
  return layOut(measured<Alignment>(), p, n).end + svdBytes(n, n, Vectors.Thin, Driver.Auto);
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
  const start = room(procrustesBytes(p, n));
  if (start == 0) return Status.OutOfMemory;
  const w = layOut(placed<Alignment>(start), p, n);
  release(<usize>w.end); // the rest is for the decomposition
  const status = align(p, n, a, b, wanted, q, t, vector<f64>(numbers), w);
  release(base);
  return status;
}

function align(p: i32, n: i32, a: usize, b: usize, wanted: i32, q: usize, t: usize, numbers: Vector<f64>, w: Alignment): Status {
  const work = w.work;
  const meanA = w.meanA;
  const shift = w.shift;
  const c = w.c;
  memory.fill(meanA, 0, bytesOf<f64>(n));
  memory.fill(t, 0, bytesOf<f64>(n));
  const centred = (wanted & Motion.Translation) != 0;
  const ea = centred ? centreColumns(p, n, a, meanA, shift) : scaleToSafeRange(p * n, a);
  const eb = centred ? centreColumns(p, n, b, t, shift) : scaleToSafeRange(p * n, b);

  // In column-major terms the memory of c is C', that of a is A': C' = B'*A.
  memory.fill(c, 0, bytesOf<f64>(n * n));
  gemm<f64>(n, n, p, 1, b, 1, n, a, n, 1, c, n, work);
  const status = orthogonalFactor(n, (wanted & Motion.Rotation) != 0, q, w);
  if (status != Status.Ok) return status;

  let factor = 1.0; // of the scaled A*Q
  let exponent = eb;
  const square = sumOfSquares<f64>(p * n, a);
  if ((wanted & Motion.Scale) != 0 && square > 0) {
    factor = w.trace / square;
    numbers[0] = scaleByPowerOfTwo(factor, eb - ea);
  } else {
    exponent = max(ea, eb);
    scalePowerOfTwo<f64>(p * n, max(ea - exponent, -2000), a);
    scalePowerOfTwo<f64>(p * n, max(eb - exponent, -2000), b);
    numbers[0] = 1;
  }
  if (centred) gemv<f64>(n, n, -numbers[0], q, n, meanA, t);
  gemm<f64>(n, p, n, -factor, q, 1, n, a, 1, n, b, n, work);
  numbers[1] = scaleByPowerOfTwo(sqrt<f64>(sumOfSquares<f64>(p * n, b)), exponent);
  return Status.Ok;
}

/** Q := U*D*V' for C = U*S*V', which is overwritten; w.trace := tr(S*D).   q: n x n, row-major. */
function orthogonalFactor(n: i32, rotation: bool, q: usize, w: Alignment): Status {
  if (n == 0) return Status.Ok;
  const status = svd(n, n, w.c, Vectors.Thin, Driver.Auto, w.triplets);
  if (status != Status.Ok) return status;
  const u = w.triplets.u;
  const s = vector<f64>(w.triplets.s);
  const v = w.triplets.v;
  for (let i = n - 1; i >= 0; i--) w.trace += s[i];
  product(n, u, v, q, w.work);
  if (!rotation) return Status.Ok;

  memory.copy(w.copy.at(0), q, bytesOf<f64>(n * n)); // not c: U is there
  if (determinantSign(n, w.copy, w.tau, w.qrWork) > 0) return Status.Ok;
  // The last column of U turns: it is the direction in which that costs least.
  for (let i = 0; i < n; i++) scal<f64>(1, -1, at<f64>(u, i * n + n - 1));
  product(n, u, v, q, w.work);
  w.trace = max<f64>(0, w.trace - 2 * s[n - 1]);
  return Status.Ok;
}

/** Q := U*V'.   All n x n, row-major. */
function product(n: i32, u: usize, v: usize, q: usize, work: usize): void {
  memory.fill(q, 0, bytesOf<f64>(n * n));
  gemm<f64>(n, n, n, 1, v, n, 1, u, 1, n, q, n, work);
}
