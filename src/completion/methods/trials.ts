import type { Progress } from "../../iterate";
import type { Frame } from "../../wasm/completion";
import type { Entries, UnitRule } from "../entries";
import { predictPairs } from "../model/placed";
import type { Settings } from "../options";
import { type Split, splitEach, splits } from "../problems/holdout";
import { type Comparison, compareErrors, type MeasuredUnits, measureUnits, modelInUnits, relativeError, scaleEntries } from "../problems/units";
import type { Completion, CompletionTrial, Fill } from "../types";
import { attemptAls, fitAls } from "./als";
import { bayesian } from "./bayesian";
import { fitBiasModel } from "./bias";
import { softImpute } from "./impute";
import type { Method } from "./method";
import { FEW, isMixed, unitsToJudge } from "./mixed";
import { fitScaled } from "./units";

/** One way to complete a table. */
export interface Candidate {
  readonly method: "bias" | "bayesian" | "als" | "soft-impute";
  readonly rank: number;
  readonly rule: UnitRule | undefined;
  readonly fill?: Fill;
  /** Of biases: what they are called, and their damping. */
  readonly baseline?: { readonly name: CompletionTrial["method"]; readonly damping: readonly [number, number] };
}

/** A candidate, and what it predicted for the part held out, so far as that was tried. */
export interface Tried {
  readonly candidate: Candidate;
  readonly predicted: readonly Float64Array[];
}

/** Of tables with more entries biases are judged when the objective falls by less than this share of itself, which tells their error to more digits than a choice needs. */
const LARGE = 200_000;
const ENOUGH_FALL = 1e-9;
const BIASES: Method = { fit: (frame, entries, settings) => fitBiasModel(frame, entries, settings, settings.damping, entries.row.length > LARGE ? ENOUGH_FALL : undefined) };
/** Without the exact completion, which has been looked for. */
const ALS: Method = { fit: fitAls, attempt: attemptAls };
const METHODS: Readonly<Record<Candidate["method"], Method>> = /* @__PURE__ */ Object.freeze({ "bias": BIASES, "bayesian": bayesian, "als": ALS, "soft-impute": softImpute });

/** Parts held out in turn of small tables; of very small ones, all. */
const MOST_PARTS = Object.freeze({ small: 5, entries: 200, tiny: 10 });
/** Columns are told apart by scales of one in ten so many times another's, or so large a share of them with outliers: errors are then judged in scales of the columns. */
const APART = 10;
const SPOILT = 0.2;

/** What is held out of a table, and by which errors is judged. */
export interface Ground {
  readonly entries: Entries;
  readonly parts: readonly (Split & { readonly units: MeasuredUnits })[];
  /** Whether the entries are so few that each is held out by itself. */
  readonly few: boolean;
  /** Whether columns have such different units, or such outliers, that errors are judged in scales of the columns. */
  readonly relative: boolean;
  readonly mixed: boolean;
  readonly outlying: boolean;
  /** The unit of other errors. */
  readonly unit: number;
}

export function openGround(entries: Entries, settings: Settings): Ground {
  const units = measureUnits(entries, { side: "column", robust: false });
  const few = entries.row.length < FEW;
  const [apart, outlying] = [isMixed(units, entries, APART), units.outlying > 0];
  const mixed = apart || isMixed(units, entries);
  const scales = unitsToJudge(entries); // of all entries: what is held out cannot be far beyond it
  const held = few ? splitEach(entries) : splits(entries, settings.seed, entries.row.length < MOST_PARTS.entries ? MOST_PARTS.tiny : MOST_PARTS.small);
  const parts = held.map((part) => ({ ...part, units: scales }));
  const canTell = () => parts.some(({ judge }) => Number.isFinite(relativeError(scales, judge, judge.value)));
  const relative = (apart || units.outlying > SPOILT * entries.columns) && canTell();
  return { entries, parts, few, relative, mixed, outlying, unit: Math.max(units.typical.scale, Math.abs(units.typical.centre) * Number.EPSILON) || 1 };
}

/** The settings of a candidate. */
function settingsOf(settings: Settings, { method, rank, fill, baseline }: Candidate): Settings {
  return { ...settings, method: method === "bias" ? "auto" : method, rank, fill, lambda: settings.start === undefined ? undefined : settings.lambda, damping: baseline?.damping ?? settings.damping };
}

/** The candidate fitted to all entries. */
export function fitCandidate(frame: Frame, entries: Entries, settings: Settings, candidate: Candidate): Completion {
  const own = settingsOf(settings, candidate);
  const method = METHODS[candidate.method];
  const { rule } = candidate;
  return rule === undefined ? method.fit(frame, entries, own, candidate.rank) : fitScaled(frame, entries, own, method, rule);
}

/** The candidate fitted to parts, as far as it takes to judge it. */
export function attempt(frame: Frame, parts: readonly Split[], settings: Settings, candidate: Candidate, target?: number): Completion[] {
  const { method, rule, rank } = candidate;
  const { onProgress: told } = settings.watch;
  const trial = candidate.baseline === undefined ? nameOf(candidate) : undefined;
  const onProgress = told === undefined || trial === undefined ? undefined : (progress: Progress) => told({ ...progress, trial });
  const own = { ...settingsOf(settings, candidate), range: undefined, loop: { ...settings.loop, onProgress }, watch: { ...settings.watch, onProgress } };
  const units = rule === undefined ? undefined : parts.map(({ fit }) => measureUnits(fit, rule));
  const scaled = units === undefined ? parts : parts.map(({ fit, judge }, p) => ({ fit: scaleEntries(fit, units[p]!), judge: scaleEntries(judge, units[p]!) }));
  const { attempt: attempted, fit: fitted } = METHODS[method];
  const models = attempted === undefined
    ? scaled.map(({ fit }) => frame.scope(() => fitted(frame, fit, own, rank)))
    : frame.scope(() => attempted(frame, scaled, own, rank, target));
  return units === undefined ? models : models.map((model, p) => modelInUnits(model, units[p]!));
}

/** What a candidate is called in progress. */
function nameOf({ method, rank, rule }: Candidate): string {
  return `${method}, rank ${rank}${rule === undefined ? "" : `, ${rule.robust ? "robust " : ""}units of each ${rule.side}`}`;
}

/** What a model predicts for the part held out. */
export function predictionsOf(model: Completion, { judge }: Split): Float64Array {
  return predictPairs(model, judge.row, judge.column).value;
}

/** Sums over the parts that both have been tried on, of the errors by which is judged, or as they are. */
export function compare({ parts, unit, relative }: Ground, a: Tried, b: Tried, plain = !relative): Comparison {
  const most = Math.min(a.predicted.length, b.predicted.length);
  const sums = parts.slice(0, most).map(({ units, judge }, p) => compareErrors(units, plain ? unit : undefined, judge, a.predicted[p]!, b.predicted[p]!));
  const total = (of: (sum: Comparison) => number) => sums.reduce((all, sum) => all + of(sum), 0);
  return { first: total((s) => s.first), second: total((s) => s.second), spread: total((s) => s.spread), count: total((s) => s.count) };
}

/** Root mean square error of a candidate, over so many parts as were tried. */
export function errorOf(ground: Ground, tried: Tried, plain?: boolean): number {
  const { first, count } = compare(ground, tried, tried, plain);
  return Math.sqrt(first / count) * (plain ?? !ground.relative ? ground.unit : 1);
}

/** What is told of a trial. */
export function describeTrial(ground: Ground, tried: Tried, isChosen: boolean): CompletionTrial {
  const { method, rank, rule, baseline } = tried.candidate;
  const relative = errorOf(ground, tried, false);
  return {
    method: baseline?.name ?? method, ...(baseline === undefined ? { rank } : {}), ...(rule === undefined ? {} : { units: rule.side, ...(rule.robust ? { robust: true } : {}) }),
    rmse: errorOf(ground, tried, true), ...(ground.relative && Number.isFinite(relative) ? { relative } : {}),
    entries: ground.parts.slice(0, tried.predicted.length).reduce((sum, { judge }) => sum + judge.row.length, 0), chosen: isChosen,
  };
}
