import { normalCumulative } from "../kernels/normal";
import { Vector } from "../memory";
import { awayTeam, expectedMargin, Games, ground, homeTeam, margin, residual, weight } from "./games";

/** Halvings of an interval: what is left is about its rounding. */
const HALVINGS: i32 = 52;
/** Widest band, in deviations: nearly every game is drawn. */
const WIDEST: f64 = 8;

/** The home advantage given the ratings, shrunk like them:  h = sum w*g*(y - s_home + s_away) / (sum w*g + ridge). */
export function advantageAfter(games: Games, ridge: f64, ratings: Vector<f64>): f64 {
  ratings[games.n] = 0;
  let sum = 0.0;
  let total = ridge;
  for (let k = 0; k < games.count; k++) {
    const w = weight(games, k) * ground(games, k);
    sum += w * residual(games, k, ratings);
    total += w;
  }
  return total > 0 ? sum / total : 0;
}

/**
 * The variance of one game of weight 1.  With a ridge, which is a normal prior on ratings and home advantage, that of greatest marginal
 * likelihood:  (sum w*e^2 + ridge*(|s|^2 + h^2)) / sum w.  Without:  sum w*e^2 / (sum w - parameters), infinite where nothing is left.
 *
 * shrunk: how many of `ratings` (n, then h) the ridge acts on; parameters: those that the equations can tell apart.
 */
export function noiseVariance(
  games: Games, ridge: f64, shrunk: i32, parameters: i32, ratings: Vector<f64>,
): f64 {
  let squares = 0.0;
  let total = 0.0;
  for (let k = 0; k < games.count; k++) {
    const e = residual(games, k, ratings);
    squares += weight(games, k) * e * e;
    total += weight(games, k);
  }
  if (ridge == 0) {
    const left = total - <f64>parameters;
    return left > 1e-9 ? squares / left : Infinity;
  }
  for (let i = 0; i < shrunk; i++) {
    const s = ratings[i];
    squares += ridge * s * s;
  }
  return squares / total;
}

/**
 * Half the width of the band of margins that count as drawn: the mean over the games of P(|margin| < band) is the share of draws,
 * (D + 1)/(W + 3) by the rule of succession; 0 where no game was drawn, as in sports that know no draws.
 */
export function drawBand(games: Games, variance: f64, ratings: Vector<f64>, covariance: Vector<f64>): f64 {
  let drawn = 0.0;
  let total = 0.0;
  let farthest = 0.0;
  let widest = 0.0;
  for (let k = 0; k < games.count; k++) {
    total += weight(games, k);
    if (margin(games, k) == 0) drawn += weight(games, k);
    farthest = max<f64>(farthest, abs<f64>(expectedMargin(games, k, ratings)));
    widest = max<f64>(widest, deviation(games, k, variance, covariance));
  }
  if (drawn == 0 || widest == 0 || widest == Infinity) return 0;
  const share = (drawn + 1) / (total + 3);
  let low = 0.0;
  let high = farthest + WIDEST * widest;
  for (let turn = 0; turn < HALVINGS; turn++) {
    const band = 0.5 * (low + high);
    let sum = 0.0;
    for (let k = 0; k < games.count; k++) {
      if (weight(games, k) == 0) continue;
      const expected = expectedMargin(games, k, ratings);
      const spread = deviation(games, k, variance, covariance);
      sum += weight(games, k) * (normalCumulative((band - expected) / spread) - normalCumulative((-band - expected) / spread));
    }
    if (sum < share * total) low = band;
    else high = band;
  }
  return low;
}

/** Of the margin of a new game between the teams of game k:  sqrt(variance*(1 + x'*C*x)),  x = (e_home - e_away, g). */
function deviation(games: Games, k: i32, variance: f64, covariance: Vector<f64>): f64 {
  const n = games.n;
  const i = homeTeam(games, k);
  const j = awayTeam(games, k);
  const g = ground(games, k);
  const own = entry(covariance, n, i, i) + entry(covariance, n, j, j) - 2 * entry(covariance, n, i, j);
  const home = g * entry(covariance, n, n, n) + 2 * (entry(covariance, n, i, n) - entry(covariance, n, j, n));
  return sqrt<f64>(variance * (1 + max<f64>(0, own + g * home)));
}

// @ts-ignore: decorator
@inline
function entry(covariance: Vector<f64>, n: i32, i: i32, j: i32): f64 {
  return covariance[i * (n + 1) + j];
}
