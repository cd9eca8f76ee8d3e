import type { ConvergenceInfo } from "../iterate";
import type { Settings } from "./options";
import type { Session, Sides } from "./session";
import type { Completion, CompletionInfo, FoldRule } from "./types";

/** Biases of both sides in WebAssembly memory, in units of the session, and what they are measured from. */
export interface Biases {
  readonly mean: number;
  readonly rows: number;
  readonly columns: number;
}

/** The model of unknown lines where they have one of their own, `filling`. */
export function modelOfUnknown(model: Completion): Completion | undefined {
  const { filling, ...rest } = model;
  if (filling === undefined) return undefined;
  const none = (lines: number) => ({ rows: lines, columns: 0, data: new Float64Array(0) });
  return { ...rest, ...filling, rank: 0, rowFactors: none(model.rows), columnFactors: none(model.columns) };
}

/** A rule with every field, from those that matter to it. */
export function foldRule(kind: FoldRule["kind"], settings: Settings, rule: Partial<FoldRule> = {}): FoldRule {
  return {
    kind, lambda: 0, power: 0, biased: false, nonnegative: false, damping: settings.damping, alpha: settings.alpha,
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

/** Copies factors and biases out into a plain object, in units of the entries. */
export function makeModel(
  session: Session,
  method: Completion["method"],
  { rank, biases, sides, biasSlot = false }: { rank: number; biases?: Biases; sides?: Sides; biasSlot?: boolean },
  parts: Pick<Completion, "noise" | "fold" | "info"> & Pick<Completion, "range">,
): Completion {
  const { frame, rows, columns, unit } = session;
  const { wasm } = frame;
  const line = (count: number, factors: number | undefined, bias: number | undefined) => {
    if (factors !== undefined && unit !== 1) wasm.scaleFactors(count, factors, sides!.stride, Math.sqrt(unit));
    const data = factors === undefined ? new Float64Array(0) : frame.copyOutColumns(factors, count, sides!.stride, 0, rank);
    let out = new Float64Array(count);
    if (biasSlot) {
      if (unit !== 1) wasm.scaleFactors(count, factors!, sides!.stride, Math.sqrt(unit));
      out = frame.copyOutColumns(factors!, count, sides!.stride, rank, 1) as Float64Array<ArrayBuffer>;
    } else if (bias !== undefined) {
      if (unit !== 1) wasm.scaleFactors(count, bias, 1, unit);
      out = frame.copyOut(bias, count) as Float64Array<ArrayBuffer>;
    }
    return { factors: { rows: count, columns: rank, data }, bias: out };
  };
  const row = line(rows, sides?.rows, biases?.rows);
  const column = line(columns, sides?.columns, biases?.columns);
  const { range, ...rest } = parts;
  return {
    method, rows, columns, rank,
    mean: (biases?.mean ?? 0) * unit,
    rowBias: row.bias,
    columnBias: column.bias,
    rowFactors: row.factors,
    columnFactors: column.factors,
    ...rest,
    ...(range === undefined ? {} : { range }),
  };
}
