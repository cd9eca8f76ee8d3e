import { allocate } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import { completionInfo, foldRule, makeModel, withFilling } from "../model/model";
import { rankingMetrics } from "../model/ranking";
import type { Settings } from "../options";
import { popularity, seenIn, supportOf } from "../problems/feedback";
import type { RankingTrial } from "../problems/ranking-trial";
import { openTable } from "../problems/table";
import type { Completion } from "../types";

/** Places of a ranking that count. */
const PLACES = 10;

/** NDCG@10 of what was held out, without what rows have. */
export function ndcgOf(model: Completion, { judge }: RankingTrial): number {
  return rankingMetrics(model, judge, PLACES, -Infinity, undefined).ndcg;
}

/** The same of each row. */
export function gainsOf(model: Completion, { judge }: RankingTrial): number[] {
  const gains: number[] = [];
  rankingMetrics(model, judge, PLACES, -Infinity, undefined, gains);
  return gains;
}

/** Columns in the order of their popularity for every row. */
export function popularModel(frame: Frame, said: Entries, settings: Settings): Completion {
  const filling = popularity(said, supportOf(said));
  const none = { start: allocate(said.columns + 1, "complete", Int32Array), column: new Int32Array(0), value: new Float64Array(0), dropped: 0 };
  return frame.scope(() => {
    const bare = makeModel({ ...openTable(frame, said), unit: 1 }, "item", { rank: 0 }, {
      noise: 0, fold: foldRule("items", settings), info: completionInfo({ converged: true, iterations: 1, change: 0 }, settings.seed, 0), range: settings.range,
    });
    const model = withFilling(bare, filling);
    return { ...model, column: { ...model.column, bias: filling.column.filling! }, weights: none, seen: seenIn(frame, said, "value") };
  });
}
