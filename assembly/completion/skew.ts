import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { gemv } from "../kernels/gemv";
import { nrm2 } from "../kernels/nrm2";
import { scal } from "../kernels/scal";
import { awayTeam, ground, homeTeam, margin, weight } from "./games";

/** Products with Z per turn: the two directions of the turn before are close already. */
const PRODUCTS: i32 = 4;

/**
 * The skew-symmetric table of mean margins:  Y_ij = mean of y - h*g over the games of i and j, seen from i.   [GL11]
 *
 * y: n x n, overwritten; seen: n x n sums of weights, overwritten, 0 where two teams never met.
 */
export function skewTable(n: i32, count: i32, teams: usize, numbers: usize, advantage: f64, y: usize, seen: usize): void {
  const bytes = (<usize>n * <usize>n) << 3;
  memory.fill(y, 0, bytes);
  memory.fill(seen, 0, bytes);
  for (let k = 0; k < count; k++) {
    const w = weight(numbers, k);
    const value = w * (margin(numbers, k) - advantage * ground(numbers, k));
    const there = place(n, homeTeam(teams, k), awayTeam(teams, k));
    const back = place(n, awayTeam(teams, k), homeTeam(teams, k));
    add(y + there, value);
    add(y + back, -value);
    add(seen + there, w);
    add(seen + back, w);
  }
  for (let at: usize = 0; at < bytes; at += 8) {
    const total = load<f64>(seen + at);
    if (total > 0) store<f64>(y + at, load<f64>(y + at) / total);
  }
}

/**
 * One turn of singular value projection [JMD10] in skew-symmetric form [GL11]:  Z = Y where seen, X elsewhere;  X := the part of rank 2 of Z.
 *
 * A skew-symmetric matrix of rank 2 is  X = b*(p*q' - q*p')  with p, q orthonormal, and b = p'*Z*q the best for the span of p and q, which
 * is found by orthogonal iteration. Returns |X - X_before|_F / |X|_F, 0 if both are 0.
 *
 * p: n elements, q: n elements after it, b after those; overwritten. z: n x n and before: 2n + 1 elements, workspace.
 */
export function skewTurn(n: i32, y: usize, seen: usize, p: usize, z: usize, before: usize): f64 {
  const length = <usize>n << 3;
  const q = p + length;
  const b = q + length;
  memory.copy(before, p, 2 * length + 8);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const at = place(n, j, i);
      store<f64>(z + at, load<f64>(seen + at) > 0 ? -load<f64>(y + at) : entry(n, p, i, j));
    }
  }
  for (let turn = 0; turn < PRODUCTS; turn++) {
    product(n, z, p, q);
    normalize(n, p);
    axpy<f64>(n, -dot<f64>(n, p, q), p, q);
    normalize(n, q);
  }
  const image = z + <usize>n * length;
  memory.fill(image, 0, length);
  gemv<f64>(n, n, 1, z, n, q, image);
  store<f64>(b, dot<f64>(n, p, image));

  let change = 0.0;
  let size = 0.0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) {
      const x = entry(n, p, i, j);
      const d = x - entry(n, before, i, j);
      change += d * d;
      size += x * x;
    }
  }
  return change == 0 ? 0 : sqrt<f64>(change / size);
}

/** The scores of a skew-symmetric table:  s = X*e/n,  which for X = s*e' - e*s' with sum s = 0 gives s back. */
export function skewScores(n: i32, p: usize, ratings: usize): void {
  const q = p + (<usize>n << 3);
  let sumP = 0.0;
  let sumQ = 0.0;
  for (let i: usize = 0; i < <usize>n << 3; i += 8) {
    sumP += load<f64>(p + i);
    sumQ += load<f64>(q + i);
  }
  const b = load<f64>(q + (<usize>n << 3)) / <f64>n;
  for (let i: usize = 0; i < <usize>n << 3; i += 8) {
    store<f64>(ratings + i, b * (load<f64>(p + i) * sumQ - load<f64>(q + i) * sumP));
  }
}

/** [p q] := Z*[q p]: for skew Z of rank 2 the span stays and the order is kept.   z has room for two more columns. */
function product(n: i32, z: usize, p: usize, q: usize): void {
  const length = <usize>n << 3;
  const images = z + <usize>n * length;
  memory.fill(images, 0, 2 * length);
  gemv<f64>(n, n, 1, z, n, q, images);
  gemv<f64>(n, n, 1, z, n, p, images + length);
  memory.copy(p, images, length);
  memory.copy(q, images + length, length);
}

function normalize(n: i32, x: usize): void {
  const length = nrm2<f64>(n, x);
  if (length > 0) scal<f64>(n, 1 / length, x);
}

/** X_ij. */
// @ts-ignore: decorator
@inline
function entry(n: i32, p: usize, i: i32, j: i32): f64 {
  const q = p + (<usize>n << 3);
  const b = load<f64>(q + (<usize>n << 3));
  return b * (load<f64>(p + (<usize>i << 3)) * load<f64>(q + (<usize>j << 3)) - load<f64>(q + (<usize>i << 3)) * load<f64>(p + (<usize>j << 3)));
}

/** Row i, column j. */
// @ts-ignore: decorator
@inline
function place(n: i32, i: i32, j: i32): usize {
  return (<usize>i * <usize>n + <usize>j) << 3;
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
