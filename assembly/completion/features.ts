import { spmm, spmmTransposed } from "../kernels/spmm";
import { bytesOf, elements, Layout, Vector, vector, Words } from "../memory";

/** Deviations below this share of the largest magnitude are rounding: the feature is constant. */
const ROUNDING: f64 = 5.684341886080802e-14; // 2^-44
/** Conjugate gradient steps of a regression at most: it goes on from the weights before, so that few are needed. */
const MOST_STEPS: i32 = 100;
/** Squares of residuals below this share of those of the right-hand side are as good as 0. */
const ENOUGH: f64 = 1e-22;

/**
 * Features of the lines of a side, and what they say of its factors: the lines' prior means  M = Z*W,  Z the features in units of their own.
 *
 *   z_ij = (x_ij - centre_j) / scale_j,   W: count x ld,   M: lines x ld (factor lines as in normal-equations.ts)
 */
@unmanaged
export class Features extends Layout {
  lines: i32;
  count: i32;
  ld: i32;
  /** By lines: entries start[i] .. start[i+1]-1 of line i, divided by the scales. Dense ones are centred, of sparse ones `shift` = centre/scale goes from every product. */
  start: Words;
  column: Words;
  value: Vector<f64>;
  isSparse: bool;
  shift: Vector<f64>;
  centre: Vector<f64>;
  scale: Vector<f64>;
  weights: Vector<f64>;
  means: Vector<f64>;
  /** How much a line counts for the weights of its factors, and of its bias; one that says nothing of them 0. */
  factorWeight: Vector<f64>;
  biasWeight: Vector<f64>;
  /** Mean of |z_i|^2: the penalty of W, in lines, that is right where half of what lines differ by comes from the features. */
  norm: f64;
  /** That penalty where it is drawn. */
  penalty: f64;
  /** Workspace of `count x ld`, `lines x ld`, `count` and `ld` elements. */
  right: Vector<f64>;
  extra: Vector<f64>;
  residual: Vector<f64>;
  direction: Vector<f64>;
  product: Vector<f64>;
  lineWork: Vector<f64>;
  lineTarget: Vector<f64>;
  diagonal: Vector<f64>;
  ridge: Vector<f64>;
  sums: Vector<f64>;
  before: Vector<f64>;
  after: Vector<f64>;
}

/**
 * Centre and scale of every feature, and the values in these units. The scale is the standard deviation or, where that is larger, how far the values other than 0 are from the
 * centre by root mean square: of a rare yes, the distance of the yes. A constant feature gets scale 0 and counts nothing. Features not listed are 0.
 */
export function standardize(f: Features): void {
  const lines = <f64>f.lines;
  const entries = f.start[f.lines];
  const largest = f.diagonal;
  const listed = f.right; // of `count` elements each
  const squares = f.residual;
  const centre = f.centre;
  const scale = f.scale;
  const shift = f.shift;
  for (let j = 0; j < f.count; j++) {
    largest[j] = 0;
    listed[j] = 0;
    squares[j] = 0;
    shift[j] = 0;
  }
  for (let e = 0; e < entries; e++) {
    const j = f.column[e];
    largest[j] = max<f64>(largest[j], abs<f64>(f.value[e]));
    if (f.value[e] != 0) listed[j] = listed[j] + 1;
  }
  for (let e = 0; e < entries; e++) {
    const j = f.column[e];
    if (largest[j] > 0) shift[j] = shift[j] + f.value[e] / largest[j] / lines;
  }
  for (let e = 0; e < entries; e++) {
    const j = f.column[e];
    const d = largest[j] > 0 && f.value[e] != 0 ? f.value[e] / largest[j] - shift[j] : 0;
    squares[j] = squares[j] + d * d;
  }
  for (let j = 0; j < f.count; j++) {
    const unlisted = lines - listed[j];
    const deviation = sqrt<f64>((squares[j] + unlisted * shift[j] * shift[j]) / lines);
    const relative = max<f64>(deviation, sqrt<f64>(squares[j] / max<f64>(1, listed[j])));
    centre[j] = shift[j] * largest[j];
    scale[j] = deviation > ROUNDING ? relative * largest[j] : 0;
    shift[j] = deviation > ROUNDING ? shift[j] / relative : 0;
    listed[j] = deviation > ROUNDING ? relative : 0;
  }
  for (let e = 0; e < entries; e++) {
    const j = f.column[e];
    const z = listed[j] > 0 ? f.value[e] / largest[j] / listed[j] : 0;
    f.value[e] = f.isSparse ? z : z - shift[j];
  }
  f.norm = squaresOf(f) / max<f64>(1, lines);
}

/** Sum of z_ij^2. */
function squaresOf(f: Features): f64 {
  let sum = 0.0;
  for (let i = 0; i < f.lines; i++) {
    for (let e = f.start[i]; e < f.start[i + 1]; e++) {
      const x = f.value[e];
      sum += f.isSparse ? x * (x - 2 * f.shift[f.column[e]]) : x * x;
    }
  }
  if (f.isSparse) for (let j = 0; j < f.count; j++) sum += <f64>f.lines * f.shift[j] * f.shift[j];
  return max<f64>(sum, 0);
}

/** out := Z*V,  V: count x ld, out: lines x ld. */
export function multiply(f: Features, v: Vector<f64>, out: Vector<f64>): void {
  const ld = f.ld;
  spmm<f64>(f.lines, ld, f.start.at(0), f.column.at(0), f.value.at(0), v.at(0), out.at(0));
  if (!f.isSparse) return;
  const sums = f.sums;
  memory.fill(sums.at(0), 0, bytesOf<f64>(ld));
  for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) sums[a] = sums[a] + f.shift[j] * v[j * ld + a];
  for (let i = 0; i < f.lines; i++) for (let a = 0; a < ld; a++) out[i * ld + a] = out[i * ld + a] - sums[a];
}

/** out := Z'*D*T,  D the weights of the lines, T: lines x ld, overwritten by D*T, out: count x ld. `slot`: of the bias. */
function multiplyWeighted(f: Features, slot: i32, t: Vector<f64>, out: Vector<f64>): void {
  const ld = f.ld;
  const sums = f.sums;
  memory.fill(sums.at(0), 0, bytesOf<f64>(ld));
  for (let i = 0; i < f.lines; i++) {
    for (let a = 0; a < ld; a++) {
      const x = t[i * ld + a] * (a == slot ? f.biasWeight[i] : f.factorWeight[i]);
      t[i * ld + a] = x;
      sums[a] = sums[a] + x;
    }
  }
  memory.fill(out.at(0), 0, bytesOf<f64>(f.count * ld));
  spmmTransposed<f64>(f.lines, ld, f.start.at(0), f.column.at(0), f.value.at(0), t.at(0), out.at(0));
  if (f.isSparse) for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) out[j * ld + a] = out[j * ld + a] - f.shift[j] * sums[a];
}

/**
 * W := (Z'*D*Z + ridge)^-1 * (Z'*D*T + E)  and  M := Z*W,  by conjugate gradients from W as it is, a system for each slot.
 *
 * t: lines x ld, overwritten. ridge: one number per slot, in f.ridge. extra: E, count x ld, or null.
 */
export function regress(f: Features, slot: i32, t: Vector<f64>, extra: Vector<f64>): void {
  const ld = f.ld;
  const size = f.count * ld;
  const r = f.residual;
  const p = f.direction;
  const q = f.product;
  multiplyWeighted(f, slot, t, f.right);
  if (extra.at(0) != 0) for (let e = 0; e < size; e++) f.right[e] = f.right[e] + extra[e];
  diagonals(f);
  applyNormal(f, slot, f.weights, q);
  for (let e = 0; e < size; e++) r[e] = f.right[e] - q[e];
  const enough = vector<f64>(f.after.at(ld));
  products(f, f.right, f.right, enough);
  for (let a = 0; a < ld; a++) enough[a] = enough[a] * ENOUGH;
  for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) p[j * ld + a] = r[j * ld + a] / f.diagonal[j];
  products(f, r, p, f.before);
  for (let step = 0; step < MOST_STEPS; step++) {
    let going = false;
    for (let a = 0; a < ld; a++) going = going || f.before[a] > enough[a];
    if (!going) break;
    applyNormal(f, slot, p, q);
    products(f, p, q, f.after);
    for (let a = 0; a < ld; a++) f.sums[a] = f.before[a] > enough[a] && f.after[a] > 0 ? f.before[a] / f.after[a] : 0;
    for (let j = 0; j < f.count; j++) {
      for (let a = 0; a < ld; a++) {
        const e = j * ld + a;
        f.weights[e] = f.weights[e] + f.sums[a] * p[e];
        r[e] = r[e] - f.sums[a] * q[e];
        q[e] = r[e] / f.diagonal[j];
      }
    }
    products(f, r, q, f.after);
    for (let a = 0; a < ld; a++) {
      f.sums[a] = f.before[a] > 0 ? f.after[a] / f.before[a] : 0;
      f.before[a] = f.after[a];
    }
    for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) p[j * ld + a] = q[j * ld + a] + f.sums[a] * p[j * ld + a];
  }
  multiply(f, f.weights, f.means);
}

/** out := (Z'*D*Z + ridge)*V */
function applyNormal(f: Features, slot: i32, v: Vector<f64>, out: Vector<f64>): void {
  const ld = f.ld;
  multiply(f, v, f.lineWork);
  multiplyWeighted(f, slot, f.lineWork, out);
  for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) out[j * ld + a] = out[j * ld + a] + f.ridge[a] * v[j * ld + a];
}

/** What brings features that few lines have and such that all have together: about the diagonal of the matrix of the factors, above 0. */
function diagonals(f: Features): void {
  const d = f.diagonal;
  for (let j = 0; j < f.count; j++) d[j] = max<f64>(f.ridge[0], f64.MIN_NORMAL_VALUE);
  for (let i = 0; i < f.lines; i++) {
    for (let e = f.start[i]; e < f.start[i + 1]; e++) {
      const j = f.column[e];
      d[j] = d[j] + f.factorWeight[i] * f.value[e] * f.value[e];
    }
  }
}

/** out[a] := sum over features of  u_ja * v_ja */
function products(f: Features, u: Vector<f64>, v: Vector<f64>, out: Vector<f64>): void {
  const ld = f.ld;
  memory.fill(out.at(0), 0, bytesOf<f64>(ld));
  for (let j = 0; j < f.count; j++) for (let a = 0; a < ld; a++) out[a] = out[a] + u[j * ld + a] * v[j * ld + a];
}

/** The prior mean of line i. */
// @ts-ignore: decorator
@inline
export function priorMean(f: Features, i: i32): Vector<f64> {
  return f.means.from(i * f.ld);
}

/** Sum of squares of the weights of slots from .. to-1. */
export function weightSquares(f: Features, from: i32, to: i32): f64 {
  let sum = 0.0;
  for (let j = 0; j < f.count; j++) {
    const w = elements<f64>(f.weights.at(0), j * f.ld);
    for (let a = from; a < to; a++) sum += w[a] * w[a];
  }
  return sum;
}

/**
 * The weights of least squares, with penalty, of the factors of lines that have entries:   [Simm17] without the draws
 *
 *   sum_i d_i |p_i - W'z_i|^2 + norm * mean(d) * |W|^2,  d = factorWeight;  of biases, slot k, with biasWeight likewise
 *
 * factors: lines x ld. size: k and the bias.
 */
export function explainFactors(f: Features, factors: usize, k: i32, size: i32): void {
  let known = 0.0;
  let weight = 0.0;
  for (let i = 0; i < f.lines; i++) {
    known += f.biasWeight[i];
    weight += f.factorWeight[i];
  }
  for (let a = 0; a < f.ld; a++) f.ridge[a] = f.norm * (a < k ? weight / max<f64>(1, known) : a < size ? 1 : 0);
  memory.copy(f.lineTarget.at(0), factors, bytesOf<f64>(f.lines * f.ld));
  regress(f, k, f.lineTarget, vector<f64>(0));
}
