import { mark, release, reserve } from "../../arena";
import { residualProduct } from "../../completion/residual-product";
import { orthonormalize } from "../../completion/orthonormalize";
import { START } from "../../completion/random";
import { lines, lineStart } from "../../completion/table";
import { axpy } from "../../kernels/axpy";
import { dot } from "../../kernels/dot";
import { gaussian } from "../../kernels/gaussian";
import { potrf } from "../../kernels/potrf";
import { scal } from "../../kernels/scal";
import { syrk } from "../../kernels/syrk";
import { trsv, trsvTransposed } from "../../kernels/trsv";
import { roundoff } from "../../machine";
import { Status } from "../../status";

/** What a half sweep leaves in `out`: elements of it, each a sum over the side. */
const FIT: usize = 0; // squared errors on the observed entries before the half sweep
const PENALTY: usize = 8; // lambda * squares of the factors after it
const SLOPE: usize = 16; // squares of R*B - A*lambda before it: 0 at a stationary point
const SIZE_BEFORE: usize = 24; // squares of the factors before it
const PENALTY_BEFORE: usize = 32; // lambda * squares of the factors before it
const PULL: usize = 40; // squares of A*lambda before it
const SUMS: usize = 48; // bytes of all
/** Errors of this share of the fit, squared, count as none. */
const EXACT: f64 = 1e-24;

/**
 * Half a sweep of soft-impute by alternating least squares on the table filled with the current fit:   [HMLZ15], Algorithm 3.1
 *
 *   A := (P(X) + Pc(A*B'))*B*(B'B + L)^-1  =  A + (R*B - A*L)*(B'B + L)^-1,   R = P(X - A*B'),  L = diag(lambda)
 *
 * which never raises  |P(X - A*B')|^2/2 + tr(A*L*A' + B*L*B')/2; with all lambda equal its minimum over A and B is that of
 * |P(X - M)|^2/2 + lambda*|M|_* over M of rank <= k, with 0: hard-impute. A line without entries becomes 0. lambda: k elements.
 * side 0 updates the rows' factors, 1 the columns'. factors: lines x ld, overwritten; other: of the other side; ld a multiple of 4. Slots from k on are 0.
 */
export function imputeLines(
  table: usize, side: i32, factors: usize, other: usize, k: i32, ld: i32, lambda: usize, out: usize,
): Status {
  const base = mark();
  const width = (k + 3) & ~3;
  const g = reserve(<usize>(width * width + width) << 3);
  if (g == 0) return Status.OutOfMemory;
  const step = g + (<usize>(width * width) << 3);
  memory.fill(g, 0, <usize>(width * width) << 3);
  syrk<f64>(width, lines(table, 1 - side), 1, other, ld, g, width);
  let largest = 0.0;
  for (let a = 0; a < k; a++) {
    const at = g + (<usize>(a * (width + 1)) << 3);
    store<f64>(at, load<f64>(at) + load<f64>(lambda + (<usize>a << 3)));
    largest = max<f64>(largest, load<f64>(at));
  }
  potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, g, width);

  const start = lineStart(table, side);
  const count = lines(table, side);
  let fit = 0.0;
  let penalty = 0.0;
  let slope = 0.0;
  let before = 0.0;
  let penaltyBefore = 0.0;
  let pulls = 0.0;
  for (let i = 0; i < count; i++) {
    const line = factors + ((<usize>i * ld) << 3);
    if (load<i32>(start + (<usize>i << 2), 4) == load<i32>(start + (<usize>i << 2))) {
      memory.fill(line, 0, <usize>ld << 3);
      continue;
    }
    fit += residualProduct(table, side, i, line, other, width, ld, step);
    for (let a: usize = 0; a < <usize>k << 3; a += 8) {
      const x = load<f64>(line + a);
      const pull = load<f64>(lambda + a) * x;
      before += x * x;
      penaltyBefore += pull * x;
      pulls += pull * pull;
      store<f64>(step + a, load<f64>(step + a) - pull);
    }
    slope += dot<f64>(k, step, step);
    trsv<f64>(k, g, width, step);
    trsvTransposed<f64>(k, g, width, step);
    axpy<f64>(k, 1, step, line);
    for (let a: usize = 0; a < <usize>k << 3; a += 8) {
      const x = load<f64>(line + a);
      penalty += load<f64>(lambda + a) * x * x;
    }
  }
  store<f64>(out + FIT, fit);
  store<f64>(out + PENALTY, penalty);
  store<f64>(out + SLOPE, slope);
  store<f64>(out + SIZE_BEFORE, before);
  store<f64>(out + PENALTY_BEFORE, penaltyBefore);
  store<f64>(out + PULL, pulls);
  release(base);
  return Status.Ok;
}

/**
 * One sweep, rows then columns. out: [how far from stationary, relative to |A*L|, |B*L| (to |R| times the factors if L is 0); objective
 * before the columns' half], overwritten.
 */
export function imputeSweep(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, lambda: usize, out: usize,
): Status {
  const base = mark();
  const sums = reserve(2 * SUMS);
  if (sums == 0) return Status.OutOfMemory;
  let status = imputeLines(table, 0, rowFactors, columnFactors, k, ld, lambda, sums);
  if (status == Status.Ok) status = imputeLines(table, 1, columnFactors, rowFactors, k, ld, lambda, sums + SUMS);
  if (status == Status.Ok) {
    const columns = sums + SUMS;
    const size = load<f64>(sums + SIZE_BEFORE) + load<f64>(columns + SIZE_BEFORE);
    const slope = load<f64>(sums + SLOPE) + load<f64>(columns + SLOPE);
    const pulls = load<f64>(sums + PULL) + load<f64>(columns + PULL);
    const unit = pulls > 0 ? pulls : load<f64>(columns + FIT) * size + EXACT * size * size * size;
    store<f64>(out, unit > 0 ? sqrt<f64>(slope / unit) : 0);
    store<f64>(out, 0.5 * (load<f64>(columns + FIT) + load<f64>(sums + PENALTY) + load<f64>(columns + PENALTY_BEFORE)), 8);
  }
  release(base);
  return status;
}

/** Adds `spread` times random numbers to slots 0 .. k-1 of every line. */
export function addRandomFactors(
  side: i32, lines: i32, factors: usize, k: i32, ld: i32, spread: f64, k0: u32, k1: u32,
): Status {
  const base = mark();
  const z = reserve((<usize>ld << 3) + 16);
  if (z == 0) return Status.OutOfMemory;
  for (let i = 0; i < lines; i++) {
    gaussian(k, k0, k1, i, side, START, z, z + (<usize>ld << 3));
    axpy<f64>(k, spread, z, factors + ((<usize>i * ld) << 3));
  }
  release(base);
  return Status.Ok;
}

/** The largest norm of a column of factors: after powerTurn about the largest singular value. */
export function largestFactor(lines: i32, factors: usize, ld: i32): f64 {
  let largest = 0.0;
  for (let a = 0; a < ld; a++) {
    let sum = 0.0;
    for (let i = 0; i < lines; i++) {
      const x = load<f64>(factors + ((<usize>i * ld + a) << 3));
      sum += x * x;
    }
    largest = max<f64>(largest, sum);
  }
  return sqrt<f64>(largest);
}

/**
 * One turn of block power iteration on the table with zeros for holes:  U := orth(X*V),  V := X'*U.
 *
 * rowFactors: U, rows x ld, overwritten. columnFactors: V, columns x ld, overwritten; orthonormalized first. k columns.
 * At convergence the singular values of V are the largest of X.
 */
export function powerTurn(table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32): Status {
  const base = mark();
  const g = reserve(<usize>(ld * ld) << 3);
  if (g == 0) return Status.OutOfMemory;
  const rows = lines(table, 0);
  const columns = lines(table, 1);
  orthonormalize(columns, columnFactors, k, ld, g);
  for (let i = 0; i < rows; i++) residualProduct(table, 0, i, 0, columnFactors, ld, ld, rowFactors + ((<usize>i * ld) << 3));
  orthonormalize(rows, rowFactors, k, ld, g);
  for (let j = 0; j < columns; j++) residualProduct(table, 1, j, 0, rowFactors, ld, ld, columnFactors + ((<usize>j * ld) << 3));
  release(base);
  return Status.Ok;
}

/** Orthonormalizes the k columns of factors (lines x ld) in place. */
export function orthonormalFactors(lines: i32, factors: usize, k: i32, ld: i32): Status {
  const base = mark();
  const g = reserve(<usize>(ld * ld) << 3);
  if (g == 0) return Status.OutOfMemory;
  orthonormalize(lines, factors, k, ld, g);
  release(base);
  return Status.Ok;
}

/** Multiplies every element of factors (lines x ld) by alpha; 0 clears whatever was there. */
export function scaleFactors(lines: i32, factors: usize, ld: i32, alpha: f64): void {
  const elements = <usize>lines * <usize>ld;
  if (alpha == 0) memory.fill(factors, 0, elements << 3);
  else scal<f64>(<i32>elements, alpha, factors);
}

/** Replaces every element of factors (lines x ld) by its magnitude. */
export function absoluteFactors(lines: i32, factors: usize, ld: i32): void {
  const end = factors + ((<usize>lines * <usize>ld) << 3);
  for (; factors < end; factors += 8) store<f64>(factors, abs<f64>(load<f64>(factors)));
}
