import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { gemv } from "../kernels/gemv";
import { nrm2 } from "../kernels/nrm2";
import { scal } from "../kernels/scal";
import { at, bytesOf, elements, Vector } from "../memory";
import { awayTeam, Games, ground, homeTeam, margin, weight } from "./games";

/** Products with Z per turn: the two directions of the turn before are close already. */
const PRODUCTS: i32 = 4;

/**
 * The skew-symmetric table of mean margins:  Y_ij = mean of y - h*g over the games of i and j, seen from i.   [GL11]
 *
 * y: n x n, overwritten; seen: n x n sums of weights, overwritten, 0 where two teams never met.
 */
export function skewTable(games: Games, advantage: f64, y: Vector<f64>, seen: Vector<f64>): void {
  const n = games.n;
  memory.fill(y.at(0), 0, bytesOf<f64>(n * n));
  memory.fill(seen.at(0), 0, bytesOf<f64>(n * n));
  for (let k = 0; k < games.count; k++) {
    const w = weight(games, k);
    const value = w * (margin(games, k) - advantage * ground(games, k));
    const there = homeTeam(games, k) * n + awayTeam(games, k);
    const back = awayTeam(games, k) * n + homeTeam(games, k);
    y[there] = y[there] + value;
    y[back] = y[back] - value;
    seen[there] = seen[there] + w;
    seen[back] = seen[back] + w;
  }
  for (let i = 0; i < n * n; i++) if (seen[i] > 0) y[i] = y[i] / seen[i];
}

/**
 * One turn of singular value projection [JMD10] in skew-symmetric form [GL11]:  Z = Y where seen, X elsewhere;  X := the part of rank 2 of Z.
 *
 * A skew-symmetric matrix of rank 2 is  X = b*(p*q' - q*p')  with p, q orthonormal, and b = p'*Z*q the best for the span of p and q, which
 * is found by orthogonal iteration. Returns |X - X_before|_F / |X|_F, 0 if both are 0.
 *
 * p: n elements, q: n elements after it, b after those; overwritten. z: n x n and before: 2n + 1 elements, workspace.
 */
export function skewTurn(n: i32, y: Vector<f64>, seen: Vector<f64>, p: Vector<f64>, z: Vector<f64>, before: Vector<f64>): f64 {
  const length = bytesOf<f64>(n);
  const q = at<f64>(p.at(0), n);
  const b = elements<f64>(q, n);
  memory.copy(before.at(0), p.at(0), 2 * length + 8);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const here = j * n + i;
      z[here] = seen[here] > 0 ? -y[here] : entry(n, p, i, j);
    }
  }
  for (let turn = 0; turn < PRODUCTS; turn++) {
    product(n, z.at(0), p.at(0), q);
    normalize(n, p.at(0));
    axpy<f64>(n, -dot<f64>(n, p.at(0), q), p.at(0), q);
    normalize(n, q);
  }
  const image = z.at(n * n);
  memory.fill(image, 0, length);
  gemv<f64>(n, n, 1, z.at(0), n, q, image);
  b[0] = dot<f64>(n, p.at(0), image);

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
export function skewScores(n: i32, p: Vector<f64>, ratings: Vector<f64>): void {
  const q = p.from(n);
  let sumP = 0.0;
  let sumQ = 0.0;
  for (let i = 0; i < n; i++) {
    sumP += p[i];
    sumQ += q[i];
  }
  const b = q[n] / <f64>n;
  for (let i = 0; i < n; i++) ratings[i] = b * (p[i] * sumQ - q[i] * sumP);
}

/** [p q] := Z*[q p]: for skew Z of rank 2 the span stays and the order is kept.   z has room for two more columns. */
function product(n: i32, z: usize, p: usize, q: usize): void {
  const length = bytesOf<f64>(n);
  const images = z + <usize>n * length;
  memory.fill(images, 0, 2 * length);
  gemv<f64>(n, n, 1, z, n, q, images);
  gemv<f64>(n, n, 1, z, n, p, at<f64>(images, n));
  memory.copy(p, images, length);
  memory.copy(q, at<f64>(images, n), length);
}

function normalize(n: i32, x: usize): void {
  const length = nrm2<f64>(n, x);
  if (length > 0) scal<f64>(n, 1 / length, x);
}

/** X_ij. */
// @ts-ignore: decorator
@inline
function entry(n: i32, p: Vector<f64>, i: i32, j: i32): f64 {
  const q = p.from(n);
  const b = q[n];
  return b * (p[i] * q[j] - q[i] * p[j]);
}
