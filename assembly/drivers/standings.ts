import { mark, release, reserve, room } from "../arena";
import { bytesOf, elements, Layout, measured, placed, Vector, vector } from "../memory";
import { Games, weighGames as weigh } from "../standings/games";
import { advantageAfter, drawBand, noiseVariance } from "../standings/outcomes";
import { skewScores, skewTable, skewTurn } from "../standings/skew";
import { assembleTeams } from "../standings/team-equations";
import { gemm, gemmWorkspace } from "../kernels/gemm";
import { gemv } from "../kernels/gemv";
import { normalCumulative } from "../kernels/normal";
import { potrf } from "../kernels/potrf";
import { Status } from "../status";

/** Pivots this far below the largest are rounding: what they belong to cannot be told apart from the rest. */
const LEAST_PIVOT: f64 = 1e-13;

/** The record of games that lie in memory already (see Games); its address is left at `result`. */
export function standingsOpen(n: i32, count: i32, teams: usize, numbers: usize, component: usize, sizes: usize, result: usize): Status {
  const address = reserve(offsetof<Games>());
  if (address == 0) return Status.OutOfMemory;
  const games = changetype<Games>(address);
  games.n = n;
  games.count = count;
  games.teams = vector<i32>(teams);
  games.numbers = vector<f64>(numbers);
  games.component = vector<i32>(component);
  games.sizes = vector<i32>(sizes);
  store<usize>(result, address);
  return Status.Ok;
}

export function weighGames(games: usize, kind: i32, cap: f64, pairsOnce: bool): void {
  weigh(changetype<Games>(games), kind, cap, pairsOnce);
}

/** Elements from column to column of the equations: p columns, under them the identity and the right-hand side. */
function equationRows(p: i32): i32 {
  return (2 * p + 1 + 7) & ~7;
}

/** Bytes that rateTeams and, if `skew`, completeSkew reserve. */
export function standingsBytes(n: i32, skew: bool): f64 {
  const p = <f64>n + 1;
  const equations = (2 * p + 8) * (p + 4) * 8 + p * 8 + <f64>gemmWorkspace<f64>(n + 1, n + 1, n + 1) + 256;
  const small = <f64>n * <f64>n * 8;
  return max<f64>(equations, skew ? 12 * small + <f64>n * 400 + 65536 : 0);
}

/**
 * Ratings by least squares, and (the inverse of the equations) the covariance in units of the noise. See assembleTeams.
 *
 * ratings: s of n teams, then h; covariance: (n + 1) x (n + 1), its border 0 where h is not joint; dropped: one word, the number of
 * unknowns that the games do not determine. All overwritten.
 */
export function rateTeams(
  games: usize, ridge: f64, joint: bool, advantage: f64, ratings: usize, covariance: usize, dropped: usize,
): Status {
  const g = changetype<Games>(games);
  const n = g.n;
  const base = mark();
  const p = joint ? n + 1 : n;
  const lda = equationRows(p);
  const bytes = bytesOf<f64>(lda * (p + 4));
  const a = vector<f64>(reserve(bytes));
  const right = vector<f64>(reserve(bytesOf<f64>(p)));
  const work = reserve(gemmWorkspace<f64>(p, p, p));
  if (a.at(0) == 0 || right.at(0) == 0 || work == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.fill(a.at(0), 0, bytes);
  assembleTeams(g, ridge, joint, advantage, a, lda, 2 * p);
  let largest = 0.0;
  for (let j = 0; j < p; j++) {
    const column = elements<f64>(a.at(0), j * lda);
    largest = max<f64>(largest, column[j]);
    column[p + j] = 1;
  }

  // [M; I; b'] becomes [L; L'^-1; (L^-1*b)'].
  vector<i32>(dropped)[0] = potrf<f64>(p, 2 * p + 1, LEAST_PIVOT * largest, a.at(0), lda);
  const inverse = elements<f64>(a.at(0), p);
  for (let j = 0; j < p; j++) right[j] = inverse[j * lda + p];
  memory.fill(ratings, 0, bytesOf<f64>(n + 1));
  gemv<f64>(p, p, 1, inverse.at(0), lda, right.at(0), ratings);
  if (!joint) vector<f64>(ratings)[n] = advantage;

  memory.fill(covariance, 0, bytesOf<f64>((n + 1) * (n + 1)));
  gemm<f64>(p, p, p, 1, inverse.at(0), 1, lda, inverse.at(0), lda, 1, covariance, n + 1, work);
  removeLevels(g, ridge, covariance);
  release(base);
  return Status.Ok;
}

/** Takes 1*1'/(size*(1 + ridge)) of every component off again: what is left is the covariance for ratings of sum 0. */
function removeLevels(games: Games, ridge: f64, covariance: usize): void {
  const n = games.n;
  for (let i = 0; i < n; i++) {
    const mine = games.component[i];
    const share = 1 / (<f64>games.sizes[mine] * (1 + ridge));
    const row = elements<f64>(covariance, i * (n + 1));
    for (let j = 0; j < n; j++) if (games.component[j] == mine) row[j] = row[j] - share;
  }
}

/** A skew-symmetric table being completed, all n x n: Y, seen, and room for Z and two columns; [p q b] now and before. */
@unmanaged
class Skew extends Layout {
  n: i32;
  y: Vector<f64>;
  seen: Vector<f64>;
  z: Vector<f64>;
  p: Vector<f64>;
  before: Vector<f64>;
}

function layOut(skew: Skew, n: i32): Skew {
  const square = <f64>n * <f64>n;
  skew.n = n;
  skew.y = skew.take<f64>(square);
  skew.seen = skew.take<f64>(square);
  skew.z = skew.take<f64>(square + 2 * <f64>n);
  skew.p = skew.take<f64>(2 * n + 1);
  skew.before = skew.take<f64>(2 * n + 1);
  return skew;
}

/** Makes room for completeSkew; its address and that of Y, n x n, are left at `result`. */
export function skewOpen(games: usize, advantage: f64, result: usize): Status {
  const n = changetype<Games>(games).n;
  const address = room(layOut(measured<Skew>(), n).end);
  if (address == 0) return Status.OutOfMemory;
  const skew = layOut(placed<Skew>(address), n);
  skewTable(changetype<Games>(games), advantage, skew.y, skew.seen);
  vector<usize>(result)[0] = address;
  vector<usize>(result)[1] = skew.y.at(0);
  return Status.Ok;
}

/** The start: the two leading left singular vectors of Y. u: n x n, row-major. */
export function skewStart(address: usize, u: usize): void {
  const skew = changetype<Skew>(address);
  const n = skew.n;
  for (let i = 0; i < n; i++) {
    skew.p[i] = vector<f64>(u)[i * n];
    skew.p[n + i] = vector<f64>(u)[i * n + 1];
  }
  skew.p[2 * n] = 0;
}

/** One turn of the completion; its change. */
export function completeSkew(address: usize): f64 {
  const skew = changetype<Skew>(address);
  return skewTurn(skew.n, skew.y, skew.seen, skew.p, skew.z, skew.before);
}

/** The ratings of the completed table, h left as it is. */
export function rateSkew(address: usize, ratings: usize): void {
  const skew = changetype<Skew>(address);
  skewScores(skew.n, skew.p, vector<f64>(ratings));
}

/**
 * What the games say about the ratings: the deviation of one game and half the width of the band of draws, left in `result`.
 *
 * afterwards: h is estimated now, given the ratings.   shrunk, parameters: see noiseVariance.
 */
export function judgeTeams(
  games: usize, ridge: f64, afterwards: bool, shrunk: i32, parameters: i32, ratings: usize, covariance: usize, result: usize,
): void {
  const g = changetype<Games>(games);
  const r = vector<f64>(ratings);
  if (afterwards) r[g.n] = advantageAfter(g, ridge, r);
  const variance = noiseVariance(g, ridge, shrunk, parameters, r);
  store<f64>(result, sqrt<f64>(variance));
  store<f64>(result, drawBand(g, variance, r, vector<f64>(covariance)), 8);
}

/** The deviation of every rating and of h:  noise*sqrt(C_ii).   out: n + 1. */
export function ratingDeviations(n: i32, noise: f64, covariance: usize, out: usize): void {
  const deviations = vector<f64>(out);
  for (let i = 0; i <= n; i++) {
    const own = vector<f64>(covariance)[i * (n + 2)];
    deviations[i] = own > 0 ? noise * sqrt<f64>(own) : 0;
  }
}

/** P(margin > band), P(|margin| <= band) and P(margin < -band) for a normal margin, left in `out`. */
export function outcomeChances(expected: f64, spread: f64, band: f64, out: usize): void {
  const home = normalCumulative((expected - band) / spread);
  const away = normalCumulative((-band - expected) / spread);
  vector<f64>(out)[0] = home;
  vector<f64>(out)[1] = max<f64>(0, 1 - home - away);
  vector<f64>(out)[2] = away;
}
