/**
 * The test ratios of LAPACK, from their definitions: of order 1 for a backward stable method, whatever the size or scale.
 * Plain loops, nothing from the package. Matrices are scaled by a power of two first, so that no sum overflows; the grid
 * of subnormal numbers (2^-1074) counts as rounding where it is coarser than one ulp.
 */
import { type Dense, exponentOf, largestMagnitude, norm1, SAFE_MIN, scaled, timesPowerOfTwo, TINY, ULP } from "./dense";

/** What every ratio below must stay under; LAPACK's own suite allows 50. */
export const LIMIT = 10;
/** The same for residuals with 16 columns or fewer, where n * ulp is hardly more than one rounding. */
const SMALL_LIMIT = 20;

export function residualLimit(n: number): number {
  return n <= 16 ? SMALL_LIMIT : LIMIT;
}

/** R1: ‖A - U diag(S) V'‖₁ / (‖A‖₁ n ulp).   [LAPACK bdt01] */
export function residualRatio(a: Dense, u: Dense, s: ArrayLike<number>, v: Dense): number {
  if (a.rows === 0 || a.columns === 0) return 0;
  const exponent = shiftOf(a);
  const b = scaled(a, -exponent);
  const k = s.length;
  const weighted = new Float64Array(k);
  const columnSums = new Float64Array(a.columns);
  const values = Float64Array.from(s, (x) => timesPowerOfTwo(x, -exponent));
  for (let i = 0; i < a.rows; i++) {
    for (let l = 0; l < k; l++) weighted[l] = u.data[i * u.columns + l]! * values[l]!;
    for (let j = 0; j < a.columns; j++) {
      let sum = 0;
      const row = j * v.columns;
      for (let l = 0; l < k; l++) sum += weighted[l]! * v.data[row + l]!;
      columnSums[j]! += Math.abs(b.data[i * a.columns + j]! - sum);
    }
  }
  return relative(largestMagnitude(columnSums), norm1(b), a.columns, exponent);
}

/** R2, R3: ‖I - X'X‖₁ / (rows * ulp) for a matrix with orthonormal columns.   [LAPACK ort01] */
export function orthogonalityRatio(x: Dense): number {
  const { rows, columns, data } = x;
  if (rows === 0 || columns === 0) return 0;
  const gram = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let p = 0; p < columns; p++) {
      const factor = data[row + p]!;
      if (factor === 0) continue;
      const to = p * columns;
      for (let q = p; q < columns; q++) gram[to + q]! += factor * data[row + q]!;
    }
  }
  let largest = 0;
  for (let q = 0; q < columns; q++) {
    let sum = 0;
    for (let p = 0; p < columns; p++) {
      const entry = p <= q ? gram[p * columns + q]! : gram[q * columns + p]!;
      sum += Math.abs((p === q ? 1 : 0) - entry);
    }
    if (!(sum <= largest)) largest = sum;
  }
  return largest / (rows * ULP);
}

/** R4: 0 if S is descending, finite or Infinity, without negative numbers and without -0; otherwise 1/ulp. */
export function orderRatio(s: ArrayLike<number>): number {
  for (let i = 0; i < s.length; i++) {
    if (!(s[i]! >= 0) || Object.is(s[i], -0)) return 1 / ULP;
    if (i > 0 && !(s[i]! <= s[i - 1]!)) return 1 / ULP;
  }
  return 0;
}

/**
 * R5, R6: max over the columns of |x - sign * y| / (rows * ulp), with the sign taken at the largest entry of x.
 * Only meaningful for columns of simple, separated values; `columns` names them.   [LAPACK ort03]
 */
export function columnRatio(x: Dense, y: Dense, columns: readonly number[]): number {
  let worst = 0;
  for (const j of columns) {
    let at = 0;
    for (let i = 1; i < x.rows; i++) {
      if (Math.abs(x.data[i * x.columns + j]!) > Math.abs(x.data[at * x.columns + j]!)) at = i;
    }
    const sign = Math.sign(x.data[at * x.columns + j]!) * Math.sign(y.data[at * y.columns + j]!) || 1;
    for (let i = 0; i < x.rows; i++) {
      const gap = Math.abs(x.data[i * x.columns + j]! - sign * y.data[i * y.columns + j]!);
      if (!(gap <= worst)) worst = gap;
    }
  }
  return worst / (Math.max(1, x.rows) * ULP);
}

/** Columns whose value is at least `gap` * s[0] away from its neighbours (and from 0). */
export function separated(s: ArrayLike<number>, gap: number): number[] {
  const bar = gap * (s[0] ?? 0);
  return Array.from(s, (_, i) => i).filter(
    (i) => s[i]! > bar && (i === 0 || s[i - 1]! - s[i]! > bar) && (i === s.length - 1 || s[i]! - s[i + 1]! > bar),
  );
}

/** R7: max |s - t| / max(k ulp s[0], safe minimum), over every value, the last included.   [LAPACK drvbd] */
export function valuesRatio(s: ArrayLike<number>, t: ArrayLike<number>): number {
  if (s.length !== t.length) return 1 / ULP;
  let worst = 0;
  for (let i = 0; i < s.length; i++) {
    const gap = s[i] === t[i] ? 0 : Math.abs(s[i]! - t[i]!);
    if (!(gap <= worst)) worst = gap;
  }
  return worst === 0 ? 0 : worst / Math.max(s.length * ULP * s[0]!, SAFE_MIN);
}

/** R8: ‖A - Q B P'‖₁ / (‖A‖₁ n ulp) for a bidiagonal B = (d, e): the reduction alone.   [LAPACK chkbd 1] */
export function reductionRatio(a: Dense, q: Dense, d: ArrayLike<number>, e: ArrayLike<number>, p: Dense): number {
  const k = d.length;
  // Q*B has columns d[j] q_j + e[j-1] q_{j-1}: hand it to R1 as U with unit values.
  const qb: Dense = { rows: q.rows, columns: k, data: new Float64Array(q.rows * k) };
  for (let i = 0; i < q.rows; i++) {
    for (let j = 0; j < k; j++) {
      const before = j > 0 ? e[j - 1]! * q.data[i * q.columns + j - 1]! : 0;
      qb.data[i * k + j] = d[j]! * q.data[i * q.columns + j]! + before;
    }
  }
  const exponent = shiftOf(a);
  return residualRatio(scaled(a, -exponent), scaled(qb, -exponent), new Float64Array(k).fill(1), p);
}

/** R9: ‖B - U S V'‖₁ / (‖B‖₁ k ulp): the bidiagonal solver alone.   [LAPACK bdt03] */
export function bidiagonalRatio(d: ArrayLike<number>, e: ArrayLike<number>, u: Dense, s: ArrayLike<number>, v: Dense): number {
  const k = d.length;
  const b = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    b[i * k + i] = d[i]!;
    if (i + 1 < k) b[i * k + i + 1] = e[i]!;
  }
  return residualRatio({ rows: k, columns: k, data: b }, u, s, v);
}

/** R10: max |s - t| / max(√safmin max(s[0], 1), ulp max(|s|, |t|)): relative in every value.   [LAPACK chkbd 9] */
export function relativeValuesRatio(s: ArrayLike<number>, t: ArrayLike<number>): number {
  if (s.length !== t.length) return 1 / ULP;
  let worst = 0;
  const floor = Math.sqrt(SAFE_MIN) * Math.max(s[0] ?? 0, 1);
  for (let i = 0; i < s.length; i++) {
    const ratio = Math.abs(s[i]! - t[i]!) / Math.max(floor, ULP * Math.max(s[i]!, t[i]!));
    if (!(ratio <= worst)) worst = ratio;
  }
  return worst;
}

/**
 * R11: the smallest tolerance of 5, 10, 20, 40, ... at which a Sturm count finds, for every cluster of the intervals
 * s_i (1 ± tolerance * max(k/10, 1) * ulp), as many singular values of the bidiagonal as it has members; Infinity beyond 10240.
 * This measures relative accuracy.   [LAPACK svdch]
 */
export function sturmTolerance(d: ArrayLike<number>, e: ArrayLike<number>, s: ArrayLike<number>): number {
  const exponent = exponentOf(Math.max(largestMagnitude(d), largestMagnitude(e)) || 1);
  const shrink = (x: number) => timesPowerOfTwo(x, -exponent);
  const diagonal = Float64Array.from(d, shrink);
  const above = Float64Array.from(e, shrink);
  const values = Float64Array.from(s, shrink);
  for (let tolerance = 5; tolerance <= 10240; tolerance *= 2) {
    if (clustersAgree(diagonal, above, values, tolerance)) return tolerance;
  }
  return Infinity;
}

function clustersAgree(d: Float64Array, e: Float64Array, s: Float64Array, tolerance: number): boolean {
  const k = s.length;
  if (k === 0) return true;
  const eps = tolerance * Math.max(k / 10, 1) * ULP;
  // Below this, underflow inside the count hides the difference.
  const floor = Math.max(Math.sqrt(SAFE_MIN) * s[0]!, SAFE_MIN / eps);
  const lower = (i: number) => {
    const x = (1 - eps) * s[i]! - floor;
    return x > floor ? x : 0;
  };
  for (let begin = 0; begin < k; ) {
    const upper = (1 + eps) * s[begin]! + floor;
    let end = begin + 1;
    let low = lower(begin);
    while (end < k && (1 + eps) * s[end]! + floor >= low) low = lower(end++);
    const inside = countBelow(d, e, upper) - (low > 0 ? countBelow(d, e, low) : 0);
    if (inside !== end - begin) return false;
    begin = end;
  }
  return true;
}

/** Singular values below x > 0: negative pivots of the Golub-Kahan tridiagonal (0; d0, e0, d1, ...) - x, less k.   [LAPACK svdct] */
export function countBelow(d: ArrayLike<number>, e: ArrayLike<number>, x: number): number {
  const k = d.length;
  const tiny = 1e-290;
  let pivot = -x;
  let negative = 1;
  for (let j = 0; j < 2 * k - 1; j++) {
    const b = j % 2 === 0 ? d[j / 2]! : e[(j - 1) / 2]!;
    if (Math.abs(pivot) < tiny) pivot = -tiny;
    pivot = -x - (b / pivot) * b;
    if (pivot < 0) negative++;
  }
  return negative - k;
}

/** R12: ‖U'AV - diag(S)‖₁ / (‖A‖₁ n ulp), for a full or a leading set of triplets.   [LAPACK bdt05] */
export function projectionRatio(a: Dense, u: Dense, s: ArrayLike<number>, v: Dense): number {
  const k = s.length;
  if (k === 0 || a.rows === 0 || a.columns === 0) return 0;
  const exponent = shiftOf(a);
  const b = scaled(a, -exponent);
  const product = new Float64Array(k * k);
  const av = new Float64Array(k);
  for (let i = 0; i < a.rows; i++) {
    av.fill(0);
    for (let j = 0; j < a.columns; j++) {
      const factor = b.data[i * a.columns + j]!;
      for (let l = 0; l < k; l++) av[l]! += factor * v.data[j * v.columns + l]!;
    }
    for (let p = 0; p < k; p++) {
      const factor = u.data[i * u.columns + p]!;
      for (let l = 0; l < k; l++) product[p * k + l]! += factor * av[l]!;
    }
  }
  for (let l = 0; l < k; l++) product[l * k + l]! -= timesPowerOfTwo(s[l]!, -exponent);
  return relative(norm1({ rows: k, columns: k, data: product }), norm1(b), a.columns, exponent);
}

/** |Σ s² - ‖A‖²| / ‖A‖² in units of ulp. */
export function frobeniusRatio(a: Dense, s: ArrayLike<number>): number {
  const exponent = shiftOf(a);
  const left = sumOfSquares(s, exponent);
  const right = sumOfSquares(a.data, exponent);
  const grid = timesPowerOfTwo(TINY, -exponent) * a.data.length;
  return right === 0 ? left / ULP : Math.abs(left - right) / Math.max(right * ULP, grid);
}

/** Σ (2^-exponent x)², compensated: many equal squares would drift in a plain sum.   [Kahan 1965] */
function sumOfSquares(x: ArrayLike<number>, exponent: number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < x.length; i++) {
    const term = timesPowerOfTwo(x[i]!, -exponent) ** 2 - lost;
    const next = sum + term;
    lost = next - sum - term;
    sum = next;
  }
  return sum;
}

/** The exponent of the largest entry: scaling by its negative brings it into [1, 2). */
function shiftOf(a: Dense): number {
  const largest = largestMagnitude(a.data);
  return largest > 0 && largest < Infinity ? exponentOf(largest) : 0;
}

/** residual / (norm n ulp), clipped at n ‖A‖ as LAPACK does; NaN counts as the worst. */
function relative(residual: number, norm: number, n: number, exponent: number): number {
  if (!(residual < Infinity)) return 1 / ULP;
  if (norm === 0) return residual === 0 ? 0 : 1 / ULP;
  const grid = timesPowerOfTwo(TINY, -exponent) * n;
  return Math.min(residual, n * norm) / Math.max(norm * n * ULP, grid);
}
