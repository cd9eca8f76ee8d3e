import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Settings } from "../options";
import type { Split } from "../problems/holdout";
import type { NewLine } from "../problems/line";
import type { Completion, FoldedLine } from "../types";

/** A way to complete a table. */
export interface Method {
  /** `rank`: as given, or usual for the table, and no more than it has rows and columns. */
  fit(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion;
  /**
   * Fits to one part of each, as good as it takes to judge them by the other, by which is chosen what there is to choose, one for all; given up where they will not come
   * near `target`, an error in the unit of the entries. Without this, `fit` does.
   */
  attempt?(frame: Frame, parts: readonly Split[], settings: Settings, rank: number, target?: number): Completion[];
  /** Errors on the held-out part of fits at falling penalties, in units of the entries; where each fit can begin from the one before. */
  path?(frame: Frame, parts: Split, settings: Settings, lambdas: readonly number[], rank: number): number[];
}

/** One that gives models of its own, and the way of a new line into them. */
export interface FoldingMethod extends Method {
  fold(line: NewLine): FoldedLine;
}
