import { mark, release, reserve } from "../../arena";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { nrm2 } from "../../kernels/nrm2";
import { scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { scaleRows } from "../../kernels/scale-rows";
import { transpose } from "../../kernels/transpose";
import { at, bytesOf, vector, Words } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { inverseWeights } from "../../svd/inverse-weights";
import { scaleToSafeRange, unscale } from "../../svd/scale";
import { Factored } from "./factored";

/** Bytes that pseudoInverse and leastSquares (with p right-hand sides) reserve beside their input and output, the record included. */
export function solveBytes(m: i32, n: i32, p: i32): f64 {
  const largest = max(max(m, n), p);
  const k = min(m, n);
  return <f64>gemmWorkspace<real>(largest, largest, largest) + (<f64>k + <f64>(m + n + k) * p) * REAL_BYTES + <f64>p * 4 + 64 * 8;
}

/**
 * out := V_r*diag(1/s)*U_r', the pseudo-inverse, n x m, row-major.   [GVL13] 5.5.2
 *
 * The leading columns of u are overwritten. An entry beyond the range of f64 becomes infinite.
 */
export function pseudoInverse(factored: usize, rank: i32, out: usize): Status {
  const f = changetype<Factored>(factored);
  const m = f.m;
  const n = f.n;
  const base = mark();
  const work = reserve(gemmWorkspace<real>(m, n, rank));
  const w = reserve(bytesOf<real>(rank));
  if (work == 0 || w == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  const p = inverseWeights(rank, f.s, 0, w);
  scaleRows<real>(rank, m, w, f.u, f.uColumns);
  memory.fill(out, 0, bytesOf<real>(m * n));
  // In column-major terms the memory of out is its transpose, U*diag(w)*V'.
  gemm<real>(m, n, rank, 1, f.u, f.uColumns, 1, f.v, 1, f.vColumns, out, m, work);
  if (p + f.exponent != 0) unscale<real>(m * n, -p - f.exponent, out);
  release(base);
  return Status.Ok;
}

/**
 * The solutions of least norm that minimize |A*x - b|^2 + root^2*|x|^2 for the columns b of B, and the norms |b - A*x|,
 * measured on that difference.   [GVL13] 5.5.1, 6.1.4
 *
 *   X = V_r*diag(s/(s^2 + root^2))*U_r'*B
 *
 * a: m x n, row-major, A = 2^exponent * a; likewise root. b: m x p, row-major. x: n x p, row-major. norms: p elements. Each column of B
 * out of the safe range is scaled by its own power of two.
 */
export function leastSquares(factored: usize, rank: i32, a: usize, root: f64, p: i32, b: usize, x: usize, norms: usize): Status {
  const f = changetype<Factored>(factored);
  const m = f.m;
  const n = f.n;
  const base = mark();
  const largest = max(max(m, n), p);
  const work = reserve(gemmWorkspace<real>(largest, largest, largest));
  const w = reserve(bytesOf<real>(rank));
  const right = reserve(bytesOf<real>(m * p));
  const coordinates = reserve(bytesOf<real>(rank * p));
  const solution = reserve(bytesOf<real>(n * p));
  const exponents = vector<i32>(reserve(bytesOf<i32>(p)));
  if (work == 0 || w == 0 || right == 0 || coordinates == 0 || solution == 0 || exponents.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  takeSides(m, p, b, right, exponents);
  memory.fill(coordinates, 0, bytesOf<real>(rank * p));
  memory.fill(solution, 0, bytesOf<real>(n * p));

  const shift = inverseWeights(rank, f.s, root, w);
  gemm<real>(rank, p, m, 1, f.u, 1, f.uColumns, right, 1, m, coordinates, rank, work);
  scaleRows<real>(rank, p, w, coordinates, rank);
  gemm<real>(n, p, rank, 1, f.v, f.vColumns, 1, coordinates, 1, rank, solution, n, work);
  unscale<real>(n * p, -shift, solution);
  gemm<real>(m, p, n, -1, a, n, 1, solution, 1, n, right, m, work);

  giveSolution(m, n, p, right, exponents, f.exponent, solution, x, norms);
  release(base);
  return Status.Ok;
}

/** The columns of B, m x p by rows, each out of the safe range scaled by its own power of two. */
export function takeSides(m: i32, p: i32, b: usize, right: usize, exponents: Words): void {
  transpose<real>(p, m, b, p, right, m);
  for (let j = 0; j < p; j++) exponents[j] = scaleToSafeRange(m, at<real>(right, j * m));
}

/** X by rows from `solution` for A scaled by 2^-exponent, and the norms of what is left in `right`. */
export function giveSolution(m: i32, n: i32, p: i32, right: usize, exponents: Words, exponent: i32, solution: usize, x: usize, norms: usize): void {
  for (let j = 0; j < p; j++) {
    const own = exponents[j];
    const norm = scaleByPowerOfTwo(nrm2<real>(m, at<real>(right, j * m)), own);
    vector<real>(norms)[j] = <real>(norm >= 0 ? norm : Infinity); // no number: the solution is beyond the range
    unscale<real>(n, own - exponent, at<real>(solution, j * n));
  }
  transpose<real>(n, p, solution, n, x, p);
}
