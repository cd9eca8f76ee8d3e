import { mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Settings } from "../options";
import { saying, supportOf } from "../problems/feedback";
import { rankingTrial, type RankingTrial } from "../problems/ranking-trial";
import type { Completion, CompletionInfo } from "../types";
import { chooseImplicit, implicitModel } from "./implicit";
import { chooseItemPenalty, itemModelOf, withErrors } from "./item";
import { gainsOf, ndcgOf, popularModel } from "./popular";

/** Item weights of more columns take minutes: the rarest have none then. */
const MOST_ITEMS = 5000;
/** A list of equal values, no more than this share of all places, says what was chosen: there is nothing else to predict. */
const LIST_SHARE = 0.5;

/** Whether a table is to be ranked: because that is asked for, or because its values, being equal, say nothing but that they are there. */
export function isToRank({ method, objective, rank }: Settings, { rows, columns, value }: Entries): boolean {
  if (method !== "auto" || objective === "values") return false;
  if (objective === "ranking") return true;
  return rank === undefined && value[0] !== 0 && value.length <= LIST_SHARE * rows * columns && value.every((x) => x === value[0]);
}

/** Values above 0 of which the largest is so many times the median are counts, of plays or visits: whatever is there was chosen. */
const COUNTS = 20;
/** Where too few rows can be judged by what is liked, and that is less than this share of the values, those say little but that something was chosen. */
const RARE = 0.1;

/** What counts as liked: values from `from` on. Where all are equal, or counts, all. */
function likedFrom({ value }: Entries, least: number, given: number | undefined): number {
  if (given !== undefined) return given;
  const median = mapped(value, "complete", (x) => x).sort()[value.length >> 1]!;
  const largest = value.reduce((a, b) => Math.max(a, b));
  if (least > 0 && largest > COUNTS * median) return least;
  return largest === least ? least : value.reduce((sum, x) => sum + x / value.length, 0);
}

/** 1 for what is liked, −1 for the rest, which is seen; or 1 for all. */
export function counted(entries: Entries, from: number): Entries {
  return { ...entries, unit: 1, value: mapped(entries.value, "complete", (x) => (x >= from ? 1 : -1)) };
}

/** A ranking must beat popularity by so many standard errors of the difference of the rows: it is the best of many tries, and where little is held out one of them is lucky. */
const SURE = 1.3;

interface Candidate {
  readonly score: number;
  /** What the score is the mean of, row by row. */
  gains(): number[];
  fit(): Completion;
  readonly lowest: number;
}

/**
 * The best ranking of what is held out of some rows among item weights, implicit feedback and popularity, each of what is liked and, where that is not all, of all that
 * was seen: which ranks better what is liked. Undefined where too few rows can be judged.
 */
export function fitRanking(frame: Frame, listed: Entries, settings: Settings): Completion | undefined {
  const entries = saying(listed);
  if (entries.row.length === 0) return undefined;
  const least = entries.value.reduce((a, b) => Math.min(a, b));
  const wanted = likedFrom(entries, least, settings.liked);
  const all = counted(entries, -Infinity);
  const canJudge = (by: number) => rankingTrial(counted(entries, by), settings.seed) !== undefined;
  const isRare = entries.value.reduce((sum, x) => sum + (x >= wanted ? 1 : 0), 0) < RARE * entries.value.length;
  const from = settings.liked === undefined && isRare && !canJudge(wanted) && canJudge(least) ? least : wanted; // hardly anything is liked: what is seen then
  const liked = counted(entries, from);
  const trial = rankingTrial(liked, settings.seed);
  if (trial === undefined) return settings.objective === "ranking" ? popularModel(frame, liked, settings) : undefined;
  const whole = liked.value.every((x) => x === 1);
  const judged = popularModel(frame, trial.fit, settings);
  const popular = ndcgOf(judged, trial);
  const { isStopped } = settings.watch;
  const tried: Candidate[] = [];
  for (const said of whole ? [liked] : [all, liked]) {
    const own: RankingTrial = said === liked ? trial : { fit: counted({ ...trial.fit, value: trial.fit.value }, -Infinity), judge: trial.judge };
    for (const candidate of settings.features === undefined && entries.weight === undefined ? [itemCandidate, implicitCandidate] : [implicitCandidate]) {
      if (!isStopped()) tried.push({ ...candidate(frame, said, settings, own), lowest: said === all ? least : from });
    }
  }
  const base = gainsOf(judged, trial);
  const best = tried.sort((a, b) => b.score - a.score).find((one) => one.score > popular && (isStopped() || isSure(one.gains(), base)));
  const model = best === undefined ? popularModel(frame, liked, settings) : best.fit();
  const lowest = best?.lowest ?? from;
  const info: CompletionInfo = { ...model.info, heldOutNdcg: best?.score ?? popular, popularityNdcg: popular, ...(entries.value.every((x) => x === 1) ? {} : { likedFrom: lowest }) };
  return { ...model, info };
}

/** Whether gains are above those of the same rows beside them by more than chance. */
function isSure(gains: readonly number[], beside: readonly number[]): boolean {
  const n = gains.length;
  const differences = gains.map((gain, r) => gain - beside[r]!);
  const mean = differences.reduce((sum, d) => sum + d / n, 0);
  const variance = differences.reduce((sum, d) => sum + ((d - mean) * (d - mean)) / n, 0);
  return mean > SURE * Math.sqrt(variance / n);
}

function itemCandidate(frame: Frame, said: Entries, settings: Settings, trial: RankingTrial): Omit<Candidate, "lowest"> {
  const ones = onesOf(said);
  const found = chooseItemPenalty(frame, onesOf(trial.fit), settings, { fit: onesOf(trial.fit), judge: trial.judge });
  const support = supportOf(ones).sort().reverse();
  const minimumSupport = Math.max(settings.minimumSupport, (support[MOST_ITEMS] ?? 0) + 1);
  return {
    score: found.score!, gains: () => gainsOf(itemModelOf(frame, onesOf(trial.fit), { ...settings, minimumSupport: 1, range: undefined }, found.lambda), trial),
    fit: () => withErrors(itemModelOf(frame, ones, { ...settings, minimumSupport }, found.lambda), ones),
  };
}

function implicitCandidate(frame: Frame, said: Entries, settings: Settings, trial: RankingTrial): Omit<Candidate, "lowest"> {
  const found = chooseImplicit(frame, trial.fit, { ...settings, lambda: undefined }, trial)!;
  return { score: found.score, gains: () => gainsOf(found.judge(), trial), fit: () => implicitModel(frame, said, settings, found.weighing) };
}

/** 1 for what counts, 0 for what is seen and no more. */
function onesOf(said: Entries): Entries {
  return { ...said, value: mapped(said.value, "complete", (x) => (x > 0 ? 1 : 0)) };
}
