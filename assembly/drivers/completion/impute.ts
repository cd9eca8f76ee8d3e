import { mark, release, reserve } from "../../arena";
import { residualProduct } from "../../completion/residual-product";
import { orthonormalize } from "../../completion/orthonormalize";
import { START } from "../../completion/random";
import { Table, linesOf } from "../../completion/table";
import { axpy } from "../../kernels/axpy";
import { dot } from "../../kernels/dot";
import { gaussian } from "../../kernels/gaussian";
import { potrf } from "../../kernels/potrf";
import { scal } from "../../kernels/scal";
import { syrk } from "../../kernels/syrk";
import { trsv, trsvTransposed } from "../../kernels/trsv";
import { roundoff } from "../../machine";
import { at, bytesOf, elements, vector } from "../../memory";
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
function imputeLines(
  table: usize, side: i32, factors: usize, other: usize, k: i32, ld: i32, lambda: usize, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const width = (k + 3) & ~3;
  const g = reserve(bytesOf<f64>(width * width + width));
  if (g == 0) return Status.OutOfMemory;
  const step = elements<f64>(g, width * width);
  const penalties = vector<f64>(lambda);
  memory.fill(g, 0, bytesOf<f64>(width * width));
  syrk<f64>(width, linesOf(t, 1 - side).count, 1, other, ld, g, width);
  let largest = 0.0;
  for (let a = 0; a < k; a++) {
    const here = elements<f64>(g, a * (width + 1));
    here[0] = here[0] + penalties[a];
    largest = max<f64>(largest, here[0]);
  }
  potrf<f64>(k, k, 4 * <f64>k * roundoff<f64>() * largest, g, width);

  const start = linesOf(t, side).start;
  const count = linesOf(t, side).count;
  let fit = 0.0;
  let penalty = 0.0;
  let slope = 0.0;
  let before = 0.0;
  let penaltyBefore = 0.0;
  let pulls = 0.0;
  for (let i = 0; i < count; i++) {
    const line = elements<f64>(factors, i * ld);
    if (start[i + 1] == start[i]) {
      memory.fill(line.at(0), 0, bytesOf<f64>(ld));
      continue;
    }
    fit += residualProduct(t, side, i, line.at(0), other, width, ld, step.at(0));
    for (let a = 0; a < k; a++) {
      const x = line[a];
      const pull = penalties[a] * x;
      before += x * x;
      penaltyBefore += pull * x;
      pulls += pull * pull;
      step[a] = step[a] - pull;
    }
    slope += dot<f64>(k, step.at(0), step.at(0));
    trsv<f64>(k, g, width, step.at(0));
    trsvTransposed<f64>(k, g, width, step.at(0));
    axpy<f64>(k, 1, step.at(0), line.at(0));
    for (let a = 0; a < k; a++) penalty += penalties[a] * line[a] * line[a];
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
    vector<f64>(out)[0] = unit == 0 ? 0 : sqrt<f64>(slope / unit);
    vector<f64>(out)[1] = 0.5 * (load<f64>(columns + FIT) + load<f64>(sums + PENALTY) + load<f64>(columns + PENALTY_BEFORE));
  }
  release(base);
  return status;
}

/** Adds `spread` times random numbers to slots 0 .. k-1 of every line. */
export function addRandomFactors(
  side: i32, lines: i32, factors: usize, k: i32, ld: i32, spread: f64, k0: u32, k1: u32,
): Status {
  const base = mark();
  const z = reserve(bytesOf<f64>(ld) + 16);
  if (z == 0) return Status.OutOfMemory;
  for (let i = 0; i < lines; i++) {
    gaussian<f64>(k, k0, k1, i, side, START, z, at<f64>(z, ld));
    axpy<f64>(k, spread, z, at<f64>(factors, i * ld));
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
      const x = vector<f64>(factors)[i * ld + a];
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
  const t = changetype<Table>(table);
  const base = mark();
  const g = vector<f64>(reserve(bytesOf<f64>(ld * ld)));
  if (g.at(0) == 0) return Status.OutOfMemory;
  const rows = t.rows.count;
  const columns = t.columns.count;
  orthonormalize(columns, columnFactors, k, ld, g);
  for (let i = 0; i < rows; i++) residualProduct(t, 0, i, 0, columnFactors, ld, ld, at<f64>(rowFactors, i * ld));
  orthonormalize(rows, rowFactors, k, ld, g);
  for (let j = 0; j < columns; j++) residualProduct(t, 1, j, 0, rowFactors, ld, ld, at<f64>(columnFactors, j * ld));
  release(base);
  return Status.Ok;
}

/** Orthonormalizes the k columns of factors (lines x ld) in place. */
export function orthonormalFactors(lines: i32, factors: usize, k: i32, ld: i32): Status {
  const base = mark();
  const g = vector<f64>(reserve(bytesOf<f64>(ld * ld)));
  if (g.at(0) == 0) return Status.OutOfMemory;
  orthonormalize(lines, factors, k, ld, g);
  release(base);
  return Status.Ok;
}

/** Multiplies every element of factors (lines x ld) by alpha; 0 clears whatever was there. */
export function scaleFactors(lines: i32, factors: usize, ld: i32, alpha: f64): void {
  if (alpha == 0) memory.fill(factors, 0, bytesOf<f64>(lines * ld));
  else scal<f64>(lines * ld, alpha, factors);
}

/** Replaces every element of factors (lines x ld) by its magnitude. */
export function absoluteFactors(lines: i32, factors: usize, ld: i32): void {
  const end = at<f64>(factors, lines * ld);
  for (; factors < end; factors += 8) store<f64>(factors, abs<f64>(load<f64>(factors)));
}
