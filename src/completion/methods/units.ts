import type { Progress } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries, UnitRule } from "../entries";
import { predictPairs, rootMeanSquare } from "../model/placed";
import type { Settings } from "../options";
import { type Split, splits } from "../problems/holdout";
import { measureUnits, modelInUnits, relativeError, scaleEntries } from "../problems/units";
import type { Completion } from "../types";
import { fitBiasModel } from "./bias";
import { recoverGiven } from "./exact";
import type { Method } from "./method";
import { isMixed, unitsToJudge } from "./mixed";
import { rankFor } from "./rank";

/** Units must predict better by this in scales of the columns, and no worse than by this in all. */
const GAIN = 0.97;
const LOSS = 1.02;
/** Of more entries biases alone tell. */
const MOST_TO_TRY = 200_000;

/** Fits in the units that the settings ask for, or that the table does. */
export function fitInUnits(frame: Frame, entries: Entries, settings: Settings, method: Method): Completion {
  const rank = rankFor(entries, settings.rank);
  if (settings.method === "auto") return method.fit(frame, entries, settings, rank);
  const rule = unitRule(frame, entries, settings, method);
  if (rule === undefined) return method.fit(frame, entries, settings, rank);
  const exact = settings.method === "als" ? recoverGiven(frame, entries, settings) : undefined;
  return exact ?? fitScaled(frame, entries, settings, method, rule);
}

/** Fits in the units of a rule; the model answers in those of the entries. */
export function fitScaled(frame: Frame, entries: Entries, settings: Settings, method: Method, rule: UnitRule): Completion {
  const { range, ...rest } = settings;
  const units = measureUnits(entries, rule);
  const fitted = method.fit(frame, scaleEntries(entries, units), { ...rest, range: undefined }, rankFor(entries, settings.rank));
  const model = modelInUnits(fitted, units);
  const rmse = rootMeanSquare(predictPairs(model, entries.row, entries.column).value, entries);
  return { ...model, ...(range === undefined ? {} : { range }), info: { ...model.info, rmse } };
}

/** The lines that get units, if any: as asked, or of columns that differ by much if held-out entries say so. */
function unitRule(frame: Frame, entries: Entries, settings: Settings, method: Method): UnitRule | undefined {
  const { scaling: side, robust } = settings;
  if (side === "none") return undefined;
  if (side !== "auto") return { side, robust: robust ?? measureUnits(entries, { side, robust: false }).outlying > 0 };
  const units = measureUnits(entries, { side: "column", robust: false });
  if (!isMixed(units, entries)) return undefined;
  const parts = splits(entries, settings.seed);
  const judge = entries.row.length > MOST_TO_TRY ? biasesAlone : method;
  const errorWith = (rule?: UnitRule) => meanErrors(parts.map((part) => errorsOf(frame, part, settings, judge, rule)));
  const rules: UnitRule[] = [robust ?? false, ...(robust === undefined && units.outlying > 0 ? [true] : [])].map((r) => ({ side: "column", robust: r }));
  const without = errorWith();
  let best: { rule: UnitRule | undefined; error: number } = { rule: undefined, error: GAIN * without.relative };
  for (const rule of rules) {
    const { relative, rmse } = errorWith(rule);
    if (!(relative >= best.error) && !(rmse > LOSS * without.rmse)) best = { rule, error: relative };
  }
  return best.rule;
}

const biasesAlone: Method = { fit: (frame, entries, settings) => fitBiasModel(frame, entries, settings, settings.damping) };

/** Errors on held-out entries: as they are, and in scales of the columns. */
interface Errors { readonly rmse: number; readonly relative: number }

function errorsOf(frame: Frame, { fit, judge }: Split, settings: Settings, method: Method, rule: UnitRule | undefined): Errors {
  const trial = trialSettings(settings, rule === undefined ? "no units" : `units of each ${rule.side}${rule.robust ? ", robust" : ""}`);
  const model = frame.scope(() => (rule === undefined ? method.fit(frame, fit, trial, rankFor(fit, settings.rank)) : fitScaled(frame, fit, trial, method, rule)));
  const { value } = predictPairs(model, judge.row, judge.column);
  return { rmse: rootMeanSquare(value, judge), relative: relativeError(unitsToJudge(fit), judge, value) };
}

/** The settings of a fit to a part of the entries, whose progress says what is tried. */
function trialSettings(settings: Settings, trial: string): Settings {
  const { onProgress: told } = settings.watch;
  const onProgress = told === undefined ? undefined : (progress: Progress) => told({ ...progress, trial });
  return { ...settings, range: undefined, loop: { ...settings.loop, onProgress }, watch: { ...settings.watch, onProgress } };
}

function meanErrors(errors: readonly Errors[]): Errors {
  const root = (of: (error: Errors) => number) => Math.sqrt(errors.reduce((sum, error) => sum + of(error) * of(error), 0) / errors.length);
  return { rmse: root(({ rmse }) => rmse), relative: root(({ relative }) => relative) };
}
