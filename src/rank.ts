import { checkInteger, checkNumber, describe, reading } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { listLength } from "./lists";
import { checkDescending, readValues } from "./decomposition";
import { optimalThreshold } from "./shrinkage";
import { headRatios, relativeErrors } from "./spectrum";
import { epsilon } from "./wasm/working";

/**
 * How many singular values to keep. With p of them, s_1 ≥ … ≥ s_p, the rank is the least k ≥ 1 for which the rule holds:
 *
 * - a number: exactly this rank, 1 to p;
 * - `{ energy: c }`, 0 to 1: the share of the sum of squares kept, (s_1² + … + s_k²) / (s_1² + … + s_p²) ≥ c;
 * - `{ ratio: c }`, above 0: (s_1 + … + s_k) / (s_{k+1} + … + s_p) ≥ c;
 * - `{ relativeError: c }`, 0 to 1: √(s_{k+1}² + … + s_p²) / √(s_1² + … + s_p²) = ‖A − A_k‖_F / ‖A‖_F ≤ c;
 * - `"gap"`: the k < p with the largest s_k / s_{k+1} (the first of several); p if all values are equal;
 * - `"optimal-threshold"`: every value above the optimal hard threshold for white noise, of Gavish & Donoho (2014); may be none.
 *
 * Every rule leaves out the values at or below max(m, n) · 2⁻⁵² · s_1, which are rounding: `{ energy: 1 }` and
 * `{ relativeError: 0 }` give the numerical rank. A zero matrix has rank 0 by every rule. A bound met to within 8 units of
 * rounding counts as met (a bound of exactly 1 or 0 is taken at its word).
 */
export type RankCriterion =
  | number
  | { readonly energy: number }
  | { readonly ratio: number }
  | { readonly relativeError: number }
  | "gap"
  | "optimal-threshold";

/** What keeping the first `rank` singular values means. */
export interface RankPoint {
  /** k, from 1. */
  readonly rank: number;
  /** s_k, the smallest value kept. */
  readonly value: number;
  /** Share of the sum of squares kept, 0 to 1; exactly 1 at the last point. 1 for a zero matrix. */
  readonly energy: number;
  /** ‖A − A_k‖_F / ‖A‖_F, 1 to 0; exactly 0 at the last point. 0 for a zero matrix. */
  readonly relativeError: number;
  /** Sum of the values kept over the sum of those left out; Infinity where those are all 0, so always at the last point. */
  readonly ratio: number;
  /** s_k / s_{k+1}, each raised to the rounding level max(m, n) · 2⁻⁵² · s_1 if below it; 1 at the last point. */
  readonly gap: number;
}

/** What `chooseRank` returns. */
export interface RankChoice {
  /** The rank that the criterion picks, 0 to p. */
  readonly rank: number;
  /** One point per rank, 1 to p. */
  readonly curve: readonly RankPoint[];
  /** Of "optimal-threshold" alone: what singular values must be above, in their unit. */
  readonly threshold?: number;
}

/** The shape of the matrix that the singular values belong to; a matrix will do. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** A bound met to within this relative distance counts as met. */
const SLACK = 8;
const FIELDS = ["energy", "ratio", "relativeError"] as const;

/**
 * The rank that a criterion picks for given singular values, and what every other rank would mean.
 *
 * @param S          p singular values, descending, finite, not negative.
 * @param criterion  see `RankCriterion`.
 * @param shape      m × n with min(m, n) ≥ p, of the matrix behind S, as { rows, columns } or [rows, columns]. It sets the rounding level (p × p if not given) and is
 *                   needed for "optimal-threshold", together with all min(m, n) values.
 * @returns `rank`, `curve`, one point per rank from 1 to p (for a scree plot, say), and the threshold where there is one.
 * @throws TypeError   if an argument is of the wrong kind or `shape` is missing where it is needed;
 * @throws RangeError  if values are negative, infinite or not descending, or the criterion is out of range.
 *
 * Cost O(p).
 *
 * @example
 * chooseRank([18.97, 9.49], { energy: 0.75 }).rank; // 1: it keeps 0.8 of the sum of squares
 */
export function chooseRank(S: ArrayLike<number>, criterion: RankCriterion, shape?: Shape | readonly [rows: number, columns: number]): RankChoice {
  const values = readValues(S, "S");
  checkDescending(values, "S");
  const p = values.length;
  const rule = readCriterion(criterion);
  const size = shape === undefined ? undefined : readShape(shape, p);
  if (rule === "optimal-threshold") checkThresholdShape(size, p);
  checkCriterion(rule, p);
  const { rows, columns } = size ?? { rows: p, columns: p };
  const level = roundingLevel(values, rows, columns);
  const choice = { rank: pickRank(values, rule, rows, columns), curve: rankCurve(values, level) };
  return rule === "optimal-threshold" && p > 0 ? { ...choice, threshold: Math.max(level, optimalThreshold(values, rows, columns)) } : choice;
}

function readShape(shape: unknown, p: number): Shape {
  return reading("shape", () => {
    const isPair = Array.isArray(shape) && listLength(shape) === 2;
    if (shape === null || typeof shape !== "object" || (Array.isArray(shape) && !isPair)) {
      throw wrongKind(`shape is ${describe(shape)}: expected { rows, columns } or [rows, columns]`);
    }
    const [rows, columns] = isPair ? [shape[0] as unknown, shape[1] as unknown] : [(shape as Partial<Shape>).rows, (shape as Partial<Shape>).columns];
    checkInteger("shape.rows", rows, 0);
    checkInteger("shape.columns", columns, 0);
    if (Math.min(rows, columns) < p) {
      throw outOfRange(`shape is ${rows} × ${columns}: expected room for the ${p} singular values of S`);
    }
    return { rows, columns };
  });
}

function checkThresholdShape(shape: Shape | undefined, p: number): void {
  if (shape === undefined) throw wrongKind('shape is undefined: expected { rows, columns } for "optimal-threshold"');
  const all = Math.min(shape.rows, shape.columns);
  if (all !== p) throw outOfRange(`S has length ${p}: expected all ${all} singular values for "optimal-threshold"`);
}

/** The values at or below it are rounding. */
export function roundingLevel(S: Float64Array, rows: number, columns: number): number {
  return S.length === 0 ? 0 : Math.max(rows, columns) * epsilon() * S[0]!;
}

/** The numerical rank: how many values lie above `tolerance` times the largest, by default above the rounding level. */
export function numericalRank(S: Float64Array, rows: number, columns: number, tolerance?: number): number {
  const level = tolerance === undefined ? roundingLevel(S, rows, columns) : tolerance * (S[0] ?? 0);
  let rank = 0;
  while (rank < S.length && S[rank]! > level) rank++;
  return rank;
}

/** A criterion of our own; refuses one of the wrong kind, and a bound out of range. */
export function readCriterion(criterion: unknown): RankCriterion {
  if (typeof criterion === "number" || criterion === "gap" || criterion === "optimal-threshold") return criterion;
  const expected = 'a rank, { energy }, { ratio }, { relativeError }, "gap" or "optimal-threshold"';
  if (typeof criterion === "string") throw outOfRange(`criterion is ${describe(criterion)}: expected ${expected}`);
  return reading("criterion", () => {
    if (criterion === null || typeof criterion !== "object" || Array.isArray(criterion)) {
      throw wrongKind(`criterion is ${describe(criterion)}: expected ${expected}`);
    }
    const given = Object.keys(criterion);
    const field = FIELDS.find((name) => name === given[0]);
    if (given.length !== 1 || field === undefined) {
      throw wrongKind(`criterion has the fields { ${given.join(", ")} }: expected ${expected}`);
    }
    const bound = (criterion as Record<string, unknown>)[field];
    if (field === "ratio") checkNumber("criterion.ratio", bound, 0, Infinity, true);
    else checkNumber(`criterion.${field}`, bound, 0, 1);
    return { [field]: bound } as unknown as RankCriterion;
  });
}

/** Refuses a rank out of range; `p` is the largest. */
export function checkCriterion(criterion: RankCriterion, p: number): void {
  if (typeof criterion !== "number") return;
  if (p === 0) throw outOfRange(`criterion is ${criterion}: there is no rank to choose, the matrix has no entries`);
  checkInteger("criterion", criterion, 1, p);
}

/** The rank by a checked criterion. `noise` (standard deviation of an entry) only for "optimal-threshold". */
export function pickRank(S: Float64Array, criterion: RankCriterion, rows: number, columns: number, noise?: number): number {
  if (typeof criterion === "number") return criterion;
  const level = roundingLevel(S, rows, columns);
  const most = countAbove(S, level);
  if (most === 0) return 0;
  if (criterion === "optimal-threshold") {
    return Math.min(most, countAbove(S, optimalThreshold(S, rows, columns, noise)));
  }
  if (criterion === "gap") return Math.min(most, widestGap(S, level));
  const holds = rule(S, criterion);
  for (let k = 1; k < most; k++) if (holds(k)) return k;
  return most;
}

/** How many of the descending values are above `bar`. */
function countAbove(S: Float64Array, bar: number): number {
  let count = 0;
  while (count < S.length && S[count]! > bar) count++;
  return count;
}

function rule(S: Float64Array, criterion: Exclude<RankCriterion, number | string>): (k: number) => boolean {
  if ("ratio" in criterion) {
    const ratios = headRatios(S);
    return (k) => ratios[k]! >= criterion.ratio * (1 - SLACK * epsilon());
  }
  const errors = relativeErrors(S);
  if ("relativeError" in criterion) return (k) => errors[k]! <= criterion.relativeError * (1 + SLACK * epsilon());
  if (criterion.energy === 1) return (k) => errors[k] === 0;
  return (k) => share(errors[k]!) >= criterion.energy * (1 - SLACK * epsilon());
}

/** The share of the sum of squares kept, from the relative error. */
function share(relativeError: number): number {
  return (1 - relativeError) * (1 + relativeError);
}

/** s_k / s_{k+1} for k = 1 … p, with what is below `level` raised to it; 1 at k = p and where both are 0. */
function gapAfter(S: Float64Array, k: number, level: number): number {
  if (k === S.length) return 1;
  const below = Math.max(S[k]!, level);
  const above = Math.max(S[k - 1]!, level);
  return above === below ? 1 : above / below;
}

/** The k with the widest gap after it, the first of several; p where no gap is wider than 1. */
function widestGap(S: Float64Array, level: number): number {
  let best = S.length;
  let widest = 1;
  for (let k = 1; k < S.length; k++) {
    const gap = gapAfter(S, k, level);
    if (gap > widest) [best, widest] = [k, gap];
  }
  return best;
}

function rankCurve(S: Float64Array, level: number): RankPoint[] {
  const errors = relativeErrors(S);
  const ratios = headRatios(S);
  return Array.from(S, (value, i) => {
    const rank = i + 1;
    const relativeError = errors[rank]!;
    return { rank, value, energy: share(relativeError), relativeError, ratio: ratios[rank]!, gap: gapAfter(S, rank, level) };
  });
}
