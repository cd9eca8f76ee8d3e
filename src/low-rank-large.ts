import { leadingColumns } from "./decomposition";
import type { Dense, Sparse } from "./input";
import { krylov } from "./krylov";
import { leadingByGram } from "./leading";
import { part } from "./lists";
import type { Matrix } from "./matrix";
import { frobeniusNorm } from "./norms";
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
/** Error bounds below this ask for nearly the whole spectrum. */
const LEAST_ERROR = 1e-10;
/** Below this, ‖A‖² − Σ s² is rounding and cannot decide on a rank. */
const CANCELLED = 1e-6;
const PLAN = Object.freeze({ block: 4, seed: 1, tolerance: 1e-10, maxIterations: 1000, onProgress: undefined });

/**
 * A low-rank approximation of a large matrix from its leading triplets alone; undefined where the criterion needs the whole
 * spectrum, or that is the cheapest.
 */
export function leadingOfLarge(a: Dense | Sparse, criterion: RankCriterion): Leading | undefined {
  const least = Math.min(a.rows, a.columns);
  const whole = needsWhole(least, criterion);
  // One triplet more than wanted: its value is the spectral error.
  if (whole && (typeof criterion !== "number" || criterion >= least)) return undefined;
  const relativeError = errorBound(criterion);
  const most = typeof criterion === "number" ? criterion : relativeError === undefined ? undefined : rankForError(a, relativeError, { ...PLAN, power: 1 });
  if (most === undefined || (!whole && most + 1 > SHARE * least)) return undefined;
  if (most === 0) return { triplets: emptyTriplets(a.rows, a.columns), frobenius: 0, spectral: 0, relative: 0 };
  const plan = { ...PLAN, tolerance: Math.max(perPrecision(PLAN.tolerance, 1e-5), roundingOf(a.rows, a.columns)), rank: most + 1, block: perPrecision(PLAN.block, 2 * PLAN.block) };
  const found = leadingByGram("lowRank", a, plan, false, !whole)?.triplets ?? (whole ? undefined : krylov(a, plan));
  if (found?.info.converged !== true) return undefined;
  return measure(a, found, most, relativeError);
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

function measure(a: Dense | Sparse, found: TruncatedSvd, most: number, relativeError: number | undefined): Leading {
  const norm = frobeniusNorm(a.form === "sparse" ? { rows: 1, columns: a.value.length, data: a.value } : a);
  // The share of the square of the norm that the first k values leave.
  const left = (k: number) => found.S.subarray(0, k).reduce((rest, s) => rest - (s / norm) * (s / norm), 1);
  let rank = most;
  if (relativeError !== undefined && relativeError > perPrecision(CANCELLED, 3e-3)) {
    // The values are accurate now: the least rank is exact.
    while (rank > 1 && left(rank - 1) <= relativeError * relativeError) rank--;
  }
  const triplets = { U: leadingColumns(found.U, rank), S: part(found.S, 0, rank, "lowRank"), V: leadingColumns(found.V, rank) };
  const frobenius = norm === 0 ? 0 : a.form === "sparse" ? norm * Math.sqrt(Math.max(0, left(rank))) : normLeft(a, triplets);
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
