import type { ConvergenceInfo } from "../../iterate";
import type { Settings } from "../options";
import type { Biases, Filling } from "../problems/biases";
import type { Session, Sides } from "../problems/table";
import type { Completion, CompletionInfo, CompletionSide, FoldRule } from "../types";
import { copyOutColumns } from "../../wasm/frame";

/** The model of unknown lines where they have one of their own, the filling. */
export function modelOfUnknown({ fillingMean, samples: _samples, weights: _weights, seen: _seen, ...model }: Completion): Completion | undefined {
  if (fillingMean === undefined) return undefined;
  const side = ({ filling, centre, scale }: CompletionSide) => ({
    bias: filling!, factors: { rows: filling!.length, columns: 0, data: new Float64Array(0) }, ...(centre === undefined ? {} : { centre, scale: scale! }),
  });
  return { ...model, mean: fillingMean, rank: 0, row: side(model.row), column: side(model.column) };
}

/** In the rule of a method that does not read it. */
const ALPHA = 40;

/** A rule with every field, from those that matter to it. */
export function foldRule(kind: FoldRule["kind"], settings: Settings, rule: Partial<FoldRule> = {}): FoldRule {
  return {
    kind, lambda: 0, power: 0, biased: false, nonnegative: false, damping: settings.damping, alpha: settings.alpha ?? ALPHA,
    unseen: settings.unseen, fill: "zero", ...rule,
  };
}

export function completionInfo(
  { converged, iterations, change, objective }: ConvergenceInfo, seed: number, rmse: number, more: Partial<CompletionInfo> = {},
): CompletionInfo {
  const { heldOutRmse, ...rest } = more;
  const judged = heldOutRmse === undefined || Number.isNaN(heldOutRmse) ? {} : { heldOutRmse }; // small tables hold nothing out
  return { converged, iterations, change, ...(objective === undefined ? {} : { objective }), rmse, seed, ...rest, ...judged };
}

/** Copies factors and biases out into a plain object, in units of the entries. `biasSlot`: the biases stand behind the factors. */
export function makeModel(
  { frame, rows, columns, unit }: Session,
  method: Completion["method"],
  { rank, biases, sides, biasSlot = false }: { rank: number; biases?: Biases; sides?: Sides; biasSlot?: boolean },
  { range, ...parts }: Pick<Completion, "noise" | "fold" | "info"> & Pick<Completion, "range">,
): Completion {
  const { wasm } = frame;
  const stride = sides?.stride ?? 0;
  const part = (lines: number, factors: number | undefined, bias: number | undefined): CompletionSide => {
    if (factors !== undefined && unit !== 1) wasm.scaleFactors(lines, factors, stride, Math.sqrt(unit));
    const data = factors === undefined ? new Float64Array(0) : copyOutColumns(frame, factors, lines, stride, 0, rank);
    return { bias: biasesOf(lines, factors, bias), factors: { rows: lines, columns: rank, data } };
  };
  const biasesOf = (lines: number, factors: number | undefined, bias: number | undefined): Float64Array => {
    if (biasSlot) {
      if (unit !== 1) wasm.scaleFactors(lines, factors!, stride, Math.sqrt(unit));
      return copyOutColumns(frame, factors!, lines, stride, rank, 1);
    }
    if (bias === undefined) return frame.zeros(lines);
    if (unit !== 1) wasm.scaleFactors(lines, bias, 1, unit);
    return frame.copyOut(bias, lines);
  };
  return {
    method, rows, columns, rank,
    mean: (biases?.mean ?? 0) * unit,
    row: part(rows, sides?.rows, biases?.rows),
    column: part(columns, sides?.columns, biases?.columns),
    ...parts,
    ...(range === undefined ? {} : { range }),
  };
}

/** The same with what holes were filled with. */
export function withFilling(model: Completion, filling: Filling): Completion {
  return { ...withSides(model, filling), fillingMean: filling.mean };
}

/** The same with more on its sides. */
export function withSides(model: Completion, more: { readonly row: Partial<CompletionSide>; readonly column: Partial<CompletionSide> }): Completion {
  return { ...model, row: { ...model.row, ...more.row }, column: { ...model.column, ...more.column } };
}
