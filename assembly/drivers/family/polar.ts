import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { symmetrize } from "../../kernels/symmetrize";
import { bytesOf } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";

/** Bytes that isometry and symmetricFactor reserve beside their input and output. */
export function polarBytes(m: i32, n: i32): f64 {
  const largest = max(m, n);
  return <f64>gemmWorkspace<real>(largest, largest, largest) + <f64>m * <f64>n * REAL_BYTES + 64 * 2;
}

/** W := U_k*V_k'.   u: m x uColumns, v: n x vColumns, w: m x n; row-major. */
export function isometry(m: i32, n: i32, k: i32, u: usize, uColumns: i32, v: usize, vColumns: i32, w: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(n, m, k));
  if (work == 0) return Status.OutOfMemory;
  memory.fill(w, 0, bytesOf<real>(m * n));
  gemm<real>(n, m, k, 1, v, vColumns, 1, u, 1, uColumns, w, n, work);
  release(base);
  return Status.Ok;
}

/**
 * H := 2^exponent * X*diag(s)*X', bitwise symmetric.
 *
 * x: n x k, row-major, contiguous. s: k elements. h: n x n.
 */
export function symmetricFactor(n: i32, k: i32, x: usize, s: usize, exponent: i32, h: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<real>(n, n, k));
  const scaled = reserve(bytesOf<real>(n * k));
  if (work == 0 || scaled == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.copy(scaled, x, bytesOf<real>(n * k));
  scaleRows<real>(k, n, s, scaled, k);
  memory.fill(h, 0, bytesOf<real>(n * n));
  gemm<real>(n, n, k, 1, x, k, 1, scaled, 1, k, h, n, work);
  symmetrize<real>(n, h, n);
  if (exponent != 0) scalePowerOfTwo<real>(n * n, exponent, h);
  release(base);
  return Status.Ok;
}
