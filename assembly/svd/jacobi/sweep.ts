import { dot } from "../../kernels/dot";
import { powerOfTwo, scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { rot, rotScaled } from "../../kernels/rot";
import { roundoff } from "../../machine";
import { bytesOf } from "../../memory";
import { Columns, measure, normalizeColumns } from "./columns";

/** Columns of a tile: two tiles of X and V stay in the second-level cache while all their pairs are rotated. */
const TILE: i32 = 8;
/** In ulps. The cosines add up: with sqrt(n) alone U would be orthogonal to 10 units at n = 1000, not to 1.5. */
const MOST_COSINE: f64 = 4;
/** A squared norm that fell to less than this share of what it was is computed afresh. */
const LOST: f64 = 0.5;
/** A column that a sweep leaves less of than this times roundoff is rounding, and taken to be zero. */
const NOISE: f64 = 8;

/**
 * One sweep of one-sided Jacobi rotations from the right, by rows of tiles:  X := X*J,  V := V*J,  towards orthogonal columns of X.
 * Returns the number of pairs whose cosine was above min(4, sqrt(n))*ulp.   [DV08], [LAPACK gesvj]
 *
 * number: of this sweep, from 1. A pair of columns that neither it nor the sweep before changed is known to be orthogonal. A column in
 * the span of the others ends as a unit vector with an exponent below every other.
 */
export function sweep(number: i32, c: Columns): i32 {
  const n = c.n;
  const tolerance = 2 * roundoff<f64>() * min<f64>(MOST_COSINE, sqrt<f64>(<f64>n));
  if (number == 1) memory.fill(c.turned.at(0), 0, bytesOf<i32>(n));
  normalizeColumns(c);
  memory.copy(c.startSquares.at(0), c.squares.at(0), bytesOf<f64>(n));
  memory.copy(c.startExponents.at(0), c.exponent.at(0), bytesOf<i32>(n));
  let rotations = 0;
  for (let p0 = 0; p0 < n; p0 += TILE) {
    const p1 = min(n, p0 + TILE);
    for (let q0 = p0; q0 < n; q0 += TILE) {
      const q1 = min(n, q0 + TILE);
      for (let p = p0; p < p1; p++) {
        for (let q = max(q0, p + 1); q < q1; q++) {
          if (max(c.turned[p], c.turned[q]) < number - 1) continue;
          if (!rotatePair(p, q, tolerance * tolerance, c)) continue;
          c.turned[p] = number;
          c.turned[q] = number;
          rotations++;
        }
      }
    }
  }
  if (rotations > 0) clearNoise(c);
  return rotations;
}

/** Makes columns p and q of X orthogonal; returns false if they were, the square of their cosine at most `bound`. */
function rotatePair(p: i32, q: i32, bound: f64, c: Columns): bool {
  const product = dot<f64>(c.n, c.x.at(p * c.ld), c.x.at(q * c.ld));
  if (product * product <= bound * c.squares[p] * c.squares[q]) return false;
  const gap = c.exponent[q] - c.exponent[p];
  if (gap > 0) turn(q, p, -gap, product, c);
  else turn(p, q, gap, product, c);
  return true;
}

/**
 * The rotation of columns p and q, the unit of q being 2^gap of that of p, gap <= 0. With r = 2^gap and the Gram matrix
 * [a r*b; r*b r^2*d] its tangent is r*t,
 *
 *   t = sign(h) / (|h| + sqrt(r^2 + h^2)),  h = (a - r^2*d) / 2b,    a' = a + r^2*t*b,    d' = d - t*b
 */
function turn(p: i32, q: i32, gap: i32, product: f64, c: Columns): void {
  const squareP = c.squares[p];
  const squareQ = c.squares[q];
  const ratio = gap < -1022 ? 0 : powerOfTwo(gap);
  const ratio2 = ratio * ratio;
  const h = (squareP - ratio2 * squareQ) / (2 * product);
  const t = copysign<f64>(1, h) / (abs<f64>(h) + sqrt<f64>(ratio2 + h * h));
  const tangent = ratio * t;
  const cosine = 1 / sqrt<f64>(1 + tangent * tangent);
  rotScaled<f64>(c.n, c.x.at(p * c.ld), c.x.at(q * c.ld), cosine, cosine * ratio * tangent, cosine * t);
  if (changetype<usize>(c.v) != 0 && tangent != 0) {
    rot<f64>(c.n, c.v.at(p * c.ld), c.v.at(q * c.ld), cosine, cosine * tangent);
  }
  c.squares[p] = squareP + ratio * tangent * product;
  c.squares[q] = squareQ - t * product;
  if (!(c.squares[p] > LOST * squareP)) measure(p, c);
  if (!(c.squares[q] > LOST * squareQ)) measure(q, c);
}

/** Clears the columns of which the sweep left nothing but rounding. */
function clearNoise(c: Columns): void {
  const noise = NOISE * roundoff<f64>();
  for (let j = 0; j < c.n; j++) {
    const gap = c.exponent[j] - c.startExponents[j];
    if (gap >= 0) continue;
    const square = scaleByPowerOfTwo(c.squares[j], 2 * gap);
    if (square <= noise * noise * c.startSquares[j]) memory.fill(c.x.at(j * c.ld), 0, bytesOf<f64>(c.n));
  }
}
