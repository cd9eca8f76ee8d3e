import { outOfRange } from "../errors";
import { type Entries, placedByNames } from "./entries";
import { counted } from "./methods/ranking";
import { readModel } from "./model/read";
import type { Settings } from "./options";
import type { Completion } from "./types";

/** What is to be fitted, and how. */
export interface Task {
  readonly entries: Entries;
  readonly settings: Settings;
}

/** The model to go on from, read before the table: reading that may run code of the caller's. */
export function readStart({ start, method, rank }: Settings): Completion | undefined {
  if (start === undefined) return undefined;
  const model = readModel(start, true);
  const own = methodOf(model);
  if (method !== "auto" && method !== own) throw outOfRange(`options.start is of method "${model.method}": expected one of "${method}", or no options.method`);
  const mayGrow = own === "soft-impute" && model.penalties === undefined;
  if (rank !== undefined && (mayGrow ? rank < model.rank : rank !== model.rank)) throw outOfRange(`options.rank is ${rank}: expected ${model.rank}${mayGrow ? " or more" : ""}, that of options.start, or none`);
  return model;
}

/** The same methods, penalties and units as of a model, and its factors to begin with, but for what the options say otherwise. */
export function continued({ entries: listed, settings }: Task, start: Completion | undefined): Task {
  if (start === undefined) return { entries: listed, settings };
  const entries = placedByNames(listed, start.names, "table", true);
  const { fold, info: { likedFrom }, units } = start;
  if (entries.rows < start.rows || entries.columns < start.columns) {
    throw outOfRange(`table is ${entries.rows} × ${entries.columns}: expected ${start.rows} × ${start.columns} at least, the size of options.start`);
  }
  if (start.weights?.column.length === 0) return { entries, settings: { ...settings, start: undefined, objective: "ranking" } }; // popularity: whether anything is better now
  const isExact = start.method === "als" && start.fillingMean !== undefined;
  const { value } = entries;
  const isRanked = settings.objective === "ranking" || likedFrom !== undefined || value.every((x) => x === value[0]);
  const isOfChoice = fold.kind === "confidence" || fold.kind === "items";
  const kind = methodOf(start);
  const kept: Settings = {
    ...settings, method: kind, rank: rankOf(start, settings), objective: undefined, start: undefined,
    range: settings.range ?? start.range, samples: start.samples?.count ?? settings.samples,
    scaling: settings.scaling === "auto" ? units?.side ?? "none" : settings.scaling, robust: settings.robust ?? units?.robust,
  };
  if (isExact) return { entries, settings: kept };
  return {
    entries: isOfChoice && isRanked ? counted(entries, likedFrom ?? -Infinity) : entries,
    settings: {
      ...kept, start: withoutDead(start),
      lambda: settings.lambda ?? fold.lambda, power: settings.power ?? fold.power, fill: settings.fill ?? fold.fill, damping: settings.dampingGiven ? settings.damping : fold.damping,
      nonnegative: fold.nonnegative, biases: fold.kind === "bias" || fold.biased, unseen: fold.unseen,
      alpha: settings.alpha ?? (isOfChoice ? fold.alpha : undefined), confidence: settings.confidence ?? (fold.logUnit === undefined ? undefined : "log"),
      loosely: settings.lambda === undefined,
    },
  };
}

/** More columns for singular values that have risen above the penalty. */
const MORE_COLUMNS = 6;

function rankOf({ method, rank, penalties }: Completion, settings: Settings): number | undefined {
  if (settings.rank !== undefined || (rank === 0 && method !== "als" && method !== "bias" && method !== "bayesian")) return settings.rank;
  return method === "soft-impute" && penalties === undefined ? rank + MORE_COLUMNS : rank;
}

/** Of a model that has no factors no penalties either. */
function withoutDead({ penalties, ...start }: Completion): Completion {
  return penalties === undefined || penalties.length === 0 ? start : { ...start, penalties };
}

/** Biases alone are alternating least squares without factors. */
function methodOf({ method }: Completion): Exclude<Completion["method"], "bias"> {
  return method === "bias" ? "als" : method;
}
