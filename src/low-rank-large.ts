import { leadingColumns } from "./decomposition";
import type { Input, Operator } from "./input";
import { krylov } from "./krylov";
import { leadingByGram } from "./leading";
import { allocate, part } from "./lists";
import type { Matrix } from "./matrix";
import { frobeniusNorm } from "./norms";
import { apply } from "./operator";
import type { RankCriterion } from "./rank";
import { emptyTriplets, rankForError } from "./sketch";
import type { Svd } from "./svd";
import type { TruncatedSvd } from "./truncated-result";
import { bytesOf, perPrecision, roundingOf } from "./wasm/working";
import { withFrame } from "./wasm/frame";

/** Leading triplets and the errors that they leave. */
export interface Leading {
  readonly triplets: Svd;
  readonly frobenius: number;
  readonly spectral: number;
  readonly relative: number;
}

/** Up to this min(m, n) the whole spectrum is cheaper; from this share of it on, too. */
const SMALL = 400;
const SHARE = 0.25;
/** Columns of an operator's products at a time, for its norm, and the rank that is tried first for an error bound. */
const NORM_BLOCK = 32;
const FIRST_RANK = 8;
/** Error bounds below this ask for nearly the whole spectrum. */
const LEAST_ERROR = 1e-10;
/** Below this, ‖A‖² − Σ s² is rounding and cannot decide on a rank. */
const CANCELLED = 1e-6;
const PLAN = Object.freeze({ block: 4, seed: 1, tolerance: 1e-10, maxIterations: 1000, onProgress: undefined });

/**
 * A low-rank approximation of a large matrix from its leading triplets alone; undefined where the criterion needs the whole
 * spectrum, or that is the cheapest.
 */
export function leadingOfLarge(a: Input, criterion: RankCriterion): Leading | undefined {
  if (a.form === "operator") return leadingOfOperator(a, criterion);
  const least = Math.min(a.rows, a.columns);
  const whole = needsWhole(least, criterion);
  // One triplet more than wanted: its value is the spectral error.
  if (whole && (typeof criterion !== "number" || criterion >= least)) return undefined;
  const relativeError = errorBound(criterion);
  const most = typeof criterion === "number" ? criterion : relativeError === undefined ? undefined : rankForError(a, relativeError, { ...PLAN, power: 1 });
  if (most === undefined || (!whole && most + 1 > SHARE * least)) return undefined;
  if (most === 0) return { triplets: emptyTriplets(a.rows, a.columns), frobenius: 0, spectral: 0, relative: 0 };
  const plan = planOf(a, most + 1);
  const found = leadingByGram("lowRank", a, plan, false, !whole)?.triplets ?? (whole ? undefined : krylov(a, plan));
  if (found?.info.converged !== true) return undefined;
  const norm = frobeniusNorm(a.form === "sparse" ? { rows: 1, columns: a.value.length, data: a.value } : a);
  return measure(a, norm, found, most, relativeError);
}

function planOf({ rows, columns }: Input, rank: number) {
  return { ...PLAN, tolerance: Math.max(perPrecision(PLAN.tolerance, 1e-5), roundingOf(rows, columns)), rank, block: perPrecision(PLAN.block, 2 * PLAN.block) };
}

/** The same of an operator: the rank that an error bound asks for is found by doubling. */
function leadingOfOperator(a: Operator, criterion: RankCriterion): Leading | undefined {
  const least = Math.min(a.rows, a.columns);
  const bound = errorBound(criterion);
  if (needsWhole(least, criterion) || (bound !== undefined && bound <= perPrecision(CANCELLED, 3e-3))) return undefined;
  const norm = normOf(a);
  if (norm === 0 && bound !== undefined) return { triplets: emptyTriplets(a.rows, a.columns), frobenius: 0, spectral: 0, relative: 0 };
  for (let most = typeof criterion === "number" ? criterion : FIRST_RANK; most + 1 <= SHARE * least; most *= 2) {
    const found = krylov(a, planOf(a, most + 1));
    if (!found.info.converged) return undefined;
    if (bound === undefined || shareLeft(found.S, most, norm) <= bound * bound) return measure(a, norm, found, most, bound);
  }
  return undefined;
}

/** ‖A‖_F of an operator, by its product with an identity of the shorter side, a block at a time. */
function normOf(a: Operator): number {
  const [size, method] = a.columns <= a.rows ? [a.columns, "multiply"] as const : [a.rows, "multiplyTransposed"] as const;
  const norms = allocate(Math.ceil(size / NORM_BLOCK), "lowRank");
  for (let from = 0; from < size; from += NORM_BLOCK) {
    const columns = Math.min(NORM_BLOCK, size - from);
    const data = allocate(size * columns, "lowRank");
    for (let j = 0; j < columns; j++) data[(from + j) * columns + j] = 1;
    norms[from / NORM_BLOCK] = frobeniusNorm(apply(a, method, { rows: size, columns, data }, "operator"));
  }
  return frobeniusNorm({ rows: 1, columns: norms.length, data: norms });
}

/** The share of the square of the norm that the first k values leave. */
function shareLeft(S: Float64Array, k: number, norm: number): number {
  return S.subarray(0, k).reduce((rest, s) => rest - (s / norm) * (s / norm), 1);
}

/** Whether it is known beforehand that the criterion needs the whole spectrum. */
export function needsWhole(least: number, criterion: RankCriterion): boolean {
  return least <= SMALL || (typeof criterion === "number" ? criterion + 1 > SHARE * least : errorBound(criterion) === undefined);
}

/** The bound on ‖A − A_k‖_F / ‖A‖_F that a criterion sets, where it is one and far from 0. */
function errorBound(criterion: RankCriterion): number | undefined {
  if (typeof criterion !== "object" || criterion === null) return undefined;
  const bound = "relativeError" in criterion ? criterion.relativeError : "energy" in criterion ? Math.sqrt(1 - criterion.energy) : 0;
  return bound >= perPrecision(LEAST_ERROR, 1e-4) && bound < 1 ? bound : undefined;
}

function measure(a: Input, norm: number, found: TruncatedSvd, most: number, relativeError: number | undefined): Leading {
  const left = (k: number) => shareLeft(found.S, k, norm);
  let rank = most;
  if (relativeError !== undefined && relativeError > perPrecision(CANCELLED, 3e-3)) {
    // The values are accurate now: the least rank is exact.
    while (rank > 1 && left(rank - 1) <= relativeError * relativeError) rank--;
  }
  const triplets = { U: leadingColumns(found.U, rank), S: part(found.S, 0, rank, "lowRank"), V: leadingColumns(found.V, rank) };
  const frobenius = norm === 0 ? 0 : a.form === "dense" ? normLeft(a, triplets) : norm * Math.sqrt(Math.max(0, left(rank)));
  return { triplets, frobenius, spectral: found.S[rank]!, relative: norm === 0 ? 0 : frobenius / norm };
}

/** ‖A − U diag(S) Vᵀ‖_F of a dense matrix, entry by entry. */
function normLeft({ rows, columns, data }: Matrix, { U, S, V }: Svd): number {
  return withFrame("lowRank", (frame) => {
    frame.require(frame.wasm.normsLeftBytes(rows, columns, S.length) + bytesOf(data.length + U.data.length + V.data.length + S.length));
    const [a, u, s, v, out] = [frame.copyIn(data), frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data), frame.reserveDoubles(2)];
    frame.call(frame.wasm.normsLeft(rows, columns, S.length, a, u, s, v, out));
    return frame.double(out, 1);
  });
}
