import { Axis } from "../../../assembly/codes";
import { iterate, iterationOptions } from "../../iterate";
import { mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling, withSides } from "../model/model";
import { type Settings, solverSteps } from "../options";
import { placeFeatures, placeMean, saidBy, withFeatures } from "../problems/features";
import { popularity, saying, seenIn, seenOfLine, supportOf } from "../problems/feedback";
import { gatherLines, type NewLine } from "../problems/line";
import { climb, rankingTrial, type RankingTrial } from "../problems/ranking-trial";
import { openTable, placeStart, reserveSides, type Session, seedWords } from "../problems/table";
import type { Completion, CompletionInfo, FoldedLine } from "../types";
import type { FoldingMethod } from "./method";
import { ndcgOf, popularModel } from "./popular";

const DEFAULTS = Object.freeze({ tolerance: 1e-3, maxIterations: 30 });
/** Where nothing can be held out, or a penalty is given: as Hu, Koren and Volinsky had them, of an entry of mean magnitude. */
const LAMBDA = 0.1;
const ALPHA = 40;
/** Where the search begins, with power 1, at few factors; ratios from try to try, and sweeps of a try. */
const SEARCH = Object.freeze({ lambda: 0.03, alpha: 10, rank: 16, ratio: 4, iterations: 10, mostRank: 32 });
/** Spread of the factors at the start, over the root of the rank. */
const START_SPREAD = 0.1;

/** What an entry is worth and what factors cost; alpha: of an entry of mean magnitude, unless it was given per unit of value. */
interface Weighing {
  readonly rank: number;
  readonly lambda: number;
  readonly power: number;
  readonly alpha: number;
  readonly isLog: boolean;
}

/**
 * Implicit feedback: an entry x above 0 is a preference of 1 with confidence unseen + alpha · x, one below 0 a preference of 0 with confidence unseen + alpha · |x|, everything else
 * a preference of 0 with confidence unseen. Predictions are scores, of order 0 to 1.   Hu, Koren & Volinsky (2008); the weight of
 * the unseen and the penalty's growth as in Rendle, Krichene, Zhang & Koren (2022)
 *
 * Without a penalty that, alpha and the rank are what ranks best entries that are held out of some rows.
 */
function fitImplicit(frame: Frame, listed: Entries, settings: Settings, rank: number): Completion {
  const entries = saying(listed);
  const chosen = settings.lambda === undefined ? chooseImplicit(frame, entries, settings) : undefined;
  return implicitModel(frame, entries, settings, chosen?.weighing ?? plainWeighing(settings, rank), chosen?.judged);
}

/** Without a search. */
function plainWeighing({ lambda = LAMBDA, power = 0, alpha = ALPHA, confidence }: Settings, rank: number): Weighing {
  return { rank, lambda, power, alpha, isLog: confidence === "log" };
}

export function implicitModel(frame: Frame, entries: Entries, settings: Settings, { rank: wanted, lambda, power, alpha, isLog }: Weighing, judged: Partial<CompletionInfo> = {}): Completion {
  const rank = Math.max(1, Math.min(wanted, entries.rows, entries.columns));
  return frame.scope(() => {
    const session = openTable(frame, entries);
    const { wasm } = frame;
    const { table, rows, columns, unit, count, weight } = session;
    const magnitude = wasm.tableMagnitude(table);
    const logUnit = isLog && magnitude > 0 ? Math.max(Number.MIN_VALUE, magnitude * unit) : undefined;
    if (logUnit !== undefined) wasm.tableLogarithms(table, magnitude);
    wasm.tableWeigh(table);
    const perUnit = settings.alpha === undefined && logUnit === undefined && magnitude > 0 ? alpha / magnitude : alpha; // in units of the session, but for alpha as given
    const used = settings.alpha !== undefined || logUnit !== undefined ? alpha : Math.min(Number.MAX_VALUE, Math.max(Number.MIN_VALUE, perUnit / unit));
    const stride = wasm.factorStride(rank, 0);
    const sides = reserveSides(session, stride);
    const [k0, k1] = seedWords(settings.seed);
    frame.call(wasm.addRandomFactors(0, rows, sides.rows, rank, stride, START_SPREAD / Math.sqrt(rank), k0, k1));
    frame.call(wasm.addRandomFactors(1, columns, sides.columns, rank, stride, START_SPREAD / Math.sqrt(rank), k0, k1));
    if (settings.start !== undefined) placeStart({ ...session, unit: 1 }, sides, settings.start, false);
    const out = frame.reserve(1);
    const record = frame.open((result) => wasm.implicitOpen(table, sides.rows, sides.columns, rank, stride, result));
    const inSession = logUnit !== undefined ? alpha : settings.alpha === undefined ? perUnit : alpha * unit;
    wasm.implicitSet(record, power, inSession, settings.unseen, solverSteps(settings, rank));
    const placed = placeFeatures(frame, settings.features, stride, (axis, features) => { wasm.implicitFeatures(record, axis, features); });
    const info = iterate(() => {
      wasm.implicitSweep(record, lambda, out);
      return { change: frame.number(out, 0) };
    }, iterationOptions(settings.loop, DEFAULTS));
    wasm.tablePreferences(table);
    const rmse = count === 0 ? 0 : Math.sqrt(wasm.tableErrors(table, sides.rows, sides.columns, rank, 0, stride) / weight);
    const grams = { row: gramOf(session, rows, sides.rows, rank, stride), column: gramOf(session, columns, sides.columns, rank, stride) };
    const model = makeModel({ ...session, unit: 1 }, "implicit", { rank, sides }, {
      noise: rmse,
      fold: foldRule("confidence", settings, { lambda, power, alpha: used, ...(logUnit === undefined ? {} : { logUnit }) }),
      info: completionInfo(info, settings.seed, rmse, { lambda, ...judged }),
      range: settings.range,
    });
    const informed = withFeatures(withSides(model, grams), frame, settings.features, placed, { rank, stride, unit: 1 });
    return { ...withFilling(informed, popularity(entries, supportOf(entries))), seen: seenIn(frame, isLog ? entries : weighedValues(entries), "said") };
  });
}

/** Values times weights, which is what they count. */
function weighedValues(entries: Entries): Entries {
  const { weight, ...plain } = entries;
  return weight === undefined ? entries : { ...plain, value: mapped(plain.value, "complete", (x, e) => x * weight[e]!) };
}

function gramOf({ frame }: Session, lines: number, factors: number, rank: number, stride: number): { readonly gram: Float64Array } {
  const at = frame.reserve(rank * rank);
  frame.wasm.gramOf(lines, rank, factors, stride, at);
  return { gram: frame.copyOut(at, rank * rank) };
}

/** What ranks best what was held out of some rows: penalty, then confidence, then the rank and the penalty at that rank. */
export function chooseImplicit(frame: Frame, entries: Entries, settings: Settings, trial: RankingTrial | undefined = rankingTrial(entries, settings.seed)) {
  if (trial === undefined) return undefined;
  const { onProgress, isStopped } = settings.watch;
  // Of a table with many columns some are judged by, whose features would have to be picked, too: rows' alone do.
  const features = settings.features === undefined || trial.fit.columns === entries.columns ? settings.features : settings.features.row === undefined ? undefined : { row: settings.features.row };
  const quiet = { ...settings, features, range: undefined, loop: { onProgress, tolerance: DEFAULTS.tolerance, maxIterations: SEARCH.iterations } };
  const { fit } = trial;
  const most = Math.min(fit.rows, fit.columns);
  let best: Weighing = {
    rank: Math.min(most, settings.rank ?? SEARCH.rank), lambda: SEARCH.lambda, power: settings.power ?? 1, alpha: settings.alpha ?? SEARCH.alpha, isLog: settings.confidence === "log",
  };
  const judge = (change: Partial<Weighing>): number => ndcgOf(implicitModel(frame, fit, quiet, { ...best, ...change }), trial);
  let found = climb(best.lambda, SEARCH.ratio, (lambda) => judge({ lambda }), isStopped);
  best = { ...best, lambda: found.at };
  if (settings.alpha === undefined) {
    found = climb(best.alpha, SEARCH.ratio, (alpha) => judge({ alpha }), isStopped, 2);
    best = { ...best, alpha: found.at };
  }
  let score = found.score;
  const tries = (change: Partial<Weighing>): boolean => {
    if (isStopped()) return false;
    const next = judge(change);
    if (!(next > score)) return false;
    best = { ...best, ...change };
    score = next;
    return true;
  };
  if (settings.confidence === undefined && settings.alpha === undefined && fit.value.some((x) => x !== fit.value[0])) tries({ isLog: true });
  if (settings.rank === undefined) for (let rank = 2 * SEARCH.rank; rank <= Math.min(most / 2, SEARCH.mostRank) && tries({ rank }); rank *= 2);
  if (best.rank > SEARCH.rank && !tries({ lambda: best.lambda * 2 })) tries({ lambda: best.lambda / 2 });
  return { weighing: best, score, judge: () => implicitModel(frame, fit, quiet, best), judged: { heldOutNdcg: score, popularityNdcg: ndcgOf(popularModel(frame, fit, quiet), trial) } };
}

/** In place of no penalty, which gives no scale to what is solved. */
const LEAST_RIDGE = 1e-280;

/**
 * W y, W being the inverse of the normal matrix of a row, Y'CY + ridge: what an entry of confidence c and factors q adds to the row's score at y is c q·W y.   [HKV08], section 5
 *
 * A row that likes nothing, whose factors are drawn towards y with the weight of the penalty, is ridge · W y. line: entries below 0.
 */
export function influence(line: NewLine, y: Float64Array): { readonly factors: Float64Array; readonly ridge: number } {
  const { session: { frame, count }, model: { fold, rank }, lines } = line;
  const { wasm } = frame;
  const penalty = Math.max(LEAST_RIDGE, fold.lambda);
  const weight = count + fold.unseen * lines;
  const ridge = penalty * (fold.power === 0 ? 1 : wasm.exponential(fold.power * wasm.logarithm(weight)));
  return { factors: solveLine(line, placeMean(frame, y, wasm.factorStride(rank, 0)), penalty), ridge };
}

function foldConfidence(line: NewLine): FoldedLine {
  const { session: { frame, table, unit, count }, model: { fold, rank, seen }, side, own, place, features } = line;
  const { wasm } = frame;
  const values = side === "row" && seen !== undefined ? frame.copyOut(wasm.tableValueAddress(table), count).map((x) => x * unit) : undefined;
  const mean = features === undefined ? undefined : placeMean(frame, saidBy(frame, own.features!, features, rank + 1).subarray(0, rank), wasm.factorStride(rank, 0));
  return { side, bias: 0, factors: solveLine(line, mean, fold.lambda), ...(values === undefined ? {} : { seen: seenOfLine(place, values, true) }) };
}

/** The factors of a new line; `mean`: a record of what its features say of them. */
function solveLine(line: NewLine, mean: number | undefined, lambda: number): Float64Array {
  const { session: { frame, table, unit }, model: { fold, rank }, other, lines } = line;
  const { wasm } = frame;
  if (fold.logUnit !== undefined) wasm.tableLogarithms(table, fold.logUnit / unit);
  wasm.tableWeigh(table);
  const stride = wasm.factorStride(rank, 0);
  const factors = frame.copyIn(frame.zeros(stride));
  const others = gatherLines(line, other.factors.data, rank, stride);
  const gram = frame.zeros(stride * stride);
  for (let a = 0; a < rank; a++) gram.set(other.gram!.subarray(a * rank, (a + 1) * rank), a * stride);
  const record = frame.open((result) => wasm.implicitOpen(table, factors, others, rank, stride, result));
  wasm.implicitSet(record, fold.power, fold.logUnit === undefined ? fold.alpha * unit : fold.alpha, fold.unseen, 0);
  if (mean !== undefined) wasm.implicitFeatures(record, Axis.Row, mean);
  wasm.implicitRows(record, lines, lambda, frame.copyIn(gram));
  return frame.copyOut(factors, rank);
}

export const implicit: FoldingMethod = { fit: fitImplicit, fold: foldConfidence };
