import { checkBoolean, checkInteger, checkNumber, checkOneOf, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { itemsOf, listLength } from "../lists";
import { type FeatureTables, readFeatures } from "./features";
import { type IterationOptions, iterationOptions } from "../iterate";
import { type CompletionMethod, COMPLETION_METHODS } from "./methods/facts";
import { type GivenWeights, readWeights } from "./weights";
import { type Watch, watch } from "./problems/watch";
import type { CompleteOptions } from "./complete-options";
import type { Completion, Fill } from "./types";
import type { Scaling } from "./table-types";

export const METHODS = /* @__PURE__ */ Object.keys(COMPLETION_METHODS) as readonly CompletionMethod[];
export const FILLS: readonly Fill[] = ["zero", "mean", "row-mean", "column-mean", "bias"];

const SCALINGS: readonly Scaling[] = ["auto", "none", "column", "row"];

export const FIELDS: readonly (keyof CompleteOptions)[] = [
  "method", "objective", "liked", "aggregate", "rank", "fill", "lambda", "power", "damping", "biases", "nonnegative", "alpha", "confidence", "unseen", "solver", "samples", "neighbours",
  "minimumSupport", "scaling", "robust", "budget", "features", "weights", "loss", "noise", "range", "seed", "start", "tolerance", "maxIterations", "onProgress",
];

/** Methods whose models rank what rows like. */
const RANKING: readonly CompletionMethod[] = ["auto", "item", "implicit"];
/** Why a method refuses weights. */
export function weighless(method: CompletionMethod, name: string): string {
  return `${name} are given: method "${method}" takes none; expected method ${INFORMED.map((other) => `"${other}"`).join(" or ")}`;
}

/** Methods that take features, and weights of entries. */
export const INFORMED: readonly CompletionMethod[] = ["auto", "bayesian", "als", "implicit"];
/** Entries at the mean that a row and a column are worth.   Koren (2010), baseline */
const DAMPING = [5, 2] as const;
const SAMPLES = 32;
const NEIGHBOURS = 200;
/** Above this rank the normal equations cost more than conjugate gradients. */
const CHOLESKY_RANK = 128;

/** The options, checked, with those defaults that do not depend on the table. */
export interface Settings {
  readonly method: CompletionMethod;
  readonly objective: "values" | "ranking" | undefined;
  readonly liked: number | undefined;
  readonly aggregate: "sum" | "last" | "count" | "mean" | undefined;
  readonly rank: number | undefined;
  readonly fill: Fill | undefined;
  readonly lambda: number | undefined;
  readonly power: number | undefined;
  readonly damping: readonly [number, number];
  readonly dampingGiven: boolean;
  readonly biases: boolean;
  readonly nonnegative: boolean;
  readonly alpha: number | undefined;
  readonly confidence: "linear" | "log" | undefined;
  readonly unseen: number;
  readonly solver: "cholesky" | "conjugate-gradient" | undefined;
  readonly samples: number;
  readonly neighbours: number;
  readonly minimumSupport: number;
  readonly scaling: Scaling;
  readonly robust: boolean | undefined;
  readonly budget: number | undefined;
  readonly features: FeatureTables | undefined;
  readonly weights: GivenWeights | undefined;
  readonly loss: "squared" | "student-t";
  readonly noise: "same" | "column" | undefined;
  readonly range: readonly [number, number] | undefined;
  readonly seed: number;
  /** What to go on from, and whether as near as choices are made is near enough. */
  readonly start: Completion | undefined;
  readonly loosely: boolean;
  /** "als", where a penalty is searched: the best of fewer factors, in units of the entries. */
  readonly near?: number;
  readonly loop: IterationOptions;
  /** Of all runs; `loop.onProgress` is its. */
  readonly watch: Watch;
}

export function readSettings(options: CompleteOptions | undefined): Settings {
  const given = readOptions("options", options, FIELDS);
  const { method = "auto", objective, liked, aggregate, fill, solver, lambda, power, rank } = given;
  checkOneOf("options.method", method, METHODS);
  if (objective !== undefined) checkOneOf("options.objective", objective, ["values", "ranking"]);
  if (objective === "ranking" && !RANKING.includes(method)) throw outOfRange(`options.objective is "ranking": method "${method}" predicts values; expected method ${RANKING.map((name) => `"${name}"`).join(" or ")}`);
  if (aggregate !== undefined) checkOneOf("options.aggregate", aggregate, ["sum", "last", "count", "mean"]);
  if (liked !== undefined) checkNumber("options.liked", liked, -Infinity, Infinity);
  if (fill !== undefined) checkOneOf("options.fill", fill, FILLS);
  if (solver !== undefined) checkOneOf("options.solver", solver, ["cholesky", "conjugate-gradient"]);
  if (rank !== undefined) checkInteger("options.rank", rank, COMPLETION_METHODS[method].leastRank);
  if (lambda !== undefined) checkNumber("options.lambda", lambda, 0, Infinity);
  if (power !== undefined) checkNumber("options.power", power, 0, 1);
  const { alpha, confidence, unseen = 1, samples = SAMPLES, seed = 1, nonnegative = false, neighbours = NEIGHBOURS, minimumSupport = 1 } = given;
  if (alpha !== undefined) checkNumber("options.alpha", alpha, 0, Infinity, true);
  if (confidence !== undefined) checkOneOf("options.confidence", confidence, ["linear", "log"]);
  checkNumber("options.unseen", unseen, 0, Infinity, true);
  checkInteger("options.samples", samples, 2, 10_000);
  checkInteger("options.neighbours", neighbours, 1);
  checkInteger("options.minimumSupport", minimumSupport, 1);
  checkInteger("options.seed", seed, 0);
  checkBoolean("options.nonnegative", nonnegative);
  const biases = given.biases ?? !nonnegative;
  checkBoolean("options.biases", biases);
  const { robust, scaling = [lambda, fill, given.damping].some((x) => x !== undefined) || nonnegative || !biases || method === "implicit" || method === "item" ? "none" : "auto" } = given;
  checkOneOf("options.scaling", scaling, SCALINGS);
  if (robust !== undefined) checkBoolean("options.robust", robust);
  const { budget } = given;
  if (budget !== undefined) checkNumber("options.budget", budget, 0, Infinity);
  const features = readFeatures(given.features);
  if (features !== undefined) {
    if (!INFORMED.includes(method)) throw outOfRange(`options.features are given: method "${method}" takes none; expected method ${INFORMED.map((name) => `"${name}"`).join(" or ")}`);
    if (nonnegative) throw outOfRange("options.features are given: factors that features predict may be negative; expected nonnegative: false");
  }
  const { loss = "squared", noise } = given;
  checkOneOf("options.loss", loss, ["squared", "student-t"]);
  if (noise !== undefined) checkOneOf("options.noise", noise, ["same", "column"]);
  if (loss !== "squared" && method !== "auto" && method !== "bayesian") throw outOfRange(`options.loss is "${loss}": method "${method}" has none but "squared"; expected method "bayesian" or "auto"`);
  const weights = readWeights(given.weights);
  if (weights !== undefined && !INFORMED.includes(method)) throw outOfRange(weighless(method, "options.weights"));
  iterationOptions(given, { tolerance: 0, maxIterations: 1 });
  const watched = watch(given.onProgress);
  return {
    method, objective, liked, aggregate, rank, fill, lambda, power, alpha, confidence, unseen, solver, samples, seed, nonnegative, biases, neighbours, minimumSupport,
    scaling, robust, budget, features, weights, loss, noise, start: given.start, loosely: false,
    damping: readDamping(given.damping),
    dampingGiven: given.damping !== undefined,
    range: readRange(given.range),
    loop: { ...given, onProgress: watched.onProgress },
    watch: watched,
  };
}

/** Steps of conjugate gradients per line, 0 for normal equations. */
export function solverSteps(settings: Settings, rank: number): number {
  const solver = settings.solver ?? (rank > CHOLESKY_RANK ? "conjugate-gradient" : "cholesky");
  return solver === "cholesky" ? 0 : 3;
}

function readDamping(damping: CompleteOptions["damping"]): readonly [number, number] {
  if (damping === undefined) return DAMPING;
  const pair = typeof damping === "number" ? ([damping, damping] as const) : readPair("options.damping", damping);
  for (const value of pair) checkNumber("options.damping", value, 0, Infinity);
  return pair;
}

/** Two ends of a range of our own. */
export function readRange(range: CompleteOptions["range"]): readonly [number, number] | undefined {
  if (range === undefined) return undefined;
  const [lowest, highest] = readPair("options.range", range);
  if (!(lowest <= highest)) throw outOfRange(`options.range is [${lowest}, ${highest}]: expected [lowest, highest]`);
  return [lowest, highest];
}

function readPair(name: string, pair: unknown): readonly [number, number] {
  return reading(name, () => {
    if (!Array.isArray(pair) || listLength(pair) !== 2) throw wrongKind(`${name} is ${describe(pair)}: expected two numbers`);
    const ends = itemsOf(pair);
    const wrong = ends.find((value) => typeof value !== "number");
    if (wrong !== undefined || ends.length !== 2) throw wrongKind(`${name} is ${describe(wrong)}: expected two numbers`);
    return ends as [number, number];
  });
}
