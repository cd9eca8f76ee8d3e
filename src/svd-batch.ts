import { checkInteger, checkOneOf, describe, reading, readOptions } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { allocate, listLength } from "./lists";
import { type Admit, borrowMatrix, type MatrixLike } from "./matrix";
import { VECTORS } from "./svd";
import { isKind, viewOf } from "./typed-arrays";
import { inPrecision, type InSingle } from "./wasm/precision";
import { bytesOf, numbersKind } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";

/** Matrices of one shape, one after the other: entry (i, j) of matrix p is `data[(p * rows + i) * columns + j]`. */
export interface MatrixBatch {
  /** How many matrices, 0 or more. */
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

/** Decompositions A = U diag(S) Vᵀ of m × n matrices, one after the other; k = min(m, n). */
export interface SvdBatch<Numbers extends Float64Array | Float32Array = Float64Array> {
  /** Entry (i, l) of the p-th U is `U[(p * m + i) * k + l]`. Empty without vectors. */
  readonly U: Numbers;
  /** Value l of matrix p is `S[p * k + l]`, descending in l. */
  readonly S: Numbers;
  /** Entry (j, l) of the p-th V is `V[(p * n + j) * k + l]`. Empty without vectors. */
  readonly V: Numbers;
}

/** Options of `svdBatch`. */
export interface SvdBatchOptions {
  /** "thin": k columns in every U and V. "none": values only. Default "thin". */
  readonly vectors?: "thin" | "none" | undefined;
  /** Arrays of the right lengths to write to, such as an earlier result; it is returned. In single precision Float32Arrays. Default: new arrays. */
  readonly out?: SvdBatch | SvdBatch<Float32Array> | undefined;
}

/** Bytes of matrices and results in WebAssembly memory at a time: about what a second-level cache holds. */
const CHUNK_BYTES = 1_048_576; // 2^20

/**
 * The singular value decompositions of many matrices of one shape in one call. Each has the bits that `svd` gives; for 3 × 3
 * matrices one costs a fraction of a microsecond.
 *
 * @param matrices  `{ count, rows, columns, data }`, or an array of matrices of equal shape; finite entries; not modified.
 * @param options   see `SvdBatchOptions`. `out` must not share memory with the matrices.
 * @returns flat arrays of count · m · k, count · k and count · n · k numbers, see `SvdBatch`.
 * @throws TypeError         if the matrices or `out` have none of these forms, or an option is unknown;
 * @throws RangeError        if shapes differ, `data` or an array of `out` has the wrong length, or an entry is NaN or infinite;
 * @throws OutOfMemoryError  if one matrix and its results do not fit into 4 GiB;
 * @throws ConvergenceError  as `svd` does.
 *
 * Cost of `svd` for each matrix, without its overhead for a call.
 *
 * @example
 * const { S } = svdBatch({ count: 2, rows: 2, columns: 2, data: [3, 0, 4, 5, 2, 0, 0, 1] });
 * S; // √45 and √5 and 2 and 1
 */
export function svdBatch(matrices: MatrixBatch | ArrayLike<MatrixLike>, options: SvdBatchOptions & InSingle): SvdBatch<Float32Array>;
export function svdBatch(matrices: MatrixBatch | ArrayLike<MatrixLike>, options?: SvdBatchOptions): SvdBatch;
export function svdBatch(matrices: MatrixBatch | ArrayLike<MatrixLike>, options?: SvdBatchOptions): SvdBatch | SvdBatch<Float32Array> {
  const single = inPrecision(options, () => svdBatch(matrices, options));
  if (single !== undefined) return single.result;
  const { vectors = "thin", out: given } = readOptions<SvdBatchOptions & Partial<InSingle>>("options", options, ["vectors", "out", "precision"]);
  checkOneOf("options.vectors", vectors, ["thin", "none"]);
  const target = given === undefined ? undefined : readOut(given);
  const { count, rows, columns, data } = reading("matrices", () => readBatch(matrices, (m, n) => requireRoom("svdBatch", workBytes(m, n, vectors))));
  const k = Math.min(rows, columns);
  const [perU, perV] = vectors === "thin" ? [rows * k, columns * k] : [0, 0];
  const out = target === undefined ? results(count * perU, count * k, count * perV) : viewOfOut(target, count * perU, count * k, count * perV);
  const answer = (given as SvdBatch | undefined) ?? out;
  if (count === 0 || k === 0) return answer;

  const perMatrix = bytesOf(rows * columns + perU + k + perV);
  const chunk = Math.min(count, Math.max(1, Math.floor(CHUNK_BYTES / perMatrix)));
  const bytes = (chunk - 1) * perMatrix + workBytes(rows, columns, vectors);
  withFrame("svdBatch", (frame) => {
    frame.require(bytes);
    const [a, u, s, v] = [rows * columns, perU, k, perV].map((size) => frame.reserve(chunk * size)) as [number, number, number, number];
    for (let first = 0; first < count; first += chunk) {
      const n = Math.min(chunk, count - first);
      frame.write(a, data.subarray(first * rows * columns, (first + n) * rows * columns));
      frame.call(frame.wasm.svdBatch(n, rows, columns, a, VECTORS[vectors], u, s, v));
      frame.copyInto(u, out.U.subarray(first * perU, (first + n) * perU));
      frame.copyInto(s, out.S.subarray(first * k, (first + n) * k));
      frame.copyInto(v, out.V.subarray(first * perV, (first + n) * perV));
    }
  });
  return answer;
}

/** Bytes of WebAssembly memory for one matrix, its results and the work. */
function workBytes(rows: number, columns: number, vectors: keyof typeof VECTORS): number {
  const k = Math.min(rows, columns);
  if (k === 0) return 0;
  const results = vectors === "thin" ? (rows + columns + 1) * k : k;
  return bytesOf(rows * columns + results) + exports().svdBatchBytes(rows, columns, VECTORS[vectors]) + 256;
}

interface Batch { count: number; rows: number; columns: number; data: Float64Array }

function readBatch(source: unknown, admit: Admit): Batch {
  if (source === null || typeof source !== "object") throw unreadable(source);
  if ("count" in source) return readFlat(source as Record<keyof Batch, unknown>, admit);
  const count = listLength(source);
  if (count === undefined) throw unreadable(source);
  return readEach(source as ArrayLike<unknown>, count, admit);
}

function unreadable(source: unknown): TypeError {
  return wrongKind(`matrices is ${describe(source)}: expected { count, rows, columns, data } or an array of matrices`);
}

/** The blocks below each other are one matrix of count · rows rows. */
function readFlat({ count, rows, columns, data }: Record<keyof Batch, unknown>, admit: Admit): Batch {
  checkInteger("matrices.count", count, 0);
  checkInteger("matrices.rows", rows, 0);
  checkInteger("matrices.columns", columns, 0);
  admit(rows, columns);
  return { count, rows, columns, data: viewOf(borrowMatrix({ rows: count * rows, columns, data }, "matrices").data) };
}

function readEach(source: ArrayLike<unknown>, count: number, admit: Admit): Batch {
  if (count === 0) return { count, rows: 0, columns: 0, data: allocate(0, "svdBatch") };
  const { rows, columns, data } = borrowMatrix(source[0], "matrices[0]", admit);
  const all = allocate(count * rows * columns, "svdBatch");
  all.set(data);
  for (let p = 1; p < count; p++) {
    const next = borrowMatrix(source[p], `matrices[${p}]`);
    if (next.rows !== rows || next.columns !== columns) {
      throw outOfRange(`matrices[${p}] is ${next.rows} × ${next.columns}: expected ${rows} × ${columns}, the shape of matrices[0]`);
    }
    all.set(next.data, p * rows * columns);
  }
  return { count, rows, columns, data: all };
}

function results(u: number, s: number, v: number): SvdBatch {
  return { U: allocate(u, "svdBatch"), S: allocate(s, "svdBatch"), V: allocate(v, "svdBatch") };
}

/** The arrays of `out`, each asked for once. */
function readOut(out: unknown): SvdBatch {
  return reading("options.out", () => {
    if (out === null || typeof out !== "object") throw wrongKind(`options.out is ${describe(out)}: expected { U, S, V }`);
    const { U, S, V } = out as Record<string, unknown>;
    for (const [name, array] of Object.entries({ U, S, V })) {
      if (!isKind(array, numbersKind().name as "Float64Array")) throw wrongKind(`options.out.${name} is ${describe(array)}: expected a ${numbersKind().name}`);
    }
    return { U, S, V } as SvdBatch;
  });
}

/** Views of them, once nobody else's code can run any more. */
function viewOfOut(out: SvdBatch, u: number, s: number, v: number): SvdBatch {
  const view = (name: keyof SvdBatch, length: number): Float64Array => {
    const array = viewOf(out[name]);
    if (array.length !== length) throw outOfRange(`options.out.${name} has ${array.length} elements: expected ${length}`);
    return array;
  };
  return { U: view("U", u), S: view("S", s), V: view("V", v) };
}
