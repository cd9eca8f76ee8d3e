import { allocate, mapped, places } from "../lists";
import type { Entries } from "./entries";

/** What becomes of entries that are listed several times. */
export type Aggregation = "sum" | "last" | "count" | "mean";

/** One entry for each place that is listed, where it is listed first. By weight: sums and means are weighted, a number is a sum of weights; a mean weighs what its entries do. */
export function aggregated(entries: Entries, how: Aggregation): Entries {
  const { columns, row, column, value, weight } = entries;
  const count = row.length;
  const first = new Map<number, number>();
  const [times, total, weights] = [allocate(count, "complete", Int32Array), allocate(count, "complete"), allocate(count, "complete")];
  for (let e = 0; e < count; e++) {
    const key = row[e]! * columns + column[e]!;
    const at = first.get(key) ?? e;
    first.set(key, at);
    times[at]!++;
    const w = weight?.[e] ?? 1;
    const x = how === "last" ? value[e]! : w * value[e]!;
    const isFirst = how === "last" || times[at] === 1;
    total[at] = isFirst ? x : total[at]! + x;
    weights[at] = isFirst ? w : weights[at]! + w;
  }
  const kept = places(count, "complete", (e) => times[e]! > 0);
  const [i, j, x] = [allocate(kept.length, "complete", Int32Array), allocate(kept.length, "complete", Int32Array), allocate(kept.length, "complete")];
  kept.forEach((e, p) => {
    i[p] = row[e]!;
    j[p] = column[e]!;
    x[p] = how === "count" ? weights[e]! : how === "mean" ? total[e]! / weights[e]! : total[e]!;
  });
  const { weight: _weight, ...plain } = entries;
  const isKept = weight !== undefined && (how === "mean" || how === "last"); // sums and numbers are by weight already
  return { ...plain, row: i, column: j, value: x, ...(isKept ? { weight: mapped(kept, "complete", (e) => weights[e]!) } : {}) };
}
