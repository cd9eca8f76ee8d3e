/** Lines of item models: what rows have, and what their columns say for others. */
import { outOfRange } from "../../errors";
import { allocate, mapped, part } from "../../lists";
import type { Completion, FoldedLine, ItemWeights, SeenEntries } from "../types";

const LINE = "a line of the model";

/** From where to where the entries of a line are; nothing of a line that is not there. Refuses what leads outside. */
export function spanOf({ start, column }: SeenEntries | ItemWeights, line: number, name: string): readonly [from: number, to: number] {
  const [from, to] = [start[line] ?? 0, start[line + 1] ?? 0];
  if (from < 0 || from > to || to > column.length) throw outOfRange(`model.${name}.start[${line}] is ${from} before ${to}: expected starts that rise from 0 to ${column.length}`);
  return [from, to];
}

/** What a row of a model has, as `foldIn` gives it. */
export function seenOf({ seen, columns }: Completion, row: number): NonNullable<FoldedLine["seen"]> {
  const [from, to] = seen === undefined ? [0, 0] : spanOf(seen, row, "seen");
  const [column, value] = [allocate(to - from, LINE, Int32Array), allocate(to - from, LINE).fill(1)];
  if (seen !== undefined) column.set(seen.column.subarray(from, to));
  const outside = column.find((j) => j < 0 || j >= columns);
  if (outside !== undefined) throw outOfRange(`model.seen.column has ${outside} for row ${row}: expected a column from 0 to ${columns - 1}`);
  if (seen?.value !== undefined) value.set(seen.value.subarray(from, to));
  return { column, value, ...(seen?.said === undefined ? {} : { said: part(seen.said, from, to, LINE) }) };
}

/** The model of one row, what it has numbered from 0, with the weights of these columns alone; of one column, or with -1 of all that there are. */
export function linesOfItems(model: Completion, { bias, factors, seen }: FoldedLine, column?: number): Completion {
  const { column: sources, value } = seen!;
  const count = sources.length;
  const weights = model.weights!;
  const spans = Array.from(sources, (source) => spanOf(weights, source, "weights"));
  const found = spans.map(([from, to]) => (column === undefined ? { from, to } : pairSpan(weights, from, to, column)));
  const start = allocate(count + 1, LINE, Int32Array);
  found.forEach(({ from, to }, e) => { start[e + 1] = start[e]! + (to - from); });
  const [target, weight] = [allocate(start[count]!, LINE, Int32Array), allocate(start[count]!, LINE)];
  found.forEach(({ from, to }, e) => {
    if (column === undefined) target.set(weights.column.subarray(from, to), start[e]); // of a single column the number is 0
    weight.set(weights.value.subarray(from, to), start[e]);
  });
  const own = { start: mapped([0, count], LINE, (x) => x, Int32Array), column: mapped(sources, LINE, (_, e) => e, Int32Array), value };
  const side = { bias: mapped([bias], LINE, (x) => x), factors: { rows: 1, columns: 0, data: factors } };
  return {
    ...model, rows: 1, row: side, seen: own, weights: { start, column: target, value: weight, dropped: 0 },
    ...(column === undefined ? {} : { columns: 1, column: { ...model.column, bias: mapped([model.column.bias[column] ?? 0], LINE, (x) => x), factors: side.factors } }),
  };
}

/** Where column `j` is among the weights from `from` to `to`, ascending: one place, or none. */
function pairSpan({ column }: ItemWeights, from: number, to: number, j: number): { readonly from: number; readonly to: number } {
  let [low, high] = [from, to - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (column[middle] === j) return { from: middle, to: middle + 1 };
    if (column[middle]! < j) low = middle + 1;
    else high = middle - 1;
  }
  return { from: 0, to: 0 };
}
