import { checkBoolean, checkInteger, describe, reading, readOptions } from "./checks";
import { leadingColumns } from "./decomposition";
import { outOfRange, wrongKind } from "./errors";
import { type Dense, readEntire, type Sparse } from "./input";
import { allocate, isList, mapped, part, readFinite } from "./lists";
import { type Admit, borrowMatrix, type Matrix, type MatrixLike, readMatrix, type VectorLike } from "./matrix";
import { centre, prepare } from "./pca-prepare";
import { type CentredTriplets, decomposeSparse } from "./pca-sparse";
import { timesPowerOfTwo } from "./power-of-two";
import { diagonalTimes, inverses, timesDiagonal } from "./scaling";
import { copyInCentre, copyInSparse, type SparseMatrix } from "./sparse";
import { admitSvd, svd, type Svd } from "./svd";
import type { TruncatedInfo, TruncatedSvd } from "./truncated-result";
import { truncatedCentred, truncatedSvd, type TruncatedSvdOptions } from "./truncated-svd";
import { inPrecision, type InSingle } from "./wasm/precision";
import { bytesOf, epsilon } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { readWeights } from "./weights";

/** `tolerance`, `seed`, `maxIterations` and `onProgress` are those of `truncatedSvd`, for when only some components are asked for. */
export interface PcaOptions extends TruncatedSvdOptions {
  /** How many components, 1 to min(m, n); or, above 0 and below 1, the share of the variance that they are to explain. Default all. */
  readonly components?: number | undefined;
  /**
   * true: every column is divided by its standard deviation first, for columns of different units. One that does not vary is kept, with weight 0 in every component
   * (`constantColumns`). Default false.
   */
  readonly scale?: boolean | undefined;
  /** true: scores are divided by the standard deviation along their component, so that each has variance 1 (whitening); those along one without variance are 0. Default false. */
  readonly whiten?: boolean | undefined;
  /** m weights of the rows, 0 or more: a row of weight 2 counts as two. Only their proportions matter. Default all the same. */
  readonly weights?: VectorLike | undefined;
  /** false: the scores are left out of the result, which is then small. Default true. */
  readonly scores?: boolean | undefined;
}

/** Principal components of a table: rows are observations, columns are variables. */
export interface Pca<Numbers extends Float64Array | Float32Array = Float64Array> {
  /** n means, one per column. */
  readonly mean: Numbers;
  /** n × k, orthonormal columns: column j is the direction of the j-th largest variance. This is V, as in `svd`. */
  readonly components: Matrix<Numbers>;
  /** m × k: the coordinates of the rows, (A − 1 meanᵀ) diag(1/scale) components diag(1/whitened). Left out if `scores` is false. */
  readonly scores?: Matrix<Numbers>;
  /** The k leading singular values of the centred matrix, in the unit of the entries. */
  readonly singularValues: Numbers;
  /** k variances along the components, s² / (m − 1), in the squared unit of the entries; zeros for a single row. */
  readonly explainedVariance: Numbers;
  /** Each variance as a share of the whole, 0 to 1; zeros if the table does not vary. */
  readonly explainedVarianceRatio: Numbers;
  /** The names of the columns, where the table has them: rows of objects, Arrow tables. */
  readonly names?: readonly string[];
  /** With `scale` the standard deviations by which the columns were divided, 1 for one that does not vary. */
  readonly scale?: Numbers;
  /** With `scale` the columns that do not vary, ascending. */
  readonly constantColumns?: readonly number[];
  /** With `whiten` the standard deviations by which the scores were divided, one per component; 1 for one without variance. */
  readonly whitened?: Numbers;
  /** The sum of the variances of all columns, those along left-out components included. */
  readonly totalVariance: number;
  /** How far each component is from an exact one, as `truncatedSvd` measures it, in the unit of the entries; there where `info` is. */
  readonly residuals?: Numbers;
  /** How `truncatedSvd` found the components; not there if all of a dense table were asked for. */
  readonly info?: TruncatedInfo<Numbers>;
}

const FIELDS = ["components", "scale", "whiten", "weights", "scores", "tolerance", "seed", "maxIterations", "onProgress", "precision"] as const;

/**
 * Principal component analysis: the orthogonal directions along which the rows of a table vary most.
 *
 * @param a        m × n, one observation per row, finite entries: a matrix in any accepted form, or a `sparse` one; not modified.
 * @param options  see `PcaOptions`.
 * @returns means, components, scores and variances. The sign rule of `svd` holds for the scores: in each column the entry of largest
 *          magnitude is positive. A table without rows has means 0.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if an entry is not finite, `components` is no share and not 1 to min(m, n), or the weights are negative, all 0 or not m;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * The singular value decomposition of the centred matrix. The covariance matrix, which squares the condition, is formed only where some components of a tall table
 * are asked for; what it finds is refined and measured, and not taken where it misses the tolerance. Centring
 * in two passes from the first row: a constant column contributes exactly nothing, whatever its size. A sparse table is centred
 * implicitly and never filled in, weighted and scaled or not; what its means exceed its deviations by is lost in accuracy. Variances are those of the scaled columns
 * with `scale`; with `weights` w, of mean 1, sums of w (x − mean)² over m − 1, and the sign rule holds for √w times the scores. Cost that of `svd`, or of
 * `truncatedSvd` if a number of `components` is given or the table is sparse.
 *
 * @example
 * const { components, explainedVarianceRatio } = pca([[2, 0], [0, 0], [4, 0.1], [6, 0]], { components: 1 });
 * pca([{ height: 1.8, weight: 75 }, { height: 1.6, weight: 60 }, { height: 1.7, weight: 69 }], { scale: true, components: 0.95 }).names; // ["height", "weight"]
 */
export function pca(a: MatrixLike | SparseMatrix, options: PcaOptions & InSingle): Pca<Float32Array>;
export function pca(a: MatrixLike | SparseMatrix, options?: PcaOptions): Pca;
export function pca(a: MatrixLike | SparseMatrix, options?: PcaOptions): Pca | Pca<Float32Array> {
  const single = inPrecision(options, () => pca(a, options));
  if (single !== undefined) return single.result;
  const { components, scores = true, scale = false, whiten = false, weights: given, precision: _, ...search } = readOptions<PcaOptions & Partial<InSingle>>("options", options, FIELDS);
  for (const [name, flag] of Object.entries({ scores, scale, whiten })) checkBoolean(`options.${name}`, flag);
  const share = typeof components === "number" && components > 0 && components < 1 ? components : undefined;
  const count = share === undefined ? components : undefined;
  const admit: Admit = count === undefined ? admitSvd("pca") : (p, n) => requireRoom("pca", bytesOf(p * n));
  const m = readEntire(a, given !== undefined, admit);
  const weights = readWeights(given, "options.weights", m.rows);
  if (count !== undefined) checkInteger("options.components", count, 1, Math.min(m.rows, m.columns));
  const found = decompose(m, count, { weights, scale, scores }, search);
  const { mean, exponent, norm } = found;
  const { U, S, V, residuals, info } = share === undefined ? found.triplets : explaining(share, found.triplets, norm);
  const unit = timesPowerOfTwo(1, exponent);
  const singularValues = mapped(S, "pca", (s) => s * unit);
  const freedom = Math.max(1, m.rows - 1);
  const explainedVariance = mapped(singularValues, "pca", (s) => (s * s) / freedom);
  const model = {
    mean,
    components: V,
    ...(m.form === "dense" && m.names !== undefined ? { names: m.names } : {}),
    ...(found.scale === undefined ? {} : { scale: found.scale, constantColumns: found.constantColumns! }),
    ...(whiten ? { whitened: mapped(explainedVariance, "pca", (v) => (v === 0 ? 1 : Math.sqrt(v))) } : {}),
  };
  const coordinates = () => {
    if (weights !== undefined) return pcaTransform(model, m);
    const plain = scoresOf(U, S, exponent);
    return model.whitened === undefined ? plain : timesDiagonal(plain, inverses(model.whitened));
  };
  return {
    ...model,
    ...(scores ? { scores: coordinates() } : {}),
    singularValues,
    explainedVariance,
    explainedVarianceRatio: mapped(S, "pca", (s) => (norm === 0 ? 0 : Math.min(1, (s / norm) * (s / norm)))),
    totalVariance: (norm * unit * (norm * unit)) / freedom,
    ...(residuals === undefined || info === undefined ? {} : { residuals: mapped(residuals, "pca", (r) => r * unit), info }),
  };
}

/** What is done to the table before it is decomposed, and whether its U is wanted. */
interface Preparation {
  readonly weights: Float64Array | undefined;
  readonly scale: boolean;
  readonly scores: boolean;
}

/** The decomposition of the centred table, of which all or some triplets are wanted; U may have no columns where the scores are not. */
function decompose(a: Dense | Sparse, components: number | undefined, { weights, scale, scores }: Preparation, search: TruncatedSvdOptions): Centred {
  const least = Math.min(a.rows, a.columns);
  if (a.form === "sparse" && least > 0) return decomposeSparse(a, components ?? least, search, weights, scale);
  const table = a.form === "sparse" ? { rows: a.rows, columns: a.columns, data: allocate(0, "pca") } : a;
  const isPlain = weights === undefined && !scale;
  if (a.form === "dense" && isPlain && components !== undefined) {
    const leading = truncatedCentred(a, components, search, scores);
    if (leading !== undefined) return { ...leading, exponent: 0, norm: Math.sqrt(leading.energy) };
  }
  const { centred, ...rest } = isPlain ? centre(table) : prepare(table, weights, scale);
  return { triplets: triplesOf(centred, components, search), ...rest };
}

type Found = Svd & Partial<Pick<TruncatedSvd, "residuals" | "info">>;

function triplesOf(centred: Matrix, components: number | undefined, search: TruncatedSvdOptions): Found {
  return components === undefined ? svd(centred) : truncatedSvd(centred, components, search);
}

/** The fewest leading triplets that explain a share of the variance, one at least if there is one. A share met to within 8 units of rounding counts as met. */
function explaining(share: number, found: Found, norm: number): Found {
  let [count, explained] = [0, 0];
  while (count < found.S.length && (count === 0 || explained < share * (1 - 8 * epsilon()))) {
    const s = norm === 0 ? 1 : found.S[count]! / norm;
    explained += s * s;
    count++;
  }
  const { residuals, info } = found;
  return {
    U: leadingColumns(found.U, count), S: part(found.S, 0, count, "pca"), V: leadingColumns(found.V, count),
    ...(residuals === undefined || info === undefined ? {} : { residuals: part(residuals, 0, count, "pca"), info: { ...info, relativeUncertainty: part(info.relativeUncertainty, 0, count, "pca") } }),
  };
}

type Centred = Omit<CentredTriplets, "triplets"> & { readonly triplets: Found };

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
  /** n numbers, none 0, by which columns are divided. */
  readonly scale?: ArrayLike<number> | undefined;
  /** k numbers, none 0, by which scores are divided. */
  readonly whitened?: ArrayLike<number> | undefined;
}

/**
 * The coordinates of rows, new ones too, along the principal components: (X − 1 meanᵀ) diag(1/scale) components diag(1/whitened).
 *
 * @param model  the result of `pca`, or its `mean` (n numbers), `components` (n × k) and, where it has them, `scale` and `whitened`.
 * @param rows   p × n, finite entries, or a `sparse` matrix; not modified.
 * @returns p × k.
 * @throws TypeError         if an argument is of the wrong kind;
 * @throws RangeError        if shapes do not fit or an entry is not finite;
 * @throws OutOfMemoryError  if the work does not fit into 4 GiB.
 *
 * For the rows of the table itself these are the scores. Cost 2pnk flops, 2k per entry of sparse rows.
 *
 * @example
 * const scores = pcaTransform(pca(table, { components: 2 }), [newRow]);
 */
export function pcaTransform(model: PcaModel, rows: MatrixLike | SparseMatrix): Matrix {
  const { mean, components } = readModel(model, "forward");
  const x = readEntire(rows, false, undefined, "rows");
  const [n, k, count] = [components.rows, components.columns, x.rows];
  if (count > 0 && x.columns !== n) throw outOfRange(`rows have ${x.columns} entries: expected ${n}, the length of model.mean`);
  return withFrame("pcaTransform", (frame) => {
    const { wasm } = frame;
    const bytes = x.form === "sparse" ? wasm.sparsePcaBytes(count, n, k) + bytesOf(count) : wasm.pcaBytes(count, n, k) + bytesOf(x.data.length);
    frame.require(bytes + bytesOf(n + n * k + count * k));
    const [v, y] = [frame.copyIn(components.data), frame.reserve(count * k)];
    if (x.form === "sparse") {
      const at = copyInSparse(frame, x, "rows");
      frame.call(wasm.centredProduct(count, n, k, at.rowStart, at.column, at.value, copyInCentre(frame, count, n, { mean }), v, y));
    } else frame.call(wasm.pcaTransform(count, n, k, frame.copyIn(x.data), frame.copyIn(mean), v, y));
    return frame.copyOutMatrix(y, count, k);
  });
}

/**
 * The rows that have given coordinates along the principal components: scores diag(whitened) componentsᵀ diag(scale) + 1 meanᵀ.
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
  const { mean, components } = readModel(model, "back");
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

/** The mean, and the components with what they are divided or multiplied by. */
function readModel(model: unknown, way: "forward" | "back"): Pick<Pca, "mean" | "components"> {
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
    const { scale, whitened } = model as { scale?: unknown; whitened?: unknown };
    const [byColumn, byComponent] = [readDivisors(scale, "model.scale", components.rows), readDivisors(whitened, "model.whitened", components.columns)]
      .map((divisors) => (divisors === undefined || way === "back" ? divisors : inverses(divisors)));
    const left = byColumn === undefined ? components : diagonalTimes(byColumn, components);
    return { mean: data, components: byComponent === undefined ? left : timesDiagonal(left, byComponent) };
  });
}

/** Divisors, none of them 0; undefined if there are none. */
function readDivisors(given: unknown, name: string, count: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  if (!isList(given)) throw wrongKind(`${name} is ${describe(given)}: expected a list of ${count} numbers`);
  const divisors = readFinite(given, name);
  if (divisors.length !== count) throw outOfRange(`${name} has length ${divisors.length}: expected ${count}`);
  const zero = divisors.indexOf(0);
  if (zero >= 0) throw outOfRange(`${name}[${zero}] is 0: expected a number other than 0`);
  return divisors;
}
