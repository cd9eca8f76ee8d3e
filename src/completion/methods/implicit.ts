import { outOfRange } from "../../errors";
import { iterate, iterationOptions } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withSides } from "../model/model";
import { type Settings, solverSteps } from "../options";
import { gatherLines, type NewLine } from "../problems/line";
import { openTable, reserveSides, seedWords } from "../problems/table";
import type { Completion, FoldedLine } from "../types";
import type { FoldingMethod } from "./method";

const DEFAULTS = Object.freeze({ tolerance: 1e-3, maxIterations: 30 });
const LAMBDA = 0.1;
/** Spread of the factors at the start, over the root of the rank. */
const START_SPREAD = 0.1;

/**
 * Implicit feedback: a listed entry x ≥ 0 is a preference of 1 with confidence unseen + alpha · x, everything else a preference of 0
 * with confidence unseen. Predictions are scores, of order 0 to 1.   Hu, Koren & Volinsky (2008); the weight of
 * the unseen and the penalty's growth as in Rendle, Krichene, Zhang & Koren (2022)
 */
function fitImplicit(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  checkNotNegative(entries);
  const session = openTable(frame, entries);
  const { wasm } = frame;
  const { table, rows, columns, unit, count } = session;
  const stride = wasm.factorStride(rank, 0);
  const sides = reserveSides(session, stride);
  const [k0, k1] = seedWords(settings.seed);
  frame.call(wasm.addRandomFactors(0, rows, sides.rows, rank, stride, START_SPREAD / Math.sqrt(rank), k0, k1));
  frame.call(wasm.addRandomFactors(1, columns, sides.columns, rank, stride, START_SPREAD / Math.sqrt(rank), k0, k1));
  const lambda = settings.lambda ?? LAMBDA;
  const power = settings.power ?? 0;
  const { alpha, unseen } = settings;
  const out = frame.reserve(1);
  const steps = solverSteps(settings, rank);
  const record = frame.open((result) => wasm.implicitOpen(table, sides.rows, sides.columns, rank, stride, result));
  wasm.implicitSet(record, power, alpha * unit, unseen, steps);
  const info = iterate(() => {
    wasm.implicitSweep(record, lambda, out);
    return { change: frame.number(out, 0) };
  }, iterationOptions(settings.loop, DEFAULTS));
  wasm.tableFillValues(table, 1);
  const rmse = Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, stride) / count);
  const gram = (lines: number, factors: number) => {
    const at = frame.reserve(rank * rank);
    wasm.gramOf(lines, rank, factors, stride, at);
    return { gram: frame.copyOut(at, rank * rank) };
  };
  const grams = { row: gram(rows, sides.rows), column: gram(columns, sides.columns) };
  const model = makeModel({ ...session, unit: 1 }, "implicit", { rank, sides }, {
    noise: rmse,
    fold: foldRule("confidence", settings, { lambda, power }),
    info: completionInfo(info, settings.seed, rmse, { lambda }),
    range: settings.range,
  });
  return withSides(model, grams);
}

function checkNotNegative({ row, column, value }: Entries): void {
  const e = value.findIndex((x) => x < 0);
  if (e >= 0) {
    throw outOfRange(`the entry at row ${row[e]}, column ${column[e]} is ${value[e]}: method "implicit" expects counts or strengths, 0 or more`);
  }
}

function foldConfidence(line: NewLine): FoldedLine {
  const { session: { frame, table, unit }, model: { fold, rank }, side, other, lines } = line;
  const { wasm } = frame;
  const stride = wasm.factorStride(rank, 0);
  const factors = frame.copyIn(frame.zeros(stride));
  const others = gatherLines(line, other.factors.data, rank, stride);
  const gram = frame.zeros(stride * stride);
  for (let a = 0; a < rank; a++) gram.set(other.gram!.subarray(a * rank, (a + 1) * rank), a * stride);
  const record = frame.open((result) => wasm.implicitOpen(table, factors, others, rank, stride, result));
  wasm.implicitSet(record, fold.power, fold.alpha * unit, fold.unseen, 0);
  wasm.implicitRows(record, lines, fold.lambda, frame.copyIn(gram));
  return { side, bias: 0, factors: frame.copyOut(factors, rank) };
}

export const implicit: FoldingMethod = { fit: fitImplicit, fold: foldConfidence };
