import { mark, release, reserve } from "../../arena";
import { weighGames as weigh } from "../../completion/games";
import { advantageAfter, drawBand, noiseVariance } from "../../completion/outcomes";
import { skewScores, skewTable, skewTurn } from "../../completion/skew";
import { assembleTeams } from "../../completion/team-equations";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { gemv } from "../../kernels/gemv";
import { normalCumulative } from "../../kernels/normal";
import { potrf } from "../../kernels/potrf";
import { Status } from "../../status";
import { smallSvd } from "../dense/small";

/** Pivots this far below the largest are rounding: what they belong to cannot be told apart from the rest. */
const LEAST_PIVOT: f64 = 1e-13;

export function weighGames(count: i32, teams: usize, numbers: usize, kind: i32, cap: f64, pairsOnce: bool): void {
  weigh(count, teams, numbers, kind, cap, pairsOnce);
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
  n: i32, count: i32, teams: usize, numbers: usize, component: usize, sizes: usize, ridge: f64, joint: bool, advantage: f64,
  ratings: usize, covariance: usize, dropped: usize,
): Status {
  const base = mark();
  const p = joint ? n + 1 : n;
  const lda = equationRows(p);
  const bytes = (<usize>lda * <usize>(p + 4)) << 3;
  const a = reserve(bytes);
  const right = reserve(<usize>p << 3);
  const work = reserve(gemmWorkspace<f64>(p, p, p));
  if (a == 0 || right == 0 || work == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  memory.fill(a, 0, bytes);
  assembleTeams(n, count, teams, numbers, component, sizes, ridge, joint, advantage, a, lda, 2 * p);
  let largest = 0.0;
  for (let j = 0; j < p; j++) {
    const column = a + ((<usize>j * <usize>lda) << 3);
    largest = max<f64>(largest, load<f64>(column + (<usize>j << 3)));
    store<f64>(column + (<usize>(p + j) << 3), 1);
  }

  // [M; I; b'] becomes [L; L'^-1; (L^-1*b)'].
  store<i32>(dropped, potrf<f64>(p, 2 * p + 1, LEAST_PIVOT * largest, a, lda));
  const inverse = a + (<usize>p << 3);
  for (let j: usize = 0; j < <usize>p; j++) {
    store<f64>(right + (j << 3), load<f64>(inverse + ((j * <usize>lda + <usize>p) << 3)));
  }
  memory.fill(ratings, 0, <usize>(n + 1) << 3);
  gemv<f64>(p, p, 1, inverse, lda, right, ratings);
  if (!joint) store<f64>(ratings + (<usize>n << 3), advantage);

  memory.fill(covariance, 0, (<usize>(n + 1) * <usize>(n + 1)) << 3);
  gemm<f64>(p, p, p, 1, inverse, 1, lda, inverse, lda, 1, covariance, n + 1, work);
  removeLevels(n, component, sizes, ridge, covariance);
  release(base);
  return Status.Ok;
}

/** Takes 1*1'/(size*(1 + ridge)) of every component off again: what is left is the covariance for ratings of sum 0. */
function removeLevels(n: i32, component: usize, sizes: usize, ridge: f64, covariance: usize): void {
  for (let i = 0; i < n; i++) {
    const mine = load<i32>(component + (<usize>i << 2));
    const share = 1 / (<f64>load<i32>(sizes + (<usize>mine << 2)) * (1 + ridge));
    const row = covariance + ((<usize>i * <usize>(n + 1)) << 3);
    for (let j = 0; j < n; j++) {
      const at = row + (<usize>j << 3);
      if (load<i32>(component + (<usize>j << 2)) == mine) store<f64>(at, load<f64>(at) - share);
    }
  }
}

/** Makes room for completeSkew and stores its address at `out`: Y, seen, Z and two columns, [p q b] now and before. */
export function skewOpen(n: i32, count: i32, teams: usize, numbers: usize, advantage: f64, out: usize): Status {
  const square = (<usize>n * <usize>n) << 3;
  const line = <usize>n << 3;
  const y = reserve(3 * square + 6 * line + 64);
  if (y == 0) return Status.OutOfMemory;
  const base = mark();
  const s = reserve(line + 2 * square);
  if (s == 0) return Status.OutOfMemory;
  skewTable(n, count, teams, numbers, advantage, y, y + square);
  const u = s + line;
  const status = smallSvd(n, y, n, s, u, u + square);
  if (status == Status.Ok) {
    const p = skewFactors(n, y);
    for (let i: usize = 0; i < <usize>n; i++) {
      const row = u + i * line;
      store<f64>(p + (i << 3), load<f64>(row));
      store<f64>(p + line + (i << 3), load<f64>(row, 8));
    }
    store<f64>(p + 2 * line, 0);
    store<usize>(out, y);
  }
  release(base);
  return status;
}

function skewFactors(n: i32, y: usize): usize {
  return y + ((3 * <usize>n * <usize>n + 2 * <usize>n) << 3);
}

/** One turn of the completion; its change. */
export function completeSkew(n: i32, y: usize): f64 {
  const square = (<usize>n * <usize>n) << 3;
  const p = skewFactors(n, y);
  return skewTurn(n, y, y + square, p, y + 2 * square, p + (<usize>(2 * n + 1) << 3));
}

/** The ratings of the completed table, h left as it is. */
export function rateSkew(n: i32, y: usize, ratings: usize): void {
  skewScores(n, skewFactors(n, y), ratings);
}

/**
 * What the games say about the ratings: the deviation of one game and half the width of the band of draws, left in `result`.
 *
 * afterwards: h is estimated now, given the ratings.   shrunk, parameters: see noiseVariance.
 */
export function judgeTeams(
  n: i32, count: i32, teams: usize, numbers: usize, ridge: f64, afterwards: bool, shrunk: i32, parameters: i32,
  ratings: usize, covariance: usize, result: usize,
): void {
  if (afterwards) store<f64>(ratings + (<usize>n << 3), advantageAfter(n, count, teams, numbers, ridge, ratings));
  const variance = noiseVariance(n, count, teams, numbers, ridge, shrunk, parameters, ratings);
  store<f64>(result, sqrt<f64>(variance));
  store<f64>(result, drawBand(n, count, teams, numbers, variance, ratings, covariance), 8);
}

/** The deviation of every rating and of h:  noise*sqrt(C_ii).   out: n + 1. */
export function ratingDeviations(n: i32, noise: f64, covariance: usize, out: usize): void {
  for (let i: usize = 0; i <= <usize>n; i++) {
    const own = load<f64>(covariance + ((i * <usize>(n + 2)) << 3));
    store<f64>(out + (i << 3), own > 0 ? noise * sqrt<f64>(own) : 0);
  }
}

/** P(margin > band), P(|margin| <= band) and P(margin < -band) for a normal margin, left in `out`. */
export function outcomeChances(expected: f64, spread: f64, band: f64, out: usize): void {
  const home = normalCumulative((expected - band) / spread);
  const away = normalCumulative((-band - expected) / spread);
  store<f64>(out, home);
  store<f64>(out, max<f64>(0, 1 - home - away), 8);
  store<f64>(out, away, 16);
}
