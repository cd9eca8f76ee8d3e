import { Growth } from "../assembly/codes";
import { describe, reading, readOptions } from "./checks";
import { checkDescending } from "./decomposition";
import { outOfRange, wrongKind } from "./errors";
import { describeApproximation, type LowRank } from "./low-rank";
import { allocate, itemsOf, mapped, part } from "./lists";
import { borrowMatrix, type Matrix, type MatrixLike, readMatrix } from "./matrix";
import { frobeniusNorm } from "./norms";
import { leadingPowerOfTwo } from "./power-of-two";
import { checkCriterion, pickRank, type RankCriterion, readCriterion } from "./rank";
import { relativeErrors, tailNorms, valuesAbove } from "./spectrum";
import { update } from "./update";
import { withFrame } from "./wasm/frame";

/** A matrix in two thin factors, w Y Zᵀ. */
export interface FactoredTerm {
  /** m × k, finite entries, in any accepted form. */
  readonly Y: MatrixLike;
  /** n × k, finite entries, in any accepted form. */
  readonly Z: MatrixLike;
  /** w, any finite number. Default 1. */
  readonly weight?: number | undefined;
}

/**
 * The best approximation of a matrix that is given in factors, or of a weighted sum of such matrices, of a given or chosen rank: the same as `lowRank` of
 * Σ w_i Y_i Z_iᵀ, which is never formed.
 *
 * @param terms      one or several { Y, Z, weight }, with Y_i m × k_i and Z_i n × k_i, the k_i any, all entries finite; not modified.
 * @param criterion  the largest rank to keep, 1 or more, or a rule that chooses it: see `RankCriterion`, but for "optimal-threshold". Default: all
 *                   that is not rounding, which is the values at or below max(m, n) · 2⁻⁵² Σ ‖w y_j‖ ‖z_j‖, roughly, over all columns of Y and Z. Such values count in no case.
 * @returns U (m × r), S (r values), V (n × r), r ≤ min(m, n, Σ k_i), and the exact errors, as of `lowRank`. `factors` makes Y and Z of it again.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if there is no term, shapes do not fit, an entry or a weight is not finite, the criterion is out of range, or a singular value exceeds 1.8e308;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB;
 * @throws ConvergenceError  if the decomposition of the small core does not converge (not known to happen).
 *
 * Where terms cancel, the rest is right to rounding in the terms. The factors of a term may be out of balance (1e200 · 1e-200). QR of [w_1 Y_1 …] and [Z_1 …], the singular value decomposition
 * of R_Y R_Zᵀ: [Brand06] for the sum with nothing. Cost O((m + n) k² + k³) with k = Σ k_i.
 *
 * @example
 * const { U, S, V } = recompress([{ Y: [[3], [0]], Z: [[1], [0]] }, { Y: [[0], [1]], Z: [[0], [2]], weight: 2 }], 1);
 * S; // Float64Array [4]: of diag(3, 4) the larger part
 */
export function recompress(terms: FactoredTerm | readonly FactoredTerm[], criterion?: Exclude<RankCriterion, "optimal-threshold">): LowRank {
  const list = reading("terms", () => readTerms(terms));
  if ((criterion as RankCriterion | undefined) === "optimal-threshold") throw outOfRange('criterion is "optimal-threshold": expected another, as it needs all min(m, n) singular values');
  const rule = criterion === undefined ? undefined : readCriterion(criterion);
  if (rule !== undefined) checkCriterion(rule, Number.MAX_SAFE_INTEGER);
  const Y = joined(list.map((term) => term.Y));
  const Z = joined(list.map((term) => term.Z));
  const [rows, columns, count] = [Y.rows, Z.rows, Y.columns];
  if (rows === 0 || columns === 0 || count === 0) return chosen(empty(rows), new Float64Array(0), empty(columns), 0);
  const [left, right] = balanced(Y, Z, list.flatMap(({ weight, Y: { columns: k } }) => Array<number>(k).fill(weight)));
  const nothing = { U: empty(rows), S: new Float64Array(0), V: empty(columns), bound: 0, cap: 2 ** 31 - 1, tolerance: 0 };
  const side = (data: Float64Array) => ({ data, row: count, column: 1, kind: Growth.Joined });
  const whole = update("recompress", nothing, count, side(left.data), side(right.data));
  checkDescending(whole.S, "the singular values of the sum, S");
  const level = Math.max(rows, columns) * Number.EPSILON * frobeniusNorm(left) * frobeniusNorm(right);
  const S = valuesAbove(whole.S, level);
  const rank = rule === undefined ? S.length : typeof rule === "number" ? Math.min(rule, S.length) : pickRank(S, rule, rows, columns);
  return chosen(whole.U, S, whole.V, rank);
}

/** The leading triplets, and what the others amount to. */
function chosen(U: Matrix, S: Float64Array, V: Matrix, rank: number): LowRank {
  return describeApproximation(U, part(S, 0, rank, "recompress"), V, { frobenius: tailNorms(S)[rank]!, spectral: S[rank] ?? 0, relative: relativeErrors(S)[rank]! });
}

function empty(rows: number): Matrix {
  return { rows, columns: 0, data: new Float64Array(0) };
}

interface Term {
  readonly Y: Matrix;
  readonly Z: Matrix;
  readonly weight: number;
}

function readTerms(terms: unknown): Term[] {
  if (terms === null || typeof terms !== "object") throw wrongKind(`terms is ${describe(terms)}: expected { Y, Z, weight } or a list of them`);
  const isList = Array.isArray(terms);
  const list = (isList ? itemsOf(terms) : [terms]).map((term, i) => readTerm(term, isList ? `terms[${i}]` : "terms"));
  if (list.length === 0) throw outOfRange("terms is an empty list: expected one { Y, Z, weight } or more");
  const [first] = list as [Term];
  list.forEach(({ Y, Z }, i) => {
    for (const [name, rows, expected] of [["Y", Y.rows, first.Y.rows], ["Z", Z.rows, first.Z.rows]] as const) {
      if (rows !== expected) throw outOfRange(`terms[${i}].${name} has ${rows} rows: expected ${expected}, as terms[0].${name} has`);
    }
  });
  return list;
}

function readTerm(term: unknown, name: string): Term {
  if (term === null || typeof term !== "object" || !("Y" in term) || !("Z" in term)) throw wrongKind(`${name} is ${describe(term)}: expected { Y, Z, weight }`);
  const { Y: left, Z: right, weight = 1 } = readOptions(name, term as { Y?: unknown; Z?: unknown; weight?: unknown }, ["Y", "Z", "weight"]);
  if (typeof weight !== "number") throw wrongKind(`${name}.weight is ${describe(weight)}: expected a finite number`);
  if (!Number.isFinite(weight)) throw outOfRange(`${name}.weight is ${weight}: expected a finite number`);
  const [Y, Z] = [readMatrix(left, `${name}.Y`), readMatrix(right, `${name}.Z`)];
  if (Y.columns !== Z.columns) throw outOfRange(`${name}.Z has ${Z.columns} columns: expected ${Y.columns}, as ${name}.Y has`);
  return { Y, Z, weight };
}

/** Matrices of the same rows side by side. */
function joined(parts: readonly Matrix[]): Matrix {
  const [first, ...rest] = parts as [Matrix];
  if (rest.length === 0) return first;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const data = allocate(first.rows * columns, "recompress");
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < first.rows; i++) data.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), i * columns + at);
    at += part.columns;
  }
  return { rows: first.rows, columns, data };
}

/** Bounds of the factors between the two sides: sizes from 5e-324 to 1.8e308 stay in range. */
const LEAST = 9.332636185032189e-302; // 2^-1000
const MOST = 1.0715086071862673e301; // 2^1000

/** The columns of both, of about the same size in pairs, those of the first times their weights: otherwise the small ones of large products could be lost. */
function balanced(Y: Matrix, Z: Matrix, weights: readonly number[]): [Matrix, Matrix] {
  const [sizes, others] = [largest(Y), largest(Z)];
  const shift = mapped(sizes, "recompress", (size, j) => (size === 0 || others[j] === 0 ? 1 : leadingPowerOfTwo(Math.min(MOST, Math.max(LEAST, Math.sqrt(others[j]!) / Math.sqrt(size))))));
  const left = scaled(Y, mapped(shift, "recompress", (factor, j) => factor * weights[j]!), "terms: a product with its weight");
  return [left, scaled(Z, mapped(shift, "recompress", (factor) => 1 / factor), "terms")];
}

/** The largest magnitude of each column. */
function largest({ rows, columns, data }: Matrix): Float64Array {
  const sizes = allocate(columns, "recompress");
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < columns; j++, p++) sizes[j] = Math.max(sizes[j]!, Math.abs(data[p]!));
  return sizes;
}

/** The columns of x, each times its factor. */
function scaled(x: Matrix, factors: Float64Array, name: string): Matrix {
  if (factors.every((factor) => factor === 1)) return x;
  const product = withFrame("recompress", (frame) => {
    const [at, d] = [frame.copyIn(x.data), frame.copyIn(factors)];
    frame.wasm.scaleColumns(x.rows, x.columns, d, at);
    return frame.copyOutMatrix(at, x.rows, x.columns);
  });
  return borrowMatrix(product, name);
}
