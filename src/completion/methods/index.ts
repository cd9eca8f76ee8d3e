import { outOfRange } from "../../errors";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { takeModel } from "../model/read";
import { INFORMED, type Settings, weighless } from "../options";
import type { Completion } from "../types";
import { als } from "./als";
import { auto } from "./auto";
import { bayesian } from "./bayesian";
import { bias } from "./bias";
import type { CompletionMethod } from "./facts";
import { fill } from "./fill";
import { implicit } from "./implicit";
import { hardImpute, softImpute } from "./impute";
import { item } from "./item";
import type { FoldingMethod, Method } from "./method";
import { fitRanking, isToRank } from "./ranking";
import { fitInUnits } from "./units";

/** Every method by its name, as facts.ts lists them; "bias" is what "auto" may choose. */
export const METHODS: Readonly<Record<CompletionMethod, Method> & Record<Completion["method"], FoldingMethod>> = /* @__PURE__ */ Object.freeze({
  "auto": auto, "bayesian": bayesian, "als": als, "soft-impute": softImpute, "hard-impute": hardImpute, "fill": fill, "implicit": implicit, "item": item, "bias": bias,
});

/** Runs the method that the settings name. A model that does not fit into numbers is refused. */
export function fit(frame: Frame, entries: Entries, settings: Settings): Completion {
  if (entries.weight !== undefined && !INFORMED.includes(settings.method)) throw outOfRange(weighless(settings.method, "weights of entries"));
  const ranked = isToRank(settings, entries) ? fitRanking(frame, entries, settings) : undefined;
  const found = ranked ?? fitInUnits(frame, entries, settings, METHODS[settings.method]);
  const { isStopped, count } = settings.watch;
  const model = isStopped() ? { ...found, info: { ...found.info, converged: false, iterations: count() } } : found;
  takeModel(model, { wrong: tooLarge, strict: true });
  return model;
}

function tooLarge(field: string, is: string): RangeError {
  return outOfRange(`the model's ${field} ${is}: the values of the table are too large for it, or options.lambda is: expected them scaled down`);
}
