import { wrongKind } from "./errors";
import type { Dense, Sparse } from "./input";
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

/** The table centred, its rows weighted, its columns in units of their deviations √(Σ w (x − mean)² / (m − 1)). A column that does not vary keeps the scale 1. */
export function prepare(a: Dense | Sparse, weights: Float64Array | undefined, scales: boolean): Prepared {
  if (a.form === "sparse") throw wrongKind(`matrix is sparse: expected a dense one with options.${scales ? "scale" : "weights"}`);
  const prepared = weights === undefined ? centre(a) : centreWeighted(a, weights);
  if (!scales) return prepared;
  const { centred, mean, exponent } = prepared;
  const unit = timesPowerOfTwo(1, exponent);
  const norms = mapped(columnNorms(centred), "pca", (norm, j) => (norm * unit <= 4 * a.rows * epsilon() * Math.abs(mean[j]!) ? 0 : norm));
  const constantColumns = Array.from(norms.keys()).filter((j) => norms[j] === 0);
  const freedom = Math.sqrt(Math.max(1, a.rows - 1));
  const factors = inverses(mapped(norms, "pca", (norm) => norm / freedom));
  const scaled = timesDiagonal(centred, mapped(factors, "pca", (f, j) => (norms[j] === 0 ? 0 : f)));
  const scale = mapped(norms, "pca", (norm) => (norm === 0 ? 1 : (norm * unit) / freedom));
  return { centred: scaled, mean, exponent: 0, norm: Math.sqrt(a.columns - constantColumns.length) * freedom, scale, constantColumns };
}

function centreWeighted(a: Matrix, weights: Float64Array): Prepared {
  const mean = weightedMean(a, weights);
  const centred = weighted(a, weights, mean);
  const norm = withFrame("pca", (frame) => frame.wasm.frobeniusNorm(centred.data.length, frame.copyIn(centred.data)));
  return { centred, mean, exponent: 0, norm };
}
