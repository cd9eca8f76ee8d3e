import { allocate, places } from "../lists";
import type { Entries } from "./entries";

/** What becomes of entries that are listed several times. */
export type Aggregation = "sum" | "last" | "count" | "mean";

/** One entry for each place that is listed, where it is listed first. */
export function aggregated(entries: Entries, how: Aggregation): Entries {
  const { columns, row, column, value } = entries;
  const count = row.length;
  const first = new Map<number, number>();
  const [times, total] = [allocate(count, "complete", Int32Array), allocate(count, "complete")];
  for (let e = 0; e < count; e++) {
    const key = row[e]! * columns + column[e]!;
    const at = first.get(key) ?? e;
    first.set(key, at);
    times[at]!++;
    total[at] = how === "last" || times[at] === 1 ? value[e]! : total[at]! + value[e]!;
  }
  const kept = places(count, "complete", (e) => times[e]! > 0);
  const [i, j, x] = [allocate(kept.length, "complete", Int32Array), allocate(kept.length, "complete", Int32Array), allocate(kept.length, "complete")];
  kept.forEach((e, p) => {
    i[p] = row[e]!;
    j[p] = column[e]!;
    x[p] = how === "count" ? times[e]! : how === "mean" ? total[e]! / times[e]! : total[e]!;
  });
  return { ...entries, row: i, column: j, value: x };
}
