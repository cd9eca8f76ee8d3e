import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { normInf } from "../../kernels/norm-inf";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { sumOfSquares } from "../../kernels/sum-of-squares";
import { bytesOf, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { orthogonalityBytes, orthogonalityDefect } from "../../svd/orthogonality";
import { scaleToSafeRange } from "../../svd/scale";
import { Factored } from "./factored";

/** The smallest positive number, 2^-1074. */
const SUBNORMAL: f64 = sizeof<real>() == 8 ? 5e-324 : 1.401298464324817e-45;

/** Bytes that verify reserves beside its input. */
export function verifyBytes(m: i32, n: i32, columns: i32): f64 {
  const largest = max(m, n);
  const product = <f64>gemmWorkspace<real>(largest, largest, largest);
  return product + <f64>largest * REAL_BYTES + <f64>orthogonalityBytes(largest, columns) + 64 * 5;
}

/**
 * The norms that the LAPACK test ratios of A = U*diag(S)*V' are made of, left in `result` (seven numbers), A and S scaled by
 * a common power of two; and g, the distance of subnormal numbers under that scaling (0 where A was not scaled up):
 *
 *   |A|_1   |A - U*diag(S)*V'|_1   |I - U'U|_1   |I - V'V|_1   |A|_F   |S|_2   g      [LAPACK bdt01, ort01]
 *
 * a: m x n, row-major; s: k values, k at most uColumns and vColumns. All but v are overwritten.
 */
export function verify(factored: usize, k: i32, a: usize, result: usize): Status {
  const f = changetype<Factored>(factored);
  const m = f.m;
  const n = f.n;
  const u = f.u;
  const s = f.s;
  const v = f.v;
  const uColumns = f.uColumns;
  const vColumns = f.vColumns;
  const base = mark();
  const columns = max(uColumns, vColumns);
  const largest = max(m, n);
  const work = reserve(gemmWorkspace<real>(largest, largest, largest));
  const sums = reserve(bytesOf<real>(largest));
  const defects = reserve(orthogonalityBytes(largest, columns));
  if (work == 0 || sums == 0 || defects == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  const measures = vector<f64>(result);
  measures[2] = orthogonalityDefect(m, uColumns, u, uColumns, defects);
  measures[3] = orthogonalityDefect(n, vColumns, v, vColumns, defects);

  const exponent = scaleToSafeRange(m * n, a);
  scalePowerOfTwo<real>(k, -exponent, s);
  measures[6] = exponent < 0 ? scaleByPowerOfTwo(SUBNORMAL, -exponent) : 0;
  measures[0] = normInf<real>(n, m, a, n, sums);
  measures[4] = sqrt<f64>(sumOfSquares<real>(m * n, a));
  measures[5] = sqrt<f64>(sumOfSquares<real>(k, s));

  // In column-major terms the memory of a is A', that of u is U':  A' := A' - V*(diag(S)*U').
  scaleRows<real>(k, m, s, u, uColumns);
  gemm<real>(n, m, k, -1, v, vColumns, 1, u, 1, uColumns, a, n, work);
  measures[1] = normInf<real>(n, m, a, n, sums);
  release(base);
  return Status.Ok;
}
