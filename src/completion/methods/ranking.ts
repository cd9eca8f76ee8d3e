import { mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Settings } from "../options";
import { saying, supportOf } from "../problems/feedback";
import { rankingTrial, type RankingTrial } from "../problems/ranking-trial";
import type { Completion, CompletionInfo } from "../types";
import { chooseImplicit, implicitModel } from "./implicit";
import { chooseItemPenalty, itemModelOf, withErrors } from "./item";
import { ndcgOf, popularModel } from "./popular";

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

/** What counts as liked: values from `from` on. Where all are equal, all. */
function likedFrom({ value }: Entries, given: number | undefined): number {
  if (given !== undefined) return given;
  const level = value[0];
  return value.every((x) => x === level) ? level! : value.reduce((sum, x) => sum + x / value.length, 0);
}

/** 1 for what is liked, −1 for the rest, which is seen; or 1 for all. */
export function counted(entries: Entries, from: number): Entries {
  return { ...entries, unit: 1, value: mapped(entries.value, "complete", (x) => (x >= from ? 1 : -1)) };
}

interface Candidate {
  readonly score: number;
  fit(): Completion;
}

/**
 * The best ranking of what is held out of some rows among item weights, implicit feedback and popularity, each of what is liked and, where that is not all, of all that
 * was seen: which ranks better what is liked. Undefined where too few rows can be judged.
 */
export function fitRanking(frame: Frame, listed: Entries, settings: Settings): Completion | undefined {
  const entries = saying(listed);
  if (entries.row.length === 0) return undefined;
  const from = likedFrom(entries, settings.liked);
  const [all, liked] = [counted(entries, -Infinity), counted(entries, from)];
  const trial = rankingTrial(liked, settings.seed);
  if (trial === undefined) return settings.objective === "ranking" ? popularModel(frame, liked, settings) : undefined;
  const whole = liked.value.every((x) => x === 1);
  const popular = ndcgOf(popularModel(frame, trial.fit, settings), trial);
  const { isStopped } = settings.watch;
  let best: Candidate = { score: popular, fit: () => popularModel(frame, liked, settings) };
  let lowest = from;
  for (const said of whole ? [liked] : [all, liked]) {
    const own: RankingTrial = said === liked ? trial : { fit: counted({ ...trial.fit, value: trial.fit.value }, -Infinity), judge: trial.judge };
    for (const candidate of settings.features === undefined && entries.weight === undefined ? [itemCandidate, implicitCandidate] : [implicitCandidate]) {
      if (isStopped()) break;
      const next = candidate(frame, said, settings, own);
      if (!(next.score > best.score)) continue;
      best = next;
      lowest = said === all && !whole ? -Infinity : from;
    }
  }
  const model = best.fit();
  const info: CompletionInfo = { ...model.info, heldOutNdcg: best.score, popularityNdcg: popular, ...(lowest === -Infinity || whole ? {} : { likedFrom: lowest }) };
  return { ...model, info };
}

function itemCandidate(frame: Frame, said: Entries, settings: Settings, trial: RankingTrial): Candidate {
  const ones = onesOf(said);
  const found = chooseItemPenalty(frame, onesOf(trial.fit), settings, { fit: onesOf(trial.fit), judge: trial.judge });
  const support = supportOf(ones).sort().reverse();
  const minimumSupport = Math.max(settings.minimumSupport, (support[MOST_ITEMS] ?? 0) + 1);
  return { score: found.score!, fit: () => withErrors(itemModelOf(frame, ones, { ...settings, minimumSupport }, found.lambda), ones) };
}

function implicitCandidate(frame: Frame, said: Entries, settings: Settings, trial: RankingTrial): Candidate {
  const found = chooseImplicit(frame, trial.fit, { ...settings, lambda: undefined }, trial)!;
  return { score: found.score, fit: () => implicitModel(frame, said, settings, found.weighing) };
}

/** 1 for what counts, 0 for what is seen and no more. */
function onesOf(said: Entries): Entries {
  return { ...said, value: mapped(said.value, "complete", (x) => (x > 0 ? 1 : 0)) };
}
