import type { IterationOptions, Progress } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { predictPairs, rootMeanSquare } from "../model/placed";
import type { Settings } from "../options";
import { split } from "../problems/holdout";
import type { Completion } from "../types";
import { fitAls } from "./als";
import { fitBayesian } from "./bayesian";
import { chooseDamping, fitBiasModel } from "./bias";
import { recover } from "./exact";
import type { Method } from "./method";

/** Fewer entries than this are not worth splitting: shrinkage alone decides. */
const LEAST_TO_SPLIT = 60;
/** Above this many entries sampling takes too long; there is then enough data to tune a penalty instead. */
const MOST_TO_SAMPLE = 2_000_000;
/** Sweeps of the chain by which the choice is made. */
const TRIAL_SWEEPS = 60;
/** The exact completion, if a rank is given and there is one; else what does best on held-out entries; see `CompleteOptions.method`. */
function fitAuto(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  if (settings.rank !== undefined) {
    const exact = recover(frame, entries, settings, settings.rank);
    if (exact !== undefined) return exact;
  }
  const count = entries.row.length;
  if (count < LEAST_TO_SPLIT) return fitBayesian(frame, entries, settings, rank);
  const bias = chooseDamping(frame, entries, settings);
  const { fit, judge } = split(entries, settings.seed);
  const watch = watcher(settings);
  const quiet = { ...settings, range: undefined, loop: { ...watch.loop, maxIterations: TRIAL_SWEEPS } };
  const sampled = count <= MOST_TO_SAMPLE;
  const trial = frame.scope(() => (sampled ? fitBayesian(frame, fit, quiet, rank) : fitAls(frame, fit, quiet, rank)));
  const { value } = predictPairs(trial, judge.row, judge.column);
  const error = rootMeanSquare(value, judge.value);
  const isCut = watch.stopped();
  const better = error < bias.error;
  const final = { ...settings, loop: { ...settings.loop, ...watch.loop } };
  const model = !better
    ? fitBiasModel(frame, entries, settings, bias.damping)
    : isCut
      ? { ...trial, ...(settings.range === undefined ? {} : { range: settings.range }) }
      : sampled
        ? fitBayesian(frame, entries, final, rank)
        : fitAls(frame, entries, { ...final, lambda: settings.lambda ?? trial.info.lambda }, rank);
  const cut = isCut ? { converged: false, iterations: trial.info.iterations, change: trial.info.change } : {};
  return { ...model, info: { ...model.info, ...cut, heldOutRmse: better ? error : bias.error } };
}

/** Counts the iterations of two runs on, and knows whether the caller stopped the first. */
function watcher({ loop: { onProgress } }: Settings): { readonly loop: IterationOptions; stopped(): boolean } {
  if (onProgress === undefined) return { loop: {}, stopped: () => false };
  let [count, stopped] = [0, false];
  const counted = (progress: Progress) => {
    count++;
    const isGoing = onProgress({ ...progress, iteration: count }) !== false;
    stopped = !isGoing;
    return isGoing;
  };
  return { loop: { onProgress: counted }, stopped: () => stopped };
}

export const auto: Method = { fit: fitAuto };
