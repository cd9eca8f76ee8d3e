import { allocate, mapped, places } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { Filling } from "./biases";
import type { FoldedLine, SeenEntries } from "../types";
import { openTable, type Session } from "./table";

const FEEDBACK = "feedback";

/** The entries that say something: 0 is what was not chosen, as if it were not listed. */
export function saying(entries: Entries): Entries {
  const { value } = entries;
  return value.includes(0) ? picked(entries, (e) => value[e] !== 0) : entries;
}

/** What rows have, 1 for each entry that is liked and 0 for the others, which have been seen and no more. */
export function liking(entries: Entries): Entries {
  return { ...entries, value: mapped(entries.value, FEEDBACK, (x) => (x > 0 ? 1 : 0)), unit: 1 };
}

/** The entries that `keeps` says, in their order; columns by other numbers, if they are given. */
export function picked(entries: Entries, keeps: (e: number) => boolean, numbers?: Int32Array, columns = entries.columns): Entries {
  const { row, column, value, weight } = entries;
  const kept = places(row.length, FEEDBACK, keeps);
  return {
    ...entries, columns,
    row: mapped(kept, FEEDBACK, (e) => row[e]!, Int32Array),
    column: mapped(kept, FEEDBACK, (e) => (numbers === undefined ? column[e]! : numbers[column[e]!]!), Int32Array),
    value: mapped(kept, FEEDBACK, (e) => value[e]!),
    ...(weight === undefined ? {} : { weight: mapped(kept, FEEDBACK, (e) => weight[e]!) }),
  };
}

/** How many entries above 0 each column has. */
export function supportOf({ columns, column, value }: Entries): Int32Array {
  const support = allocate(columns, FEEDBACK, Int32Array);
  column.forEach((j, e) => { if (value[e]! > 0) support[j]!++; });
  return support;
}

/** What an unknown row thinks of a column: the share of rows that have it. */
export function popularity({ rows, columns }: Entries, support: Int32Array): Filling {
  return { mean: 0, row: { filling: allocate(rows, FEEDBACK) }, column: { filling: mapped({ length: columns }, FEEDBACK, (_, j) => support[j]! / Math.max(1, rows)) } };
}

/** The entries of each row as the table has them; what they count, or were, where not all are 1. */
export function seenIn(frame: Frame, entries: Entries, kind: "value" | "said"): SeenEntries {
  return frame.scope(() => {
    const { table, rows, count }: Session = openTable(frame, { ...entries, unit: 1 });
    const { wasm } = frame;
    const seen = { start: frame.copyOutWords(wasm.tableStartAddress(table), rows + 1), column: frame.copyOutWords(wasm.tableColumnAddress(table), count) };
    const value = frame.copyOut(wasm.tableValueAddress(table), count);
    return value.every((x) => x === 1) ? seen : { ...seen, [kind]: value };
  });
}

/** What a new row has, in the order of its columns; 0 is as if it were not listed. */
export function seenOfLine(place: Int32Array, values: Float64Array, keepsSaid = false): NonNullable<FoldedLine["seen"]> {
  const entries = Array.from(place, (column, e) => ({ column, x: values[e]! })).filter(({ x }) => x !== 0).sort((a, b) => a.column - b.column);
  return { column: mapped(entries, "foldIn", ({ column }) => column, Int32Array), value: mapped(entries, "foldIn", ({ x }) => (x > 0 ? 1 : 0)), ...(keepsSaid && entries.some(({ x }) => x !== 1) ? { said: mapped(entries, "foldIn", ({ x }) => x) } : {}) };
}
