import { iterate, iterationOptions, type ConvergenceInfo } from "../../iterate";
import { allocate, mapped, places } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling } from "../model/model";
import { predictPairs, rootMeanSquare } from "../model/placed";
import type { Settings } from "../options";
import { liking, picked, popularity, saying, seenIn, seenOfLine, supportOf } from "../problems/feedback";
import type { NewLine } from "../problems/line";
import { climb, rankingTrial, type RankingTrial } from "../problems/ranking-trial";
import { openTable } from "../problems/table";
import type { Completion, CompletionInfo, FoldedLine, ItemWeights } from "../types";
import { BLOCKS, type BlockSizes, blockWeights } from "./item-blocks";
import type { FoldingMethod } from "./method";
import { ndcgOf, popularModel } from "./popular";

/** Columns solved at once at most: their products of all pairs take 3.2 GB. More go in blocks. */
const MOST_COLUMNS = 20_000;
/** Of 10 to 1,000 that were best in public tables; what is taken where nothing can be held out. */
const FIRST_PENALTY = 64;
const RATIO = 4;

/**
 * Item weights: the matrix B of zero diagonal that minimizes |X - X B|² + λ |B|², X being 1 where a row has a column and 0 elsewhere, in closed form; a row x scores columns
 * by x B. Entries above 0 are what a row has; those below 0 it has seen and not liked, which counts 0 as if they were not there, but for being recommended.   Steck (2019)
 */
function fitItems(frame: Frame, entries: Entries, settings: Settings): Completion {
  const said = liking(saying(entries));
  const chosen = settings.lambda === undefined ? chooseItemPenalty(frame, said, settings) : undefined;
  const lambda = settings.lambda ?? chosen!.lambda;
  const model = withErrors(itemModelOf(frame, said, settings, lambda), said);
  return { ...model, info: { ...model.info, ...(chosen?.judged ?? {}), ...approximationOf(frame, said, settings, lambda) } };
}

/** The model with what it leaves of the entries it was fitted to. */
export function withErrors(model: Completion, said: Entries): Completion {
  const { value } = predictPairs(model, said.row, said.column);
  const rmse = said.row.length === 0 ? 0 : rootMeanSquare(value, said);
  return { ...model, noise: rmse, info: { ...model.info, rmse } };
}

/** The model of a known penalty, whose error is not measured yet. said: 1 and 0. */
export function itemModelOf(frame: Frame, said: Entries, settings: Settings, wanted: number, sizes?: BlockSizes): Completion {
  const support = supportOf(said);
  const active = activeIn(support, settings);
  const used = sizes ?? (active.length > MOST_COLUMNS ? BLOCKS : undefined);
  if (used !== undefined) return itemModelInBlocks(frame, said, settings, wanted, used);
  return frame.scope(() => {
    const seen = seenIn(frame, said, "value");
    const session = openTable(frame, narrowed(said, active));
    const { weights, lambda, info } = solveItems(frame, session.table, active.length, wanted, settings);
    const bare = makeModel({ ...session, columns: said.columns, unit: 1 }, "item", { rank: 0 }, {
      noise: 0, fold: foldRule("items", settings, { lambda }), info: completionInfo(info, settings.seed, 0, { lambda }), range: settings.range,
    });
    return { ...withFilling(bare, popularity(said, support)), weights: widened(weights, active, said.columns), seen };
  });
}

function activeIn(support: Int32Array, { minimumSupport }: Settings): Int32Array {
  return places(support.length, "complete", (j) => support[j]! >= minimumSupport);
}

/** An approximation for more columns; see item-blocks.ts. */
function itemModelInBlocks(frame: Frame, said: Entries, settings: Settings, wanted: number, sizes: BlockSizes): Completion {
  const support = supportOf(said);
  const seen = seenIn(frame, said, "value");
  let used = wanted;
  const weights = blockWeights(said, activeIn(support, settings), support, sizes, (entries, columns) => frame.scope(() => {
    const solved = solveItems(frame, openTable(frame, entries).table, columns, wanted, settings);
    used = Math.max(used, solved.lambda);
    return solved.weights;
  }));
  return frame.scope(() => {
    const bare = makeModel({ ...openTable(frame, said), unit: 1 }, "item", { rank: 0 }, {
      noise: 0, fold: foldRule("items", settings, { lambda: used }), range: settings.range,
      info: completionInfo({ converged: !settings.watch.isStopped(), iterations: 1, change: 0 }, settings.seed, 0, { lambda: used }),
    });
    return { ...withFilling(bare, popularity(said, support)), weights, seen };
  });
}

/** How much worse blocks rank than one solve of all columns, on the part of the table by which penalties are chosen, its columns in blocks as many times smaller as it has fewer columns. */
function approximationOf(frame: Frame, said: Entries, settings: Settings, lambda: number): Pick<CompletionInfo, "approximation"> {
  const active = activeIn(supportOf(said), settings).length;
  if (active <= MOST_COLUMNS) return {};
  const { core, block, context } = BLOCKS;
  const trial = settings.watch.isStopped() ? undefined : rankingTrial(said, settings.seed);
  if (trial === undefined) return { approximation: BLOCKS };
  const scaled = (size: number) => Math.max(1, Math.round((size * trial.fit.columns) / active));
  const quiet = { ...settings, minimumSupport: 1, range: undefined };
  const ndcg = (sizes?: BlockSizes) => ndcgOf(itemModelOf(frame, trial.fit, quiet, lambda, sizes), trial);
  return { approximation: { ...BLOCKS, ndcg: ndcg({ core: scaled(core), block: scaled(block), context: scaled(context) }), exactNdcg: ndcg() } };
}

/** The entries of some columns, numbered from 0. */
function narrowed(entries: Entries, active: Int32Array): Entries {
  if (active.length === entries.columns) return entries;
  const numbers = allocate(entries.columns, "complete", Int32Array).fill(-1);
  active.forEach((j, place) => { numbers[j] = place; });
  return picked(entries, (e) => numbers[entries.column[e]!]! >= 0, numbers, active.length);
}

/** Weights of some columns as weights of all. */
function widened({ start, column, value, dropped }: ItemWeights, active: Int32Array, columns: number): ItemWeights {
  if (active.length === columns) return { start, column, value, dropped };
  const starts = allocate(columns + 1, "complete", Int32Array);
  active.forEach((j, place) => { starts[j + 1] = start[place + 1]!; });
  for (let j = 1; j <= columns; j++) starts[j] = Math.max(starts[j]!, starts[j - 1]!);
  return { start: starts, column: mapped(column, "complete", (j) => active[j]!, Int32Array), value, dropped };
}

/** Eliminates column after column: (X'X + λI)^-1, and of that the weights. If it is stopped, they are those of the first columns. */
function solveItems(frame: Frame, table: number, n: number, wanted: number, settings: Settings): { weights: ItemWeights; lambda: number; info: ConvergenceInfo } {
  const { wasm } = frame;
  frame.require(wasm.itemsBytes(n));
  const record = frame.open((result) => wasm.itemsOpen(table, result));
  const lambda = wasm.itemsAssemble(record, wanted);
  const step = wasm.itemsStep();
  const steps = Math.max(1, Math.ceil(n / step));
  const { onProgress } = iterationOptions(settings.loop, { tolerance: 0, maxIterations: 1 });
  const info = iterate((turn) => {
    if (n > 0) frame.call(wasm.itemsEliminate(record, (turn - 1) * step));
    return { change: 1 - turn / steps, converged: turn === steps };
  }, { tolerance: 0, maxIterations: steps, onProgress });
  const done = Math.min(n, info.iterations * step);
  const kept = frame.open((result) => wasm.itemsWeights(record, done, Math.max(1, Math.min(settings.neighbours, n - 1)), result));
  const start = allocate(n + 1, "complete", Int32Array);
  start.set(frame.copyOutWords(wasm.itemsWeightsStart(kept), done + 1));
  start.fill(start[done]!, done);
  const count = start[n]!;
  const weights = {
    start, column: frame.copyOutWords(wasm.itemsWeightsTarget(kept), count), value: frame.copyOut(wasm.itemsWeightsValue(kept), count), dropped: wasm.itemsDropped(kept),
  };
  return { weights, lambda, info };
}

/** The penalty whose model ranks best what was held out of some rows. */
export function chooseItemPenalty(
  frame: Frame, said: Entries, settings: Settings, trial: RankingTrial | undefined = rankingTrial(said, settings.seed),
): { readonly lambda: number; readonly score?: number; readonly judged?: Partial<CompletionInfo> } {
  if (trial === undefined) return { lambda: FIRST_PENALTY };
  const { onProgress, isStopped } = settings.watch;
  const quiet = { ...settings, minimumSupport: 1, range: undefined, loop: { onProgress } };
  const { at, score } = climb(FIRST_PENALTY, RATIO, (lambda) => ndcgOf(itemModelOf(frame, trial.fit, quiet, lambda), trial), isStopped);
  return { lambda: at, score, judged: { heldOutNdcg: score, popularityNdcg: ndcgOf(popularModel(frame, trial.fit, quiet), trial) } };
}

/** A new row is what it has: the columns above 0 count, those below 0 are seen. */
function foldItems({ side, place, session: { frame, table, count } }: NewLine): FoldedLine {
  return { side, bias: 0, factors: new Float64Array(0), seen: seenOfLine(place, frame.copyOut(frame.wasm.tableValueAddress(table), count)) };
}

export const item: FoldingMethod = { fit: fitItems, fold: foldItems };
