import type { Frame } from "../wasm/frame";
import { fitAuto, usualRank } from "./auto";
import { fitBayesian } from "./bayesian";
import type { Entries } from "./entries";
import { fitFill } from "./fill";
import { fitAls } from "./fit-als";
import { fitImplicit } from "./fit-implicit";
import { fitHardImpute, fitSoftImpute } from "./impute";
import type { Settings } from "./options";
import { takeModel } from "./read-model";
import { recover } from "./recover";
import type { Completion } from "./types";

/** Runs the method that the settings name. A model that does not fit into numbers is refused. */
export function fit(frame: Frame, entries: Entries, settings: Settings): Completion {
  const model = fitBy(frame, entries, settings);
  takeModel(model, { wrong: tooLarge, strict: true });
  return model;
}

function tooLarge(field: string, is: string): RangeError {
  return new RangeError(`the model's ${field} ${is}: the values of the table are too large for it, or options.lambda is: expected them scaled down`);
}

function fitBy(frame: Frame, entries: Entries, settings: Settings): Completion {
  const rank = Math.min(settings.rank ?? usualRank(entries), entries.rows, entries.columns);
  switch (settings.method) {
    case "auto": return fitAuto(frame, entries, settings);
    case "bayesian": return fitBayesian(frame, entries, settings, rank);
    case "als": return recoverGiven(frame, entries, settings) ?? fitAls(frame, entries, settings, rank);
    case "soft-impute": return fitSoftImpute(frame, entries, settings);
    case "hard-impute": return fitHardImpute(frame, entries, settings);
    case "fill": return fitFill(frame, entries, settings);
    case "implicit": return fitImplicit(frame, entries, settings, rank);
  }
}

/** The exact completion where only a rank is asked for, a penalty being for what is not exact. */
function recoverGiven(frame: Frame, entries: Entries, settings: Settings): Completion | undefined {
  const { rank, lambda, nonnegative } = settings;
  if (rank === undefined || rank === 0 || lambda !== undefined || nonnegative) return undefined;
  return frame.scope(() => recover(frame, entries, settings, rank));
}
