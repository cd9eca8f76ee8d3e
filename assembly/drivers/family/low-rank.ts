import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { nrm2 } from "../../kernels/nrm2";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { at, bytesOf, vector } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { scaleToSafeRange } from "../../svd/scale";

/** Bytes that reconstruct and project reserve beside their input and output. */
export function productBytes(m: i32, n: i32, k: i32): f64 {
  const largest = max(max(m, n), k);
  return <f64>gemmWorkspace<real>(largest, largest, largest) + <f64>m * 4 + 64 * 2;
}

/**
 * out := U_k*diag(s)*V_k'.
 *
 * u: m x uColumns, v: n x vColumns, s: k values, out: m x n; all row-major. The k leading columns of the smaller factor and
 * s are overwritten. s is scaled into the safe range, so that nothing is lost where the product is subnormal.
 */
export function reconstruct(
  m: i32, n: i32, k: i32, u: usize, uColumns: i32, s: usize, v: usize, vColumns: i32, out: usize,
): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(n, m, k));
  if (work == 0) return Status.OutOfMemory;
  const exponent = scaleToSafeRange(k, s);
  if (m <= n) scaleRows<real>(k, m, s, u, uColumns);
  else scaleRows<real>(k, n, s, v, vColumns);
  memory.fill(out, 0, bytesOf<real>(m * n));
  // In column-major terms the memory of out is its transpose, V*diag(s)*U'.
  gemm<real>(n, m, k, 1, v, vColumns, 1, u, 1, uColumns, out, n, work);
  if (exponent != 0) scalePowerOfTwo<real>(m * n, exponent, out);
  release(base);
  return Status.Ok;
}

/** X := X*diag(d).   x: rows x columns, row-major, overwritten. d: `columns` elements. */
export function scaleColumns(rows: i32, columns: i32, d: usize, x: usize): void {
  scaleRows<real>(columns, rows, d, x, columns);
}

/**
 * Y := X*V_k, and the norm of each row of X - Y*V_k', measured on that difference.
 *
 * x: rows x n, overwritten by the difference. v: n x vColumns, k leading ones used. y: rows x k. outside: `rows` elements.
 * All row-major. Each row out of the safe range is scaled by its own power of two.
 */
export function project(
  rows: i32, n: i32, k: i32, x: usize, v: usize, vColumns: i32, y: usize, outside: usize,
): Status {
  const base = mark();
  const largest = max(max(rows, n), k);
  const work = reserve(gemmWorkspace<real>(largest, largest, largest));
  const exponents = vector<i32>(reserve(bytesOf<i32>(rows)));
  if (work == 0 || exponents.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  for (let i = 0; i < rows; i++) {
    exponents[i] = scaleToSafeRange(n, at<real>(x, i * n));
  }
  memory.fill(y, 0, bytesOf<real>(rows * k));
  gemm<real>(k, rows, n, 1, v, 1, vColumns, x, 1, n, y, k, work);
  gemm<real>(n, rows, k, -1, v, vColumns, 1, y, 1, k, x, n, work);
  for (let i = 0; i < rows; i++) {
    const exponent = exponents[i];
    const norm = nrm2<real>(n, at<real>(x, i * n));
    vector<real>(outside)[i] = <real>scaleByPowerOfTwo(norm, exponent);
    if (exponent != 0) scalePowerOfTwo<real>(k, exponent, at<real>(y, i * k));
  }
  release(base);
  return Status.Ok;
}
