import { checkBoolean, checkInteger, describe, reading, readOptions } from "./checks";
import { outOfRange, wrongKind } from "./errors";
import { type Dense, readEntire, type Sparse } from "./input";
import { isList, mapped, readFinite } from "./lists";
import { type Admit, borrowMatrix, type Matrix, type MatrixLike, readMatrix } from "./matrix";
import { type CentredTriplets, decomposeSparse } from "./pca-sparse";
import { timesPowerOfTwo } from "./power-of-two";
import type { SparseMatrix } from "./sparse";
import { admitSvd, svd, type Svd } from "./svd";
import type { TruncatedInfo, TruncatedSvd } from "./truncated-result";
import { truncatedCentred, truncatedSvd, type TruncatedSvdOptions } from "./truncated-svd";
import { bytesOf } from "./wasm/bytes";
import { requireRoom, withFrame } from "./wasm/frame";

/** `tolerance`, `seed`, `maxIterations` and `onProgress` are those of `truncatedSvd`, for when only some components are asked for. */
export interface PcaOptions extends TruncatedSvdOptions {
  /** How many components, 1 to min(m, n). Default all. */
  readonly components?: number | undefined;
  /** false: the scores are left out of the result, which is then small. Default true. */
  readonly scores?: boolean | undefined;
}

/** Principal components of a table: rows are observations, columns are variables. */
export interface Pca {
  /** n means, one per column. */
  readonly mean: Float64Array;
  /** n × k, orthonormal columns: column j is the direction of the j-th largest variance. This is V, as in `svd`. */
  readonly components: Matrix;
  /** m × k: the coordinates of the rows, (A − 1 meanᵀ) components. Left out if `scores` is false. */
  readonly scores?: Matrix;
  /** The k leading singular values of the centred matrix, in the unit of the entries. */
  readonly singularValues: Float64Array;
  /** k variances along the components, s² / (m − 1), in the squared unit of the entries; zeros for a single row. */
  readonly explainedVariance: Float64Array;
  /** Each variance as a share of the whole, 0 to 1; zeros if the table does not vary. */
  readonly explainedVarianceRatio: Float64Array;
  /** The sum of the variances of all columns, those along left-out components included. */
  readonly totalVariance: number;
  /** How far each component is from an exact one, as `truncatedSvd` measures it, in the unit of the entries; there where `info` is. */
  readonly residuals?: Float64Array;
  /** How `truncatedSvd` found the components; not there if all of a dense table were asked for. */
  readonly info?: TruncatedInfo;
}

const FIELDS = ["components", "scores", "tolerance", "seed", "maxIterations", "onProgress"] as const;

/**
 * Principal component analysis: the orthogonal directions along which the rows of a table vary most.
 *
 * @param a        m × n, one observation per row, finite entries: a matrix in any accepted form, or a `sparse` one; not modified.
 * @param options  see `PcaOptions`.
 * @returns means, components, scores and variances. The sign rule of `svd` holds for the scores: in each column the entry of largest
 *          magnitude is positive. A table without rows has means 0.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite or `components` is not 1 to min(m, n);
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * The singular value decomposition of the centred matrix. The covariance matrix, which squares the condition, is formed only where some components of a tall table
 * are asked for; what it finds is refined and measured, and not taken where it misses the tolerance. Centring
 * in two passes from the first row: a constant column contributes exactly nothing, whatever its size. A sparse table is centred
 * implicitly and never filled in; what its means exceed its deviations by is lost in accuracy. Columns of different units
 * should be brought to one scale first. Cost that of `svd`, or of `truncatedSvd` if `components` is given or the table is sparse.
 *
 * @example
 * const { components, explainedVarianceRatio } = pca([[2, 0], [0, 0], [4, 0.1], [6, 0]], { components: 1 });
 */
export function pca(a: MatrixLike | SparseMatrix, options?: PcaOptions): Pca {
  const { components, scores = true, ...search } = readOptions("options", options, FIELDS);
  checkBoolean("options.scores", scores);
  const admit: Admit = components === undefined ? admitSvd("pca") : (p, n) => requireRoom("pca", bytesOf(p * n));
  const m = readEntire(a, false, admit);
  const most = Math.min(m.rows, m.columns);
  if (components !== undefined) checkInteger("options.components", components, 1, most);
  const { triplets, mean, exponent, norm } = decompose(m, components, search);
  const { U, S, V, residuals, info } = triplets;
  const unit = timesPowerOfTwo(1, exponent);
  const singularValues = mapped(S, "pca", (s) => s * unit);
  const freedom = Math.max(1, m.rows - 1);
  return {
    mean,
    components: V,
    ...(scores ? { scores: scoresOf(U, S, exponent) } : {}),
    singularValues,
    explainedVariance: mapped(singularValues, "pca", (s) => (s * s) / freedom),
    explainedVarianceRatio: mapped(S, "pca", (s) => (norm === 0 ? 0 : Math.min(1, (s / norm) * (s / norm)))),
    totalVariance: (norm * unit * (norm * unit)) / freedom,
    ...(residuals === undefined || info === undefined ? {} : { residuals: mapped(residuals, "pca", (r) => r * unit), info }),
  };
}

/** The decomposition of the centred table, of which all or some triplets are wanted. */
function decompose(a: Dense | Sparse, components: number | undefined, search: TruncatedSvdOptions): Centred {
  const least = Math.min(a.rows, a.columns);
  if (a.form === "sparse" && least > 0) return decomposeSparse(a, components ?? least, search);
  if (a.form === "dense" && components !== undefined) {
    const leading = truncatedCentred(a, components, search);
    if (leading !== undefined) return { ...leading, exponent: 0, norm: Math.sqrt(leading.energy) };
  }
  const { centred, ...rest } = centre(a.form === "sparse" ? { rows: a.rows, columns: a.columns, data: new Float64Array(0) } : a);
  return { triplets: components === undefined ? svd(centred) : truncatedSvd(centred, components, search), ...rest };
}

type Centred = Omit<CentredTriplets, "triplets"> & { readonly triplets: Svd & Partial<Pick<TruncatedSvd, "residuals" | "info">> };

/** 2^-exponent (A − 1 meanᵀ) and its Frobenius norm. */
function centre({ rows, columns, data }: Matrix): { centred: Matrix; mean: Float64Array; exponent: number; norm: number } {
  return withFrame("pca", (frame) => {
    const at = frame.copyIn(data);
    const [mean, result] = [frame.reserve(columns), frame.reserve(2)];
    frame.call(frame.wasm.centre(rows, columns, at, mean, result));
    const [exponent, norm] = frame.copyOut(result, 2);
    return { centred: frame.copyOutMatrix(at, rows, columns), mean: frame.copyOut(mean, columns), exponent: exponent!, norm: norm! };
  });
}

/** 2^exponent U diag(S). */
function scoresOf(U: Matrix, S: Float64Array, exponent: number): Matrix {
  return withFrame("pca", (frame) => {
    const { rows, columns, data } = U;
    const [at, s] = [frame.copyIn(data), frame.copyIn(S)];
    frame.wasm.scaleColumns(rows, columns, s, at);
    if (exponent !== 0) frame.wasm.scalePowerOfTwo(data.length, exponent, at);
    return frame.copyOutMatrix(at, rows, columns);
  });
}

/** What pcaTransform and pcaInverse need of a result of `pca`. */
export interface PcaModel {
  /** n numbers. */
  readonly mean: ArrayLike<number>;
  /** n × k. */
  readonly components: MatrixLike;
}

/**
 * The coordinates of rows, new ones too, along the principal components: (X − 1 meanᵀ) components.
 *
 * @param model  the result of `pca`, or its `mean` (n numbers) and `components` (n × k).
 * @param rows   p × n, finite entries; not modified.
 * @returns p × k.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit or an entry is not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * For the rows of the table itself these are the scores. Cost 2pnk flops.
 *
 * @example
 * const scores = pcaTransform(pca(table, { components: 2 }), [newRow]);
 */
export function pcaTransform(model: PcaModel, rows: MatrixLike): Matrix {
  const { mean, components } = readModel(model);
  const x = borrowMatrix(rows, "rows");
  const [n, k, count] = [components.rows, components.columns, x.rows];
  if (count > 0 && x.columns !== n) throw outOfRange(`rows have ${x.columns} entries: expected ${n}, the length of model.mean`);
  return withFrame("pcaTransform", (frame) => {
    frame.require(frame.wasm.pcaBytes(count, n, k) + bytesOf(x.data.length + n + n * k + count * k));
    const [at, mu, v, y] = [frame.copyIn(x.data), frame.copyIn(mean), frame.copyIn(components.data), frame.reserve(count * k)];
    frame.call(frame.wasm.pcaTransform(count, n, k, at, mu, v, y));
    return frame.copyOutMatrix(y, count, k);
  });
}

/**
 * The rows that have given coordinates along the principal components: scores componentsᵀ + 1 meanᵀ.
 *
 * @param model   the result of `pca`, or its `mean` (n numbers) and `components` (n × k).
 * @param scores  p × k, finite entries; not modified.
 * @returns p × n. From the scores of a row this is its projection on the plane of the components; with all components, the row.
 * @throws as `pcaTransform` does.
 *
 * Cost 2pnk flops.
 *
 * @example
 * const model = pca(table, { components: 2 });
 * const smooth = pcaInverse(model, pcaTransform(model, table));
 */
export function pcaInverse(model: PcaModel, scores: MatrixLike): Matrix {
  const { mean, components } = readModel(model);
  const y = borrowMatrix(scores, "scores");
  const [n, k, count] = [components.rows, components.columns, y.rows];
  if (count > 0 && y.columns !== k) throw outOfRange(`scores have ${y.columns} entries: expected ${k}, the columns of model.components`);
  return withFrame("pcaInverse", (frame) => {
    frame.require(frame.wasm.pcaBytes(count, n, k) + bytesOf(y.data.length + n + n * k + count * n));
    const [at, mu, v, x] = [frame.copyIn(y.data), frame.copyIn(mean), frame.copyIn(components.data), frame.reserve(count * n)];
    frame.call(frame.wasm.pcaInverse(count, n, k, at, mu, v, x));
    return frame.copyOutMatrix(x, count, n);
  });
}

function readModel(model: unknown): Pick<Pca, "mean" | "components"> {
  return reading("model", () => {
    if (model === null || typeof model !== "object" || !("mean" in model) || !("components" in model)) {
      throw wrongKind(`model is ${describe(model)}: expected { mean, components }`);
    }
    const { mean } = model;
    if (!isList(mean)) throw wrongKind(`model.mean is ${describe(mean)}: expected a list of numbers`);
    const data = readFinite(mean, "model.mean");
    const components = readMatrix(model.components, "model.components");
    if (data.length !== components.rows) {
      throw outOfRange(`model.mean has length ${data.length}: expected ${components.rows}, the rows of model.components`);
    }
    return { mean: data, components };
  });
}
