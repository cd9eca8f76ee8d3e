import type { IterationOptions } from "../iterate";
import type { CompletionMethod } from "./methods/facts";
import type { Fill, Scaling, Table } from "./table-types";
import type { Completion } from "./types";

/**
 * What is known of lines besides their entries, one row of features for each line: rows of numbers or a matrix without gaps, or a sparse one, or { rows, columns, entries }, where
 * what is not listed is 0. Any units: every feature is centred and scaled.
 */
export interface SideFeatures {
  /** rows × features */
  readonly row?: Table | undefined;
  /** columns × features: a row for each column of the table. */
  readonly column?: Table | undefined;
}

/** Weights by age. */
export interface TimeWeights {
  /** One number per entry, in the order in which they are listed, in any unit. */
  readonly time: ArrayLike<number>;
  /** In the same unit, above 0. */
  readonly halfLife: number;
}

/** Options of `complete`. */
export interface CompleteOptions extends IterationOptions {
  /**
   * Default "auto": the exact completion of the `rank`, or of a small one, if the table has one; else what does best on held-out entries, of means, damped biases, "bayesian" and "soft-impute" or
   * "als" of several ranks; `info.trials` lists them. "als" with a `rank` and no `lambda` gives the exact completion too.
   */
  readonly method?: CompletionMethod | undefined;
  /**
   * "auto": what the model is for. "values" predicts entries; "ranking" ranks columns by what rows like: item weights, implicit feedback or popularity, whichever ranks best
   * what is held out of some rows. Default "values", but "ranking" where all values are equal and at most half of the places are listed.
   */
  readonly objective?: "values" | "ranking" | undefined;
  /** "ranking": entries of at least this value are liked; others are seen, and no more. Default: the mean of the values. */
  readonly liked?: number | undefined;
  /** What becomes of entries that are listed several times: their sum, the last of them, their number or their mean. Default: they are refused. */
  readonly aggregate?: "sum" | "last" | "count" | "mean" | undefined;
  /** Factors per row and column, 1 or more (0 only for "als" and "bayesian": biases alone). Default by method and data. */
  readonly rank?: number | undefined;
  /** "fill": what holes are filled with, default "bias". "soft-impute", "hard-impute": what is subtracted first, see there. */
  readonly fill?: Fill | undefined;
  /** Weight of the penalty, 0 or more, in the unit of the method's own objective. Default: chosen on held-out entries. */
  readonly lambda?: number | undefined;
  /** "als": the penalty of a line grows as (its entries)^power, 0 to 1; default 1. "implicit": default 1 where `lambda` is chosen, 0 where it is given. */
  readonly power?: number | undefined;
  /** Damping of biases fitted first: how many entries at the mean a row and a column are worth; 0 or more. Default [5, 2]. */
  readonly damping?: number | readonly [rows: number, columns: number] | undefined;
  /** "als": biases solved together with the factors. Default true, false with `nonnegative`. */
  readonly biases?: boolean | undefined;
  /** "als": factors at 0 or above. Default false. */
  readonly nonnegative?: boolean | undefined;
  /**
   * "implicit": confidence per unit of value, above 0; an entry x counts unseen + alpha * |x|. Default: chosen on held-out entries together with `lambda`; with a
   * `lambda`, or where nothing can be held out, 40 for an entry of mean magnitude.
   */
  readonly alpha?: number | undefined;
  /** "implicit": how confidence grows with values x, in proportion or by ln(1 + |x| / mean) / ln 2. Default "linear", or what held-out entries choose together with `alpha`. */
  readonly confidence?: "linear" | "log" | undefined;
  /** "implicit": confidence in an entry that is not listed, above 0. Default 1. */
  readonly unseen?: number | undefined;
  /** "als", "implicit": normal equations or 3 conjugate gradient steps per line. Default "cholesky" up to rank 128. */
  readonly solver?: "cholesky" | "conjugate-gradient" | undefined;
  /** "bayesian": posterior samples kept in the model, 2 or more; more sharpen predictions and enlarge the model. Default 32. */
  readonly samples?: number | undefined;
  /** "item": weights of largest magnitude kept per column, 1 or more. Default 200. */
  readonly neighbours?: number | undefined;
  /** "item": columns with fewer entries get no weights, so that they score 0; 1 or more. Default 1. */
  readonly minimumSupport?: number | undefined;
  /**
   * Lines in units of their own: "column" gives every column a centre and a scale before anything else, "row" every row, "none" no line. Default "auto": the columns
   * where they differ by much (a scale in ten three times another, or centres ten scales apart) and held-out entries are predicted better so; "none" where `lambda`, `damping`,
   * `fill`, `nonnegative` or `biases: false` speak of the entries as they are, and for "implicit" and "item". Everything a model is asked answers in the unit of the entries.
   */
  readonly scaling?: Scaling | undefined;
  /**
   * Centres and scales by medians, and entries more than 5 scales from the centre taken for that: outliers then move nothing. Default: where a line
   * has outliers, which make its standard deviation four times the robust one, and as held-out entries decide with `scaling` "auto".
   */
  readonly robust?: boolean | undefined;
  /**
   * "auto": seconds for everything; half of them may go into trials, of more and larger ranks than usual, and `info.trialsCut` says that they ended there. What is chosen then depends on
   * the clock. Default: trials are chosen by counted work, about twice that of the fit itself, and the same table gives the same bits.
   */
  readonly budget?: number | undefined;
  /**
   * "als", "implicit", "bayesian": features of rows, of columns or of both, from which factors and biases are predicted; entries say what they differ by. A row or column without entries gets what its
   * features say, one that is new by `foldIn`. Default none.
   */
  readonly features?: SideFeatures | undefined;
  /**
   * "als", "implicit", "bayesian": how often each entry counts, 0 to 1e9, in the order in which entries are listed (of a table by rows), or a table of weights of its shape; or `time` of each and `halfLife`: one that
   * is so much older than the latest counts half. Times the weights that entries carry. "implicit": confidence beyond `unseen` is that often its own. Default 1 each.
   */
  readonly weights?: ArrayLike<number> | ArrayLike<ArrayLike<number | null | undefined>> | TimeWeights | undefined;
  /**
   * "bayesian", and "auto", which then tries only that: "student-t": noise has heavy tails (Student's t with 4 degrees of freedom), so that outliers hardly move anything, in what is fitted and what is folded in. Default "squared": normal noise.
   */
  readonly loss?: "squared" | "student-t" | undefined;
  /** "bayesian": the noise level is one for all entries, or one of each column, drawn about the common one. Default "column" where columns have units of their own, else "same". */
  readonly noise?: "same" | "column" | undefined;
  /** Predictions are clipped to [lowest, highest]. Default: not clipped. */
  readonly range?: readonly [lowest: number, highest: number] | undefined;
  /**
   * A model to go on from, of this table when it had fewer entries, rows or columns (new ones stand behind): its method, rank, penalty and units hold unless given, nothing is chosen
   * again, and sweeps begin at its factors, so that fewer are needed. Default: from the beginning.
   */
  readonly start?: Completion | undefined;
  /** A whole number, 0 or more: the same seed, the same bits. Default 1. */
  readonly seed?: number | undefined;
}
