import type { ConvergenceInfo } from "../iterate";
import type { Matrix } from "../matrix";
import type { CompletionMethod } from "./methods/facts";
import type { Fill } from "./table-types";

export type { EntryList, Fill, RecordTable, Scaling, Table } from "./table-types";

/** How `complete` ended. */
export interface CompletionInfo extends ConvergenceInfo {
  /** Root mean square of the errors on the observed entries. */
  readonly rmse: number;
  /** Of the run on part of the entries by which something was chosen: the error on the rest; of a model in units, in scales of its lines. */
  readonly heldOutRmse?: number;
  /** What the method used: given or chosen. */
  readonly lambda?: number;
  /** Of "auto": what was tried, from the least error, baselines included. */
  readonly trials?: readonly CompletionTrial[];
  /** Of "auto" with a `budget`: that it ended the trials. */
  readonly trialsCut?: boolean;
  /** Of "bayesian": split R-hat of the noise level, near 1 (1.1 at most, say) where both halves of the kept sweeps agree. */
  readonly rhat?: number;
  /** Of a model that ranks, where something was chosen by it: its NDCG@10 on entries held out of some rows, and that of the columns in order of their popularity. */
  readonly heldOutNdcg?: number;
  readonly popularityNdcg?: number;
  /** Of a model for "ranking" of values that are not all 1: the least that counts as liked; where it learns from all that is seen, the least there is. */
  readonly likedFrom?: number;
  /**
   * Of "item" with more than 20,000 columns, whose weights are an approximation: those of the `core` columns with most entries are exact among each other, the others were solved in blocks beside
   * a context. The NDCG@10 that blocks, and all columns at once, reach on held-out entries of the 1,000 columns with most entries, in blocks as many times smaller: what the approximation costs.
   */
  readonly approximation?: { readonly core: number; readonly block: number; readonly context: number; readonly ndcg?: number; readonly exactNdcg?: number };
  /** The seed that was used. */
  readonly seed: number;
}

/** One way to complete the table, fitted to a part of it and judged by the rest. */
export interface CompletionTrial {
  /** "mean", "row mean" and "column mean" are baselines, as are damped biases, "bias". */
  readonly method: Completion["method"] | "mean" | "row mean" | "column mean";
  readonly rank?: number;
  /** Where lines had units of their own. */
  readonly units?: "row" | "column";
  readonly robust?: boolean;
  /** Root mean square error on held-out entries. */
  readonly rmse: number;
  /** The same in scales of the columns, by which is chosen where those differ or have outliers (errors then count 5 scales at most). */
  readonly relative?: number;
  /** How many held-out entries. */
  readonly entries: number;
  /** Whether the model is of this kind. */
  readonly chosen: boolean;
}

/** How a row or column not seen in training is given factors; see `foldIn`. */
export interface FoldRule {
  /** "bias": a bias alone; "ridge": least squares with penalty; "projection": onto the span of the factors; "confidence": implicit; "posterior": drawn; "items": its entries themselves. */
  readonly kind: "bias" | "ridge" | "projection" | "confidence" | "posterior" | "items";
  /** The rest as in `CompleteOptions`. */
  readonly lambda: number;
  readonly power: number;
  readonly biased: boolean;
  readonly nonnegative: boolean;
  readonly damping: readonly [rows: number, columns: number];
  readonly alpha: number;
  readonly unseen: number;
  readonly fill: Fill;
  /** Of confidences that grow with logarithms: the mean magnitude of the entries. */
  readonly logUnit?: number;
}

/** The field of a model that a rule for folding in cannot do without. */
export const FOLD_NEEDS = /* @__PURE__ */ Object.freeze({
  bias: undefined, ridge: undefined, projection: "fillingMean", confidence: undefined, posterior: "samples", items: "weights",
} as const satisfies Record<FoldRule["kind"], keyof Completion | undefined>);

/** What rows had in training: columns of row i, ascending, from start[i] to start[i + 1]. */
export interface SeenEntries {
  /** rows + 1 */
  readonly start: Int32Array;
  readonly column: Int32Array;
  /** What they count; without it every entry counts 1. */
  readonly value?: Float64Array;
  /** Of "implicit": the entries as they were listed, where not all are 1: how sure each is. */
  readonly said?: Float64Array;
}

/** What a column says for others, of method "item": weights of column i for `column`, ascending, from start[i] to start[i + 1]. */
export interface ItemWeights {
  /** columns + 1 */
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
  /** What of all weights was not kept, by the root of the sum of their squares: 0 for nothing. */
  readonly dropped: number;
}

/** What the draws from the posterior have in common; those of a side are its `samples`, in units of `unit`. */
export interface PosteriorSamples {
  /** How many draws. */
  readonly count: number;
  /** rank + 1 */
  readonly size: number;
  /** What one unit of factors, biases and precisions is in units of the entries. */
  readonly unit: number;
  /** Precision of the noise, per sample; of Student's t, of its variance. */
  readonly precision: Float64Array;
  /** Of Student's t: its degrees of freedom. */
  readonly degrees?: number;
}

/** What the features of a line say of its factors and its bias:  Σ_j (x_j − centre_j) / scale_j · weights_j. */
export interface FeatureWeights {
  /** How many features. */
  readonly count: number;
  /** One per feature; a scale is 0 where all lines have the same, which then says nothing. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** count × (rank + 1): factors, then the bias, in the unit of the entries; of Bayesian models samples × count × (rank + 1), in units of `unit`. */
  readonly weights: Float64Array | Float32Array;
}

/** What a model knows of its rows, or of its columns. */
export interface CompletionSide {
  /** One per line, in the unit of the entries. */
  readonly bias: Float64Array;
  /** lines × rank; with `samples` empty (rank 0). */
  readonly factors: Matrix;
  /** Of method "bayesian": sample s of line i is its [factors, bias], `size` numbers from (s * lines + i) * size. */
  readonly samples?: Float32Array;
  /** Of method "bayesian", per sample (size + 1) * size numbers: the precision of the lines' prior, column by column, lower triangle, then its mean. */
  readonly priors?: Float64Array;
  /** Of method "implicit": rank × rank sums of products of the factors of all lines. */
  readonly gram?: Float64Array;
  /** Of the columns of a Bayesian model with a noise level of each: its variance over the common one. */
  readonly noise?: Float64Array;
  /** Where the side has features. */
  readonly features?: FeatureWeights;
  /** With `fillingMean`: the biases that go with it. */
  readonly filling?: Float64Array;
  /** Of the side that `units` names: one centre and one scale per line, 0 where all entries of a line are equal. */
  readonly centre?: Float64Array;
  readonly scale?: Float64Array;
}

/** Lines in units of their own: what is predicted for an entry is its line's centre + scale times what the rest of the model says. */
export interface ModelUnits {
  /** Which lines. */
  readonly side: "row" | "column";
  /** Whether they are medians. */
  readonly robust: boolean;
  /** Of a line that the model does not know. */
  readonly centre: number;
  readonly scale: number;
}

/**
 * A completed table: entry (i, j) is mean + row.bias[i] + column.bias[j] + (line i of row.factors)·(line j of column.factors), or
 * the mean of that over `samples`, or with `weights` in place of factors the sum of what the entries of row i say for column j; with `units`, the centre of its line + the scale of its
 * line times that, and all other parts of the model are in units of the scales. A plain object: survives structuredClone and postMessage. Read it with `predict` and the others.
 */
export interface Completion {
  /** The method that was used: where "auto" chose biases alone, "bias". */
  readonly method: Exclude<CompletionMethod, "auto"> | "bias";
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  /** In the unit of the entries, as the biases are. */
  readonly mean: number;
  readonly row: CompletionSide;
  readonly column: CompletionSide;
  /** Of method "bayesian". */
  readonly samples?: PosteriorSamples;
  /**
   * Of method "fill": holes were filled with this + row.filling[i] + column.filling[j]. Of an exact completion: what unknown lines get; of "item"
   * and "implicit" rows without entries, too: there column.filling is the share of rows that have a column.
   */
  readonly fillingMean?: number;
  /** Of method "soft-impute" with its adaptive stage: the penalty of each column of the factors. */
  readonly penalties?: Float64Array;
  /** Of method "item". */
  readonly weights?: ItemWeights;
  /** Of methods "item" and "implicit". */
  readonly seen?: SeenEntries;
  /** Standard deviation of what the model leaves of an observed entry. */
  readonly noise: number;
  /** What the columns are called, of a table of records. */
  readonly names?: readonly string[];
  /** What predictions are clipped to. */
  readonly range?: readonly [lowest: number, highest: number];
  /** Where columns, or rows, have units of their own. */
  readonly units?: ModelUnits;
  /** How `foldIn` treats a line that was not in training. */
  readonly fold: FoldRule;
  /** How the fit ended, and its error. */
  readonly info: CompletionInfo;
}

/** A row or column that was not in training, as `foldIn` gives it. */
export interface FoldedLine {
  readonly side: "row" | "column";
  /** In the unit of the entries. */
  readonly bias: number;
  /** `rank` numbers (none with samples, or without entries where the model has a filling). */
  readonly factors: Float64Array;
  /** Of Bayesian models: [factors, bias] per sample. */
  readonly samples?: Float32Array;
  /** Of models with `seen`: the columns of a new row, ascending, and what they count. */
  readonly seen?: { readonly column: Int32Array; readonly value: Float64Array; readonly said?: Float64Array };
  /** Of a line whose side the model's `units` name: its own. */
  readonly centre?: number;
  readonly scale?: number;
}
