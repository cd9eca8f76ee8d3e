import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { symmetrize } from "../../kernels/symmetrize";
import { bytesOf } from "../../memory";
import { Status } from "../../status";

/** Bytes that isometry and symmetricFactor reserve beside their input and output. */
export function polarBytes(m: i32, n: i32): f64 {
  const largest = max(m, n);
  return <f64>gemmWorkspace<f64>(largest, largest, largest) + <f64>m * <f64>n * 8 + 64 * 2;
}

/** W := U_k*V_k'.   u: m x uColumns, v: n x vColumns, w: m x n; row-major. */
export function isometry(m: i32, n: i32, k: i32, u: usize, uColumns: i32, v: usize, vColumns: i32, w: usize): Status {
  const base = mark();
  const work = reserve(gemmWorkspace<f64>(n, m, k));
  if (work == 0) return Status.OutOfMemory;
  memory.fill(w, 0, bytesOf<f64>(m * n));
  gemm<f64>(n, m, k, 1, v, vColumns, 1, u, 1, uColumns, w, n, work);
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
  const work = reserve(gemmWorkspace<f64>(n, n, k));
  const scaled = reserve(bytesOf<f64>(n * k));
  if (work == 0 || scaled == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.copy(scaled, x, bytesOf<f64>(n * k));
  scaleRows<f64>(k, n, s, scaled, k);
  memory.fill(h, 0, bytesOf<f64>(n * n));
  gemm<f64>(n, n, k, 1, x, k, 1, scaled, 1, k, h, n, work);
  symmetrize<f64>(n, h, n);
  if (exponent != 0) scalePowerOfTwo<f64>(n * n, exponent, h);
  release(base);
  return Status.Ok;
}
