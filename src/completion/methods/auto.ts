import type { Frame } from "../../wasm/completion";
import type { Entries, UnitRule } from "../entries";
import type { Settings } from "../options";
import type { Completion } from "../types";
import { fitBayesian } from "./bayesian";
import { recover, seek } from "./exact";
import type { Method } from "./method";
import { attempt, type Candidate, compare, describeTrial, errorOf, fitCandidate, type Ground, openGround, predictionsOf, type Tried } from "./trials";
import { spending } from "./work";

/** Of fewer entries than this nothing can be held out. */
const LEAST_TO_JUDGE = 2;
/** Above so many entries everything takes long enough to be told. */
const LARGE = 200_000;
/** Above this many entries sampling takes too long; there is then enough data to tune a penalty instead. */
const MOST_TO_SAMPLE = 2_000_000;
/** Entries up to which "als" is tried, too, though it rarely wins where sampling is possible. */
const MOST_FOR_ALS = 50_000;
/** Sweeps of the chains by which the choice is made: first, where there are several parts to judge by, fewer on two of them; of one part many, as weak factors take long to grow, but of large tables. */
const SWEEPS = Object.freeze({ first: 30, last: 60, only: 100, large: 50, entries: 150_000 });
const FIRST_PARTS = 2;
/** So many go on to all parts. */
const FINALISTS = 3;
/** Ranks at most, and with a budget. */
const MOST_RANK = 40;
const MOST_RANK_OF_BUDGET = 128;
/** A model must beat the best baseline by so many standard errors of the difference, and may be so much worse in the error that is not judged by; more than that counts three times against what is gained. */
const SURE = 1.3;
const LOSS = 1.01;
/** Standard errors are too small where few large errors make the sum: of so many, twice as many of them are needed. */
const FEW_LARGE = 2;

/** A damping that leaves nothing. */
const ALL = 3.273390607896142e150; // 2^500
/** What a model has to beat: means, and biases damped little for long lines and much for short ones. */
const BASELINES: readonly NonNullable<Candidate["baseline"]>[] = [
  { name: "column mean", damping: [ALL, 0] }, { name: "mean", damping: [ALL, ALL] }, { name: "row mean", damping: [0, ALL] },
  { name: "bias", damping: [0.5, 0.5] }, { name: "bias", damping: [2, 2] }, { name: "bias", damping: [5, 2] }, { name: "bias", damping: [10, 5] },
  { name: "bias", damping: [25, 10] }, { name: "bias", damping: [100, 100] }, { name: "bias", damping: [ALL, 5] }, { name: "bias", damping: [5, ALL] },
];

/** The exact completion, if there is one; else what does best on held-out entries; see `CompleteOptions.method`. */
function fitAuto(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  const isInformed = settings.features !== undefined; // an exact completion knows nothing of features
  if (settings.rank !== undefined && !isInformed) {
    const exact = recover(frame, entries, settings, settings.rank);
    if (exact !== undefined) return exact;
  }
  if (entries.row.length < LEAST_TO_JUDGE) return fitBayesian(frame, entries, settings, rank);
  tell(settings, entries, 1);
  const ground = openGround(entries, settings);
  if (settings.rank === undefined && !isInformed) {
    const exact = seek(frame, entries, settings, ground.mixed);
    if (exact !== undefined) return exact;
  }
  return new Search(frame, ground, settings, rank).run();
}

/** Of large tables also what has no iterations is told, for it takes seconds. */
function tell({ watch: { onProgress } }: Settings, { row }: Entries, change: number): void {
  if (row.length > LARGE) onProgress?.({ iteration: 0, change, trial: "baselines" });
}

/** What was tried so far, the best of it, and what trying more may cost. */
class Search {
  private readonly tried: Tried[] = [];
  private readonly models = new Map<Candidate, Completion>();
  private readonly spent;

  constructor(private readonly frame: Frame, private readonly ground: Ground, private readonly settings: Settings, private readonly rank: number) {
    this.spent = spending(ground.entries, settings.budget);
  }

  run(): Completion {
    const { settings, ground } = this;
    const rules = this.rules();
    for (const rule of rules) for (const baseline of settings.dampingGiven ? this.givenBaselines() : BASELINES) this.tryBaseline({ method: "bias", rank: 0, rule, baseline });
    const simplest = this.simplest(rules);
    const base = this.judge(this.best(simplest), simplest);
    const first = rules.flatMap((rule) => this.firstOf(rule));
    for (const candidate of first) this.try(candidate, FIRST_PARTS);
    this.climb();
    if (ground.parts.length > FIRST_PARTS) this.finals();
    const winner = this.judge(base, simplest);
    const { candidate } = winner;
    const trials = this.tried.map((one) => describeTrial(ground, one, one === winner)).sort((a, b) => (a.relative ?? a.rmse) - (b.relative ?? b.rmse));
    const cut = this.models.get(candidate);
    const model = settings.watch.isStopped() && cut !== undefined ? { ...cut, ...(settings.range === undefined ? {} : { range: settings.range }) } : this.fitAll(candidate, cut);
    return {
      ...model, info: { ...model.info, heldOutRmse: errorOf(ground, winner, true), trials: onePerBaseline(trials), ...(this.spent.isCut() ? { trialsCut: true } : {}) },
    };
  }

  /** Units that columns may have. */
  private rules(): readonly (UnitRule | undefined)[] {
    const { settings: { scaling: side, robust }, ground: { mixed, outlying, few } } = this;
    if (side === "none") return [undefined];
    const robusts = robust !== undefined ? [robust] : outlying ? [false, true] : [false];
    if (side !== "auto") return robusts.map((r) => ({ side, robust: r }));
    if (few) return [undefined, { side: "column", robust: robust ?? false }]; // too few to tell by their looks
    if (!mixed && !outlying) return [undefined];
    const kinds = mixed || robust !== undefined ? robusts : [true]; // of one unit, robust ones alone
    return [undefined, ...kinds.map((r): UnitRule => ({ side: "column", robust: r }))];
  }

  /** The baselines that others have to beat: means, and biases with the damping that is used without a choice; of one unit where that is tried. */
  private simplest(rules: readonly (UnitRule | undefined)[]): Tried[] {
    const { damping } = this.settings;
    return this.tried.filter(({ candidate: { rule, baseline } }) => rule === rules[0] && (baseline?.name !== "bias" || baseline.damping.every((d, side) => d === damping[side])) && baseline?.name !== "row mean");
  }

  private givenBaselines(): typeof BASELINES {
    return [...BASELINES.slice(0, 3), { name: "bias", damping: this.settings.damping }];
  }

  /** What is tried of every rule. */
  private firstOf(rule: UnitRule | undefined): Candidate[] {
    const { rank, ground: { entries, relative, few }, settings } = this;
    if (few && settings.features === undefined) return [{ method: "bayesian", rank, rule }];
    const count = entries.row.length;
    if (rule === undefined && relative && settings.scaling === "auto") return count <= MOST_TO_SAMPLE ? [{ method: "bayesian", rank, rule }] : [];
    if (settings.features !== undefined || entries.weight !== undefined || settings.loss !== "squared") return this.informed(rule);
    const soft: Candidate = { method: "soft-impute", rank: this.softRank(), rule };
    return [
      ...(count <= MOST_TO_SAMPLE ? [{ method: "bayesian", rank, rule } as const] : []),
      ...(count > MOST_TO_SAMPLE || count <= MOST_FOR_ALS ? [{ method: "als", rank, rule } as const] : []),
      soft, ...(rule === undefined || rule.side === "row" ? [] : [{ ...soft, fill: "zero" } as const]),
    ];
  }

  /** What takes features and weights; of rank 0 biases from features alone. */
  private informed(rule: UnitRule | undefined): Candidate[] {
    const { rank, ground: { entries: { row: { length: count } } }, settings: { loss } } = this;
    return [
      ...(count <= MOST_TO_SAMPLE ? [{ method: "bayesian", rank, rule } as const, { method: "bayesian", rank: 0, rule } as const] : []),
      ...((count > MOST_TO_SAMPLE || count <= MOST_FOR_ALS) && loss === "squared" ? [{ method: "als", rank, rule } as const] : []),
    ];
  }

  private softRank(): number {
    const { settings: { rank }, ground: { entries: { rows, columns } } } = this;
    return Math.min(rank ?? Infinity, SOFT_RANK, rows, columns);
  }

  private tryBaseline(candidate: Candidate): void {
    const { frame, ground, settings } = this;
    this.tried.push({ candidate, predicted: attempt(frame, ground.parts, settings, candidate).map((model, p) => predictionsOf(model, ground.parts[p]!)) });
    tell(settings, ground.entries, 1 / (1 + this.tried.length));
  }

  /** Tries a candidate on the first parts, if the work that is left allows it. */
  private try(candidate: Candidate, most: number): Tried | undefined {
    const { frame, ground: { parts }, settings, spent } = this;
    const used = parts.slice(0, most);
    const sweeps = parts.length === 1 ? this.soleSweeps() : most < parts.length ? SWEEPS.first : SWEEPS.last;
    if (settings.watch.isStopped() || !spent.allows(candidate, sweeps, used.length)) return undefined;
    const own = candidate.method === "bayesian" ? { ...settings, loop: { ...settings.loop, maxIterations: sweeps } } : this.near(candidate);
    const models = attempt(frame, used, own, candidate, this.target(candidate));
    this.models.set(candidate, models[0]!);
    const whole = settings.watch.isStopped() ? models.slice(0, 1) : models; // later parts had no time
    const predicted = whole.map((model, p) => predictionsOf(model, used[p]!));
    const one = { candidate, predicted };
    const before = this.tried.findIndex((other) => other.candidate === candidate);
    if (before >= 0) this.tried[before] = one;
    else this.tried.push(one);
    this.keepBest();
    return one;
  }

  /** For more factors than have been tried the penalty is sought near that of those. */
  private near({ method, rank }: Candidate): Settings {
    const { settings } = this;
    const fewer = [...this.models].find(([one]) => one.method === "als" && one.rank < rank)?.[1];
    return method !== "als" || fewer?.info.lambda === undefined || settings.features !== undefined ? settings : { ...settings, near: fewer.info.lambda };
  }

  /** The model of all entries. One of "als" goes on from what was judged, as it does where it chooses its own penalty. */
  private fitAll(candidate: Candidate, judged: Completion | undefined): Completion {
    const { frame, settings, ground: { entries } } = this;
    const goesOn = candidate.method === "als" && candidate.rule === undefined && settings.features === undefined && entries.row.length > MOST_TO_SAMPLE && judged?.info.lambda !== undefined;
    return fitCandidate(frame, entries, goesOn ? { ...settings, lambda: judged.info.lambda, start: judged, loosely: true } : settings, candidate);
  }

  private soleSweeps(): number {
    return this.ground.entries.row.length > SWEEPS.entries ? SWEEPS.large : SWEEPS.only;
  }

  /** Of models fitted to a part the best alone is kept. */
  private keepBest(): void {
    const { candidate } = this.best(this.tried.filter((one) => this.models.has(one.candidate)));
    for (const other of this.models.keys()) if (other !== candidate) this.models.delete(other);
    this.spent.leads(candidate);
  }

  /** What a path of penalties has to come near, where its errors are those judged by. */
  private target({ rule }: Candidate): number | undefined {
    if (this.ground.relative || rule !== undefined || this.ground.parts.length > 1) return undefined;
    return NEAR * Math.min(...this.tried.map((one) => errorOf(this.ground, one)));
  }

  /** Larger ranks, as long as they are better, and smaller ones of small tables; in the units that did best. */
  private climb(): void {
    const { settings, ground: { entries: { rows, columns, row } } } = this;
    if (settings.rank !== undefined || this.ground.few) return;
    const factors = this.tried.filter(({ candidate }) => candidate.baseline === undefined);
    if (factors.length === 0) return;
    const { candidate: { rule } } = this.best(factors);
    const method = row.length <= MOST_TO_SAMPLE ? "bayesian" : "als";
    const most = Math.min(rows, columns, settings.budget === undefined ? MOST_RANK : MOST_RANK_OF_BUDGET);
    const of = (rank: number) => this.tried.find(({ candidate: c }) => c.method === method && c.rank === rank && c.rule === rule);
    let here = of(this.rank);
    for (let rank = this.rank; here !== undefined && rank < most;) {
      rank = Math.min(2 * rank, most);
      const next = this.try({ method, rank, rule }, FIRST_PARTS);
      if (next === undefined || this.errorBeside(next, here) > 1) break;
      here = next;
    }
    if (row.length <= MOST_FOR_ALS && this.rank > 2) this.try({ method, rank: 2, rule }, FIRST_PARTS);
  }

  /** The error of one over that of another. */
  private errorBeside(one: Tried, other: Tried): number {
    const { first, second } = compare(this.ground, one, other);
    return first === 0 && second === 0 ? 1 : Math.sqrt(first / second);
  }

  /** The best so far on all parts. */
  private finals(): void {
    const { ground } = this;
    const factors = this.tried.filter(({ candidate }) => candidate.baseline === undefined).sort((a, b) => errorOf(ground, a) - errorOf(ground, b));
    for (const { candidate } of factors.slice(0, FINALISTS)) this.try(candidate, ground.parts.length);
  }

  private best(tried: readonly Tried[]): Tried {
    const most = Math.max(...tried.map(({ predicted }) => predicted.length));
    return tried.filter(({ predicted }) => predicted.length === most).reduce((a, b) => (errorOf(this.ground, b) < errorOf(this.ground, a) ? b : a));
  }

  /** How many entries its sum of squares is of, in effect: (Σ e²)² / Σ e⁴, a third of all where errors are normal, few of heavy tails. */
  private largeErrors(tried: Tried): number {
    const exact = { ...tried, predicted: this.ground.parts.map(({ judge }) => judge.value) };
    const { first, spread } = compare(this.ground, tried, exact);
    return first > 0 && spread > 0 ? (first / spread) * first : Infinity;
  }

  /** The best that surely beats the best baseline, and by the other measure is not much worse than any of the simplest; else the baseline. */
  private judge(base: Tried, simplest: readonly Tried[]): Tried {
    const { ground } = this;
    const needed = SURE * (1 + FEW_LARGE / this.largeErrors(base));
    const sure = this.tried.filter((one) => {
      if (one === base) return false;
      const { first, second, spread, count } = compare(ground, one, base);
      const gain = (second - first) / count;
      const error = Math.sqrt(Math.max(0, spread / count - gain * gain) / count);
      const isWorse = (other: Tried) => {
        const plain = compare(ground, one, other, true);
        const loss = plain.first / plain.second;
        return loss > LOSS * LOSS && loss * loss * loss * first > second;
      };
      return gain > needed * error && !simplest.some(isWorse);
    });
    return sure.length === 0 ? base : this.best(sure);
  }
}

/** Columns of factors of "soft-impute" at most. */
const SOFT_RANK = 100;
/** Its path has to come so near the best, as its adaptive stage gains a few per cent. */
const NEAR = 1.04;

/** The biases with the best damping of each unit alone. */
function onePerBaseline<T extends { readonly method: string; readonly units?: string; readonly robust?: boolean; readonly chosen: boolean }>(trials: readonly T[]): T[] {
  const isTwin = (a: T, b: T) => a.method === b.method && a.units === b.units && a.robust === b.robust;
  return trials.filter((one, t) => one.chosen || one.method !== "bias" || !trials.some((other, o) => isTwin(one, other) && (other.chosen || o < t)));
}

export const auto: Method = { fit: fitAuto };
