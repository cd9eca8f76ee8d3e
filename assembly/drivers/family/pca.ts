import { mark, release, reserve } from "../../arena";
import { amax } from "../../kernels/amax";
import { axpy } from "../../kernels/axpy";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { exponentOf, scalePowerOfTwo } from "../../kernels/power-of-two";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { at, bytesOf, Vector, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { centreColumns } from "../../svd/centre-columns";

/** Bytes that the drivers of this file reserve beside their input and output. */
export function pcaBytes(rows: i32, n: i32, k: i32): f64 {
  const largest = max(max(rows, n), k);
  return <f64>gemmWorkspace<real>(largest, largest, largest) + <f64>max(n, k) * (2 * REAL_BYTES) + <f64>rows * 4 + 64 * 4;
}

/**
 * X := 2^-e*(X - 1*mean'), as centreColumns does; result: e and |X|_F, two numbers.
 *
 * x: rows x n, row-major. mean: n elements.
 */
export function centre(rows: i32, n: i32, x: usize, mean: usize, result: usize): Status {
  const base = mark();
  const shift = reserve(bytesOf<real>(n));
  if (shift == 0) return Status.OutOfMemory;
  const moments = vector<f64>(result);
  moments[0] = <f64>centreColumns(rows, n, x, mean, shift);
  moments[1] = sqrt<f64>(sumOfSquares<real>(rows * n, x));
  release(base);
  return Status.Ok;
}

/**
 * Y := (X - 1*mean')*V.   x: rows x n, overwritten. mean: n elements. v: n x k. y: rows x k. All row-major.
 *
 * A row out of the safe range, or with a mean that is, is scaled by its own power of two.
 */
export function transform(rows: i32, n: i32, k: i32, x: usize, mean: usize, v: usize, y: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(k, rows, n));
  const scaledMean = reserve(bytesOf<real>(n));
  const exponents = vector<i32>(reserve(bytesOf<i32>(rows)));
  if (work == 0 || scaledMean == 0 || exponents.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  for (let i = 0; i < rows; i++) {
    const row = at<real>(x, i * n);
    const exponent = scaleTogether(n, row, n, mean, scaledMean);
    axpy<real>(n, -1, scaledMean, row);
    exponents[i] = exponent;
  }
  memory.fill(y, 0, bytesOf<real>(rows * k));
  gemm<real>(k, rows, n, 1, v, 1, k, x, 1, n, y, k, work);
  unscaleRows(rows, k, exponents, y);
  release(base);
  return Status.Ok;
}

/** X := Y*V' + 1*mean'.   y: rows x k, overwritten. v: n x k. mean: n elements. x: rows x n. Scaled as in transform. */
export function inverse(rows: i32, n: i32, k: i32, y: usize, mean: usize, v: usize, x: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(n, rows, k));
  const scaledMean = reserve(bytesOf<real>(n));
  const exponents = vector<i32>(reserve(bytesOf<i32>(rows)));
  if (work == 0 || scaledMean == 0 || exponents.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  for (let i = 0; i < rows; i++) {
    const exponent = scaleTogether(k, at<real>(y, i * k), n, mean, scaledMean);
    memory.copy(at<real>(x, i * n), scaledMean, bytesOf<real>(n));
    exponents[i] = exponent;
  }
  gemm<real>(n, rows, k, 1, v, k, 1, y, 1, k, x, n, work);
  unscaleRows(rows, n, exponents, x);
  release(base);
  return Status.Ok;
}

/** Beyond 2^±400 sums of products may leave the range of f64. */
const SAFE_EXPONENT: i32 = sizeof<real>() == 8 ? 400 : 30;

/** Scales x in place and writes scaled := 2^-e*mean, by one power of two if the larger of them is out of range; returns e. */
function scaleTogether(n: i32, x: usize, length: i32, mean: usize, scaled: usize): i32 {
  memory.copy(scaled, mean, bytesOf<real>(length));
  const largest = max<f64>(amax<real>(n, x), amax<real>(length, mean));
  if (largest == 0) return 0;
  const exponent = exponentOf(largest);
  if (exponent >= -SAFE_EXPONENT && exponent <= SAFE_EXPONENT) return 0;
  scalePowerOfTwo<real>(n, -exponent, x);
  scalePowerOfTwo<real>(length, -exponent, scaled);
  return exponent;
}

function unscaleRows(rows: i32, columns: i32, exponents: Vector<i32>, x: usize): void {
  for (let i = 0; i < rows; i++) {
    const exponent = exponents[i];
    if (exponent != 0) scalePowerOfTwo<real>(columns, exponent, at<real>(x, i * columns));
  }
}
