import { Growth } from "../assembly/codes";
import { checkInteger, checkNumber, describe, reading, readOptions } from "./checks";
import { appendLines, isModel } from "./completion/append";
import type { Completion, FoldedLine } from "./completion/types";
import { checkDescending, readSvd } from "./decomposition";
import { outOfRange, wrongKind } from "./errors";
import { isList, mapped, readFinite } from "./lists";
import { borrowMatrix, type MatrixLike } from "./matrix";
import type { Svd } from "./svd";
import { bytesOf } from "./wasm/working";
import { withFrame } from "./wasm/frame";

/** Options of `appendRows`, `appendColumns` and `rankOneUpdate`. */
export interface UpdateOptions {
  /** The largest rank to keep, 0 or more. Default: no limit. */
  readonly rank?: number | undefined;
  /** Singular values at or below `tolerance` times the largest are discarded; 0 to 1. Default max(m, n) · 2⁻⁵², the rounding level. */
  readonly tolerance?: number | undefined;
  /** Forgetting factor: the matrix before the update is multiplied by it first; above 0, to 1. Default 1. */
  readonly forget?: number | undefined;
}

/** A decomposition that grew. */
export interface UpdatedSvd extends Svd {
  /** The number of singular values kept. */
  readonly rank: number;
  /**
   * An upper bound of ‖A − U diag(S) Vᵀ‖_F, rounding apart: the norms of all that was discarded on the way, summed.
   * An update begins with the bound of what it is given: `truncationBound`, or `error.frobenius` of a `lowRank`, or 0: the
   * decomposition then counts as exact.
   */
  readonly truncationBound: number;
}

const FIELDS = ["rank", "tolerance", "forget"] as const;

/**
 * The decomposition of a matrix with more rows, from that of the matrix: [f A; R]. Of a model of `complete` the same with rows that were folded in: they become rows like the others.
 *
 * @param svd      of A, m × n: U (m × k), S (k values, descending), V (n × k), from any source; k = 0 and m = 0 are fine.
 *                 U and V need not be orthonormal to the last bit: they are made so when they have drifted by more than a few roundings.
 * @param rows     R, c × n, finite entries; not modified. Of a model what `foldIn(model, …)` gave for each new row.
 * @param options  see `UpdateOptions`.
 * @returns U ((m + c) × r), S, V (n × r), the rank r ≤ k + c and the truncation bound. It may be updated again. Of a model the longer one: nothing is fitted again, each new row is predicted as what
 *          `foldIn` gave is, under the next index; what rows have, popularity and all else that depends on them follow. Names stay what they are (`labelled` takes known ones).
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit, an entry is not finite, or an option is out of range; if a line is not of the model, or has no entries and a model of "fill", or an
 *                           exact one, tells such lines by its filling;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB;
 * @throws ConvergenceError  if the decomposition of the small core does not converge (not known to happen).
 *
 * Zha & Simon (1999); Brand (2006). Cost O((m + n)(k + c)²): some rows at a time are cheaper than each alone. Of a model O(its size), for any number of rows.
 *
 * @example
 * const model = appendRows(svd(table), [newRow], { rank: 4 });
 * appendRows(model, [newRow]).truncationBound >= model.truncationBound; // true
 * const completed = complete(ratings);
 * const longer = appendRows(completed, [foldIn(completed, [[3, 5], [7, 1]])]);
 * longer.rows - completed.rows; // 1
 */
export function appendRows(model: Completion, rows: Iterable<FoldedLine>): Completion;
export function appendRows(svd: Svd, rows: MatrixLike, options?: UpdateOptions): UpdatedSvd;
export function appendRows(svd: Svd | Completion, rows: MatrixLike | Iterable<FoldedLine>, options?: UpdateOptions): UpdatedSvd | Completion {
  if (isModel(svd)) return appendLines(svd, "row", rows, options);
  const old = readUpdate(svd, options);
  const added = borrowMatrix(rows as MatrixLike, "rows");
  const columns = old.V.rows;
  if (added.rows > 0 && added.columns !== columns) {
    throw outOfRange(`rows have ${added.columns} entries: expected ${columns}, the rows of svd.V`);
  }
  return update("appendRows", old, added.rows, { data: NOTHING, row: 1, column: 0, kind: Growth.Stacked }, {
    data: added.data, row: 1, column: columns, kind: Growth.Joined,
  });
}

/**
 * The decomposition of a matrix with more columns, from that of the matrix: [f A, C]. Of a model of `complete` the same with columns that were folded in.
 *
 * @param svd      of A, m × n, as for `appendRows`.
 * @param columns  C, m × c, finite entries; not modified. Of a model, but for method "item", what `foldIn(model, …, { side: "column" })` gave for each new column; who has it the
 *                 model does not know, so that `recommend` does not leave it out by itself.
 * @param options  see `UpdateOptions`.
 * @returns U (m × r), S, V ((n + c) × r), the rank r ≤ k + c and the truncation bound.
 * @throws as `appendRows` does.
 *
 * Cost and sources as for `appendRows`.
 *
 * @example
 * const { S } = appendColumns(svd([[3], [0]]), [[0], [2]]);
 * S; // 3 and 2
 */
export function appendColumns(model: Completion, columns: Iterable<FoldedLine>): Completion;
export function appendColumns(svd: Svd, columns: MatrixLike, options?: UpdateOptions): UpdatedSvd;
export function appendColumns(svd: Svd | Completion, columns: MatrixLike | Iterable<FoldedLine>, options?: UpdateOptions): UpdatedSvd | Completion {
  if (isModel(svd)) return appendLines(svd, "column", columns, options);
  const old = readUpdate(svd, options);
  const added = borrowMatrix(columns as MatrixLike, "columns");
  const rows = old.U.rows;
  if (added.rows !== rows) throw outOfRange(`columns have ${added.rows} entries: expected ${rows}, the rows of svd.U`);
  return update("appendColumns", old, added.columns, { data: added.data, row: added.columns, column: 1, kind: Growth.Joined }, {
    data: NOTHING, row: 1, column: 0, kind: Growth.Stacked,
  });
}

/**
 * The decomposition of f A + a bᵀ from that of A. With b a unit vector and a a difference this replaces a column of A.
 *
 * @param svd      of A, m × n, as for `appendRows`.
 * @param a        m finite numbers; not modified.
 * @param b        n finite numbers; not modified.
 * @param options  see `UpdateOptions`.
 * @returns U (m × r), S, V (n × r), the rank r ≤ k + 1 and the truncation bound.
 * @throws as `appendRows` does.
 *
 * Where the update cancels a part of A, what is left of it is right to rounding in A, not in the rest. Brand (2006). Cost O((m + n)(k + 1)²).
 *
 * @example
 * const { S } = rankOneUpdate(svd([[2, 0], [0, 1]]), [0, 1], [0, 3]);
 * S; // 4 and 2
 */
export function rankOneUpdate(svd: Svd, a: ArrayLike<number>, b: ArrayLike<number>, options?: UpdateOptions): UpdatedSvd {
  const old = readUpdate(svd, options);
  const left = readVector(a, "a", old.U.rows, "svd.U");
  const right = readVector(b, "b", old.V.rows, "svd.V");
  return update("rankOneUpdate", old, 1, { data: left, row: 1, column: left.length, kind: Growth.Joined }, {
    data: right, row: 1, column: right.length, kind: Growth.Joined,
  });
}

const NOTHING = /* @__PURE__ */ new Float64Array(0);

/** What is known of the decomposition and of what to keep. */
interface Given extends Svd {
  readonly bound: number;
  readonly cap: number;
  readonly tolerance: number | undefined;
}

/** The new columns of a side: the steps between their rows and columns in `data`, and how they are added. */
interface Added {
  readonly data: Float64Array;
  readonly row: number;
  readonly column: number;
  readonly kind: Growth;
}

function readUpdate(svd: unknown, options: UpdateOptions | undefined): Given {
  const { rank, tolerance, forget = 1 } = readOptions("options", options, FIELDS);
  if (rank !== undefined) checkInteger("options.rank", rank, 0);
  if (tolerance !== undefined) checkNumber("options.tolerance", tolerance, 0, 1);
  checkNumber("options.forget", forget, 0, 1, true);
  const { U, S, V } = readSvd(svd, "svd");
  checkDescending(S, "svd.S");
  const cap = Math.min(rank ?? Infinity, 2 ** 31 - 1);
  return { U, S: forget === 1 ? S : mapped(S, "svd.S", (s) => s * forget), V, bound: forget * reading("svd", () => readBound(svd as Partial<UpdatedSvd>)), cap, tolerance };
}

/** How far the given decomposition may be from its matrix, as far as it says. */
function readBound(svd: { truncationBound?: unknown; error?: unknown }): number {
  const error = svd.error as { frobenius?: unknown } | undefined;
  const [name, bound] = "truncationBound" in svd ? ["truncationBound", svd.truncationBound] : ["error.frobenius", error?.frobenius ?? 0];
  checkNumber(`svd.${name}`, bound, 0, Infinity);
  return bound;
}

function readVector(x: unknown, name: string, length: number, factor: string): Float64Array {
  return reading(name, () => {
    if (!isList(x)) throw wrongKind(`${name} is ${describe(x)}: expected a list of ${length} numbers`);
    const data = readFinite(x, name);
    if (data.length !== length) throw outOfRange(`${name} has length ${data.length}: expected ${length}, the rows of ${factor}`);
    return data;
  });
}

/** [U E] diag(S, I) [V F]ᵀ, with `count` new columns E or F, or unit vectors in new rows. */
export function update(operation: string, given: Given, count: number, left: Added, right: Added): UpdatedSvd {
  const { U, S, V, bound, cap } = given;
  const [m, n, k] = [U.rows, V.rows, S.length];
  const rows = left.kind === Growth.Stacked ? m + count : m;
  const columns = right.kind === Growth.Stacked ? n + count : n;
  const tolerance = given.tolerance ?? Math.max(rows, columns) * Number.EPSILON;
  return withFrame(operation, (frame) => {
    const { wasm } = frame;
    frame.require(wasm.updateBytes(m, n, k, count) + bytesOf(U.data.length + V.data.length + k + left.data.length + right.data.length));
    const [u, s, v] = [frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data)];
    const [e, f] = [frame.copyIn(left.data), frame.copyIn(right.data)];
    const result = frame.reserveWords(6);
    const update = frame.open((result) => wasm.updateOpen(m, n, k, count, result));
    wasm.updateSide(update, 0, left.kind, u, U.columns, e, left.row, left.column);
    wasm.updateSide(update, 1, right.kind, v, V.columns, f, right.row, right.column);
    frame.call(wasm.updateSolve(update, s, cap, tolerance, result));
    const rank = frame.word(result, 3);
    return {
      U: frame.copyOutMatrix(frame.word(result, 0), rows, rank),
      S: frame.copyOut(frame.word(result, 1), rank),
      V: frame.copyOutMatrix(frame.word(result, 2), columns, rank),
      rank,
      truncationBound: bound + frame.number(frame.at(result, 2), 0),
    };
  });
}
