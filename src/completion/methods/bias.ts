import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel } from "../model/model";
import type { Settings } from "../options";
import { fitBiases, subtractBiases } from "../problems/biases";
import { split } from "../problems/holdout";
import { foldBias } from "../problems/line";
import { openTable } from "../problems/table";
import type { Completion } from "../types";
import type { FoldingMethod } from "./method";

/** Dampings tried on held-out entries: little for long lines, much for short ones. */
const GRID: readonly (readonly [number, number])[] = [[0.5, 0.5], [2, 2], [5, 2], [10, 5], [25, 10], [100, 100]];

/** Damped biases alone. */
export function fitBiasModel(frame: Frame, entries: Entries, settings: Settings, damping: readonly [number, number], leastFall?: number): Completion {
  const session = openTable(frame, entries);
  const biases = fitBiases(session, damping, leastFall);
  const squares = subtractBiases(session, biases);
  const rmse = session.unit * Math.sqrt(squares / session.weight);
  return makeModel(session, "bias", { rank: 0, biases }, {
    noise: rmse,
    fold: foldRule("bias", { ...settings, damping }),
    info: completionInfo({ converged: true, iterations: 1, change: 0 }, settings.seed, rmse),
    range: settings.range,
  });
}

/** The damping that does best on held-out entries (the given one, if it is), and its error there. */
function chooseDamping(frame: Frame, entries: Entries, settings: Settings): { damping: readonly [number, number]; error: number } {
  const { fit, judge } = split(entries, settings.seed);
  return frame.scope(() => {
    const session = openTable(frame, fit);
    const target = openTable(frame, judge, session.unit);
    let best = { damping: settings.damping, error: Infinity };
    for (const damping of settings.dampingGiven ? [settings.damping] : GRID) {
      const { mean, rows, columns } = fitBiases(session, damping);
      const error = target.unit * Math.sqrt(frame.wasm.removeBiases(target.table, mean, rows, columns, 0) / target.weight);
      if (error < best.error) best = { damping, error };
    }
    return best;
  });
}

/** Damped biases, of the damping that does best on held-out entries. */
export const bias: FoldingMethod = {
  fit: (frame, entries, settings) => fitBiasModel(frame, entries, settings, chooseDamping(frame, entries, settings).damping),
  fold: (line) => ({ side: line.side, bias: foldBias(line), factors: new Float64Array(0) }),
};
