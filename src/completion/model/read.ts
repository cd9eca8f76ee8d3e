import { describe, reading } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { heldLength } from "../../typed-arrays";
import { FILLS, METHODS } from "../options";
import { type Completion, type CompletionInfo, type CompletionSide, type CompletionTrial, type FeatureWeights, FOLD_NEEDS, type FoldRule, type ItemWeights, type ModelUnits, type PosteriorSamples, type SeenEntries } from "../types";
import { checkArray, Fields, isPositive, type Rules, type Taken } from "./fields";

const FITTED = /* @__PURE__ */ fitted();
const RULES = /* @__PURE__ */ Object.keys(FOLD_NEEDS) as readonly FoldRule["kind"][];
/** More lines or numbers than 4 GiB hold. */
const MOST = 2_147_483_646; // 2^31 - 2
const MOST_SEED = 9_007_199_254_740_991; // 2^53 - 1

/** What a model says it was fitted by. */
function fitted(): readonly Completion["method"][] {
  return [...METHODS.filter((name) => name !== "auto"), "bias"];
}

/**
 * A model from anywhere, each field read once: its arrays in views of our own, of sizes that fit together. Refuses what is no model, or one whose typed arrays
 * were lost on the way through JSON.
 */
export function readModel(model: unknown, strict = false): Completion {
  return reading("model", () => {
    const isOne = typeof model === "object" && model !== null && "row" in model && "column" in model && "fold" in model && "info" in model;
    if (!isOne) throw wrongKind(`model is ${describe(model)}: expected what complete or loadModel gave`);
    return takeModel(model, { wrong: wrongInModel, strict });
  });
}

function wrongInModel(field: string, is: string, expected: string): Error {
  const lost = expected.endsWith("Array") ? " (saveModel keeps a model, JSON does not)" : "";
  return (lost === "" ? outOfRange : wrongKind)(`model.${field} ${is}: expected ${expected}${lost}`);
}

/** All fields, those of parts that only some methods have included. */
export function takeModel(model: object, rules: Rules): Completion {
  const arrays: Taken[] = [];
  const all = new Fields(model, "", rules, arrays);
  const [rows, columns, rank] = [all.whole("rows", 0, MOST), all.whole("columns", 0, MOST), all.whole("rank", 0, MOST)];
  const method = all.oneOf("method", FITTED);
  const samples = all.part("samples", (part) => takeSamples(part, rank));
  const fillingMean = all.maybe("fillingMean", () => all.finite("fillingMean"));
  const fold = all.needed("fold", takeFold);
  const units = all.part("units", takeUnits);
  const side = (name: "row" | "column", lines: number) => all.needed(name, (part) => takeSide(part, lines, rank, {
    samples, isColumn: name === "column", isFilled: fillingMean !== undefined, hasGram: fold.kind === "confidence", isScaled: units?.side === name,
  }));
  const taken: Completion = {
    method, rows, columns, rank,
    mean: all.finite("mean"),
    row: side("row", rows),
    column: side("column", columns),
    noise: all.notNegative("noise"),
    fold,
    info: all.needed("info", takeInfo),
    ...defined({
      samples, fillingMean, units,
      weights: all.part("weights", (part) => takeWeights(part, columns)),
      seen: all.part("seen", (part) => takeSeen(part, rows)),
      names: all.maybe("names", () => all.texts("names", columns)),
      penalties: all.maybe("penalties", () => all.doubles("penalties", rank, "positive")),
      range: all.maybe("range", () => all.pair("range", "two numbers, the lowest first", ([lowest, highest]) => lowest <= highest)),
    }),
  };
  all.close(PARTS);
  const part = FOLD_NEEDS[fold.kind];
  if (part !== undefined && taken[part] === undefined) throw rules.wrong(part, "is missing", `it, as fold.kind is "${fold.kind}"`);
  if (taken.weights !== undefined && taken.seen === undefined) throw rules.wrong("seen", "is missing", "it, as there are weights");
  if (samples !== undefined && fold.kind !== "posterior") throw rules.wrong("fold.kind", `is "${fold.kind}"`, '"posterior", as there are samples');
  // At the end: a field that is read may change, or take away, the arrays of those before.
  for (const one of arrays) checkArray(one, rules);
  if (rules.strict) checkLists(taken, rules.wrong);
  return taken;
}

/**
 * Refuses lists of entries or weights that do not begin where they should, or lead to columns that are none. Looks at every number, so whoever uses all of them
 * asks for it, and who uses one line does so for that line.
 */
export function checkLists({ columns, seen, weights }: Completion, wrong: Rules["wrong"] = wrongInModel): void {
  for (const [name, lists] of [["seen", seen], ["weights", weights]] as const) {
    if (lists === undefined) continue;
    const { start, column } = lists;
    const count = column.length;
    const bad = start.findIndex((from, i) => (i === 0 ? from !== 0 : from < start[i - 1]!) || from > count);
    if (bad >= 0) throw wrong(`${name}.start[${bad}]`, `is ${start[bad]}`, `starts that rise from 0 to ${count}`);
    if (start[start.length - 1] !== count) throw wrong(`${name}.start`, `ends at ${start[start.length - 1]}`, String(count));
    const most = name === "seen" && weights !== undefined ? weights.start.length - 1 : columns; // of a part of a model those that the part speaks of
    const outside = column.findIndex((j) => j < 0 || j >= most);
    if (outside >= 0) throw wrong(`${name}.column[${outside}]`, `is ${column[outside]}`, `a column from 0 to ${most - 1}`);
  }
}

const PARTS = [
  "method", "rows", "columns", "rank", "mean", "row", "column", "noise", "fold", "info", "samples", "fillingMean", "penalties", "range", "weights", "seen", "units", "names",
] as const;

/** Which parts a side has. */
interface SideParts { readonly isColumn: boolean; readonly samples: PosteriorSamples | undefined; readonly isFilled: boolean; readonly hasGram: boolean; readonly isScaled: boolean }

function takeSide(part: Fields, lines: number, rank: number, { samples, isColumn, isFilled, hasGram, isScaled }: SideParts): CompletionSide {
  const { count, size } = samples ?? { count: 0, size: 0 };
  const taken = {
    bias: part.doubles("bias", lines),
    factors: part.needed("factors", (factors) => takeFactors(factors, lines, samples === undefined ? rank : 0)),
    ...(samples === undefined ? {} : { samples: part.singles("samples", count * lines * size), priors: part.doubles("priors", count * size * (size + 1)) }),
    ...defined({ features: part.part("features", (features) => takeFeatures(features, rank + 1, samples)) }),
    ...(isColumn && samples !== undefined ? defined({ noise: part.maybe("noise", () => part.doubles("noise", lines, "positive")) }) : {}),
    ...(isFilled ? { filling: part.doubles("filling", lines) } : {}),
    ...(hasGram ? { gram: part.doubles("gram", rank * rank) } : {}),
    ...(isScaled ? { centre: part.doubles("centre", lines), scale: part.doubles("scale", lines, "notNegative") } : {}),
  };
  part.close(Object.keys(taken));
  return taken;
}

function takeFactors(part: Fields, lines: number, width: number): CompletionSide["factors"] {
  const [rows, columns] = [part.whole("rows", lines, lines), part.whole("columns", width, width)];
  const data = part.doubles("data", lines * width);
  part.close(["rows", "columns", "data"]);
  return { rows, columns, data };
}

function takeFeatures(part: Fields, size: number, samples: PosteriorSamples | undefined): FeatureWeights {
  const count = part.whole("count", 1, MOST);
  const length = count * size;
  const taken = {
    count, centre: part.doubles("centre", count), scale: part.doubles("scale", count, "notNegative"),
    weights: samples === undefined ? part.doubles("weights", length) : part.singles("weights", samples.count * length),
  };
  part.close(["count", "centre", "scale", "weights"]);
  return taken;
}

function takeUnits(part: Fields): ModelUnits {
  const taken = { side: part.oneOf("side", ["row", "column"] as const), robust: part.boolean("robust"), centre: part.finite("centre"), scale: part.notNegative("scale") };
  part.close(["side", "robust", "centre", "scale"]);
  return taken;
}

function takeSamples(part: Fields, rank: number): PosteriorSamples {
  const [count, size] = [part.whole("count", 1, MOST), part.whole("size", rank + 1, rank + 1)];
  const taken = {
    count, size,
    unit: part.notNegative("unit"),
    precision: part.doubles("precision", count, "invertible"),
    ...defined({ degrees: part.maybe("degrees", () => part.number("degrees", "a finite number above 2", (x) => x > 2 && x < Infinity)) }),
  };
  part.close(["count", "size", "unit", "precision", "degrees"]);
  return taken;
}

function takeSeen(part: Fields, rows: number): SeenEntries {
  const start = part.words("start", rows + 1);
  const column = part.words("column");
  const numbers = (name: "value" | "said") => part.maybe(name, () => part.doubles(name, heldLength(column)));
  const taken = { start, column, ...defined({ value: numbers("value"), said: numbers("said") }) };
  part.close(["start", "column", "value", "said"]);
  return taken;
}

function takeWeights(part: Fields, columns: number): ItemWeights {
  const start = part.words("start", columns + 1);
  const column = part.words("column");
  const taken = { start, column, value: part.doubles("value", heldLength(column)), dropped: part.notNegative("dropped") };
  part.close(Object.keys(taken));
  return taken;
}

function takeFold(part: Fields): FoldRule {
  const taken = {
    kind: part.oneOf("kind", RULES),
    lambda: part.notNegative("lambda"),
    power: part.number("power", "a number from 0 to 1", (x) => x >= 0 && x <= 1),
    biased: part.boolean("biased"),
    nonnegative: part.boolean("nonnegative"),
    damping: part.pair("damping", "two numbers, 0 or more", (pair) => pair.every((x) => x >= 0 && x < Infinity)),
    alpha: part.number("alpha", "a number above 0", isPositive),
    unseen: part.number("unseen", "a number above 0", isPositive),
    fill: part.oneOf("fill", FILLS),
    ...defined({ logUnit: part.maybe("logUnit", (name) => part.number(name, "a number above 0", isPositive)) }),
  };
  part.close(["kind", "lambda", "power", "biased", "nonnegative", "damping", "alpha", "unseen", "fill", "logUnit"]);
  return taken;
}

function takeTrial(part: Fields): CompletionTrial {
  const any = (name: string) => part.number(name, "a number", () => true);
  const taken = {
    method: part.oneOf("method", [...FITTED, "mean", "row mean", "column mean"] as const), rmse: any("rmse"), entries: part.whole("entries", 0, MOST), chosen: part.boolean("chosen"),
    ...defined({
      rank: part.maybe("rank", () => part.whole("rank", 0, MOST)), units: part.maybe("units", () => part.oneOf("units", ["row", "column"] as const)),
      robust: part.maybe("robust", () => part.boolean("robust")), relative: part.maybe("relative", any),
    }),
  };
  part.close(["method", "rank", "units", "robust", "rmse", "relative", "entries", "chosen"]);
  return taken;
}

function takeApproximation(part: Fields): NonNullable<CompletionInfo["approximation"]> {
  const any = (name: string) => part.maybe(name, () => part.number(name, "a number", () => true));
  const size = (name: string) => part.whole(name, 1, MOST);
  const taken = { core: size("core"), block: size("block"), context: size("context"), ...defined({ ndcg: any("ndcg"), exactNdcg: any("exactNdcg") }) };
  part.close(["core", "block", "context", "ndcg", "exactNdcg"]);
  return taken;
}

function takeInfo(part: Fields): CompletionInfo {
  const any = (name: string) => part.number(name, "a number", () => true);
  const taken = {
    converged: part.boolean("converged"),
    iterations: part.whole("iterations", 0, Number.MAX_SAFE_INTEGER),
    change: any("change"),
    rmse: any("rmse"),
    seed: part.whole("seed", 0, MOST_SEED),
    ...defined({
      objective: part.maybe("objective", any), heldOutRmse: part.maybe("heldOutRmse", any), lambda: part.maybe("lambda", any),
      rhat: part.maybe("rhat", any), trials: part.maybe("trials", () => part.list("trials", takeTrial)), trialsCut: part.maybe("trialsCut", () => part.boolean("trialsCut")),
      heldOutNdcg: part.maybe("heldOutNdcg", any), popularityNdcg: part.maybe("popularityNdcg", any), likedFrom: part.maybe("likedFrom", any), approximation: part.part("approximation", takeApproximation),
    }),
  };
  part.close(["converged", "iterations", "change", "rmse", "seed", "objective", "heldOutRmse", "lambda", "heldOutNdcg", "popularityNdcg", "likedFrom", "approximation", "rhat", "trials", "trialsCut"]);
  return taken;
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const out: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name of Object.keys(fields) as (keyof T)[]) if (fields[name] !== undefined) out[name] = fields[name] as Exclude<T[typeof name], undefined>;
  return out;
}
