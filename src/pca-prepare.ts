import { mapped } from "./lists";
import type { Matrix } from "./matrix";
import { timesPowerOfTwo } from "./power-of-two";
import { columnNorms, inverses, timesDiagonal } from "./scaling";
import { weighted, weightedMean } from "./weights";
import { withFrame } from "./wasm/frame";
import { epsilon } from "./wasm/working";

/** A table ready to be decomposed: 2^-exponent diag(√w) (A − 1 meanᵀ) diag(1/scale), and its Frobenius norm. */
interface Prepared {
  readonly centred: Matrix;
  readonly mean: Float64Array;
  readonly exponent: number;
  readonly norm: number;
  readonly scale?: Float64Array;
  readonly constantColumns?: readonly number[];
}

/** 2^-exponent (A − 1 meanᵀ). */
export function centre({ rows, columns, data }: Matrix): Prepared {
  return withFrame("pca", (frame) => {
    const at = frame.copyIn(data);
    const [mean, result] = [frame.reserve(columns), frame.reserveDoubles(2)];
    frame.call(frame.wasm.centre(rows, columns, at, mean, result));
    const [exponent, norm] = [frame.double(result, 0), frame.double(result, 1)];
    return { centred: frame.copyOutMatrix(at, rows, columns), mean: frame.copyOut(mean, columns), exponent, norm };
  });
}

/** The units of columns, √(Σ w (x − mean)² / (m − 1)) or 1 for one that does not vary, and the Frobenius norm of the centred table in these units. */
interface Units {
  readonly scale: Float64Array;
  readonly constantColumns: readonly number[];
  readonly norm: number;
  /** What the columns of the centred table are multiplied by, 0 for one that does not vary. */
  readonly factors: Float64Array;
}

/** @param deviations  norms of the columns of 2^-exponent diag(√w) (A − 1 meanᵀ). */
export function unitsOf(deviations: Float64Array, mean: Float64Array, rows: number, exponent: number): Units {
  const unit = timesPowerOfTwo(1, exponent);
  const norms = mapped(deviations, "pca", (norm, j) => (norm * unit <= 4 * rows * epsilon() * Math.abs(mean[j]!) ? 0 : norm));
  const constantColumns = Array.from(norms.keys()).filter((j) => norms[j] === 0);
  const freedom = Math.sqrt(Math.max(1, rows - 1));
  const reciprocals = inverses(mapped(norms, "pca", (norm) => norm / freedom));
  return {
    scale: mapped(norms, "pca", (norm) => (norm === 0 ? 1 : (norm * unit) / freedom)), constantColumns,
    norm: Math.sqrt(norms.length - constantColumns.length) * freedom,
    factors: mapped(reciprocals, "pca", (f, j) => (norms[j] === 0 ? 0 : f)),
  };
}

/** The table centred, its rows weighted, its columns in units of their deviations √(Σ w (x − mean)² / (m − 1)). A column that does not vary keeps the scale 1. */
export function prepare(a: Matrix, weights: Float64Array | undefined, scales: boolean): Prepared {
  const prepared = weights === undefined ? centre(a) : centreWeighted(a, weights);
  if (!scales) return prepared;
  const { centred, mean, exponent } = prepared;
  const { factors, ...units } = unitsOf(columnNorms(centred), mean, a.rows, exponent);
  return { centred: timesDiagonal(centred, factors), mean, exponent: 0, ...units };
}

function centreWeighted(a: Matrix, weights: Float64Array): Prepared {
  const mean = weightedMean(a, weights);
  const centred = weighted(a, weights, mean);
  const norm = withFrame("pca", (frame) => frame.wasm.frobeniusNorm(centred.data.length, frame.copyIn(centred.data)));
  return { centred, mean, exponent: 0, norm };
}
