import type { CompletionTrial } from "../../index";
import { significant, whole } from "./format";
import { columnTable } from "./table";

/** Of the models that were not chosen so many are listed. */
const MOST_MODELS = 8;
const BASELINES: readonly CompletionTrial["method"][] = ["mean", "row mean", "column mean", "bias"];

/** What "auto" has tried, the best first, the chosen one marked: a part of a report. */
export function trialsTable(trials: readonly CompletionTrial[] | undefined, isCut: boolean): string {
  if (trials === undefined) return "";
  const isRelative = trials.some(({ relative }) => relative !== undefined);
  let models = 0;
  const listed = trials.filter((trial) => trial.chosen || BASELINES.includes(trial.method) || ++models <= MOST_MODELS);
  const rows = listed.map(({ method, rank, units, robust, rmse, relative, entries, chosen }) => [
    method === "bias" ? "biases" : method, rank === undefined ? "" : whole(rank), units === undefined ? "" : `${units}s${robust === true ? ", robust" : ""}`,
    significant(rmse), ...(isRelative ? [relative === undefined ? "" : significant(relative)] : []), whole(entries), chosen ? "chosen" : "",
  ]);
  const head = ["tried", "rank", "units of", "held-out RMSE", ...(isRelative ? ["in deviations"] : []), "entries", ""];
  const left = models > MOST_MODELS ? `${whole(models - MOST_MODELS)} more models were tried.\n` : "";
  return `\n${columnTable(head, rows)}${left}${isCut ? "The budget ended the trials.\n" : ""}`;
}

/** What is told where nothing beat the simplest predictions. */
export function isBaseline(trials: readonly CompletionTrial[] | undefined): boolean {
  const chosen = trials?.find((trial) => trial.chosen);
  return chosen !== undefined && BASELINES.includes(chosen.method);
}
