import { mark, release, reserve } from "../arena";
import { logarithm } from "../kernels/elementary";
import { potrf } from "../kernels/potrf";
import { bytesOf, vector } from "../memory";
import { ground, Games, margin, weight } from "../standings/games";
import { assembleTeams } from "../standings/team-equations";
import { Status } from "../status";

/** What is known before any game: the logarithm of a ridge is normal about that of USUAL, which 28 seasons of football chose, with this variance. */
const USUAL: f64 = 8;
const VARIANCE: f64 = 1;
/** Squares that the ratings leave of all: below this share it is rounding. */
const LEAST_LEFT: f64 = 1e-14;
/** The part of the largest pivot that stands in for no ridge on the home advantage, of which nothing may be known. */
const FLAT: f64 = 1e-10;

/**
 * How ill the games go with a ridge, −2 ln of its posterior density but for a constant. With normal ratings of variance noise/ridge and a flat home advantage, the noise profiled out:
 *
 *   W ln(y'y − b'M⁻¹b) + ln det M − n ln ridge − C ln(1 + 1/ridge) + ln²(ridge/USUAL)/VARIANCE,   M and b as in assembleTeams, W = sum of weights (less 1 for h), C components,
 *
 * since the level of each component is no rating: M has 1 + ridge there, its prior ridge.   [Morris83]
 *
 * out: one f64, overwritten; 0 where there are no margins to judge by.
 */
export function judgeRidge(games: usize, ridge: f64, joint: bool, advantage: f64, out: usize): Status {
  const g = changetype<Games>(games);
  const base = mark();
  const p = joint ? g.n + 1 : g.n;
  const lda = (p + 1 + 7) & ~7;
  const bytes = bytesOf<f64>(lda * (p + 4));
  const a = vector<f64>(reserve(bytes));
  if (a.at(0) == 0) return Status.OutOfMemory;
  memory.fill(a.at(0), 0, bytes);
  assembleTeams(g, ridge, joint, advantage, a, lda, p);
  let largest = 0.0;
  for (let j = 0; j < p; j++) largest = max<f64>(largest, a[j * (lda + 1)]);
  if (joint) a[g.n * (lda + 1)] = a[g.n * (lda + 1)] - ridge + FLAT * largest;

  let squares = 0.0;
  let total = joint ? -1.0 : 0;
  for (let k = 0; k < g.count; k++) {
    const y = joint ? margin(g, k) : margin(g, k) - advantage * ground(g, k);
    squares += weight(g, k) * y * y;
    total += weight(g, k);
  }
  potrf<f64>(p, p + 1, 0, a.at(0), lda);
  let explained = 0.0;
  let determinant = 0.0;
  for (let j = 0; j < p; j++) {
    const z = a[p + j * lda];
    explained += z * z;
    determinant += 2 * logarithm(a[j * (lda + 1)]);
  }
  release(base);
  let components = 0.0;
  for (let i = 0; i < g.n; i++) components += 1 / <f64>g.sizes[g.component[i]];
  const left = max<f64>(squares - explained, LEAST_LEFT * squares);
  const far = logarithm(ridge / USUAL);
  vector<f64>(out)[0] = !(squares > 0) || !isFinite<f64>(squares) || !(total > 0) ? 0
    : total * logarithm(left) + determinant - <f64>g.n * logarithm(ridge) - components * logarithm(1 + 1 / ridge) + far * far / VARIANCE;
  return Status.Ok;
}
