import { describe, reading } from "../../checks";
import { wrongKind } from "../../errors";
import { itemsOf, mapped } from "../../lists";

/** The names of rows or columns: what a user calls them, and the index the package knows them by. */
export interface Labels<T extends string | number> {
  /** The label of each index. */
  readonly all: readonly T[];
  /** The index of a label; -1, which every function takes for an unknown line, if it was not there. */
  indexOf(label: T): number;
}

/** Entries listed by label, as a table for `complete`, and the way from labels to indices and back. */
export interface LabelledTable<R extends string | number, C extends string | number> {
  /** What `complete` takes: indices in place of labels. */
  readonly table: {
    readonly rows: number;
    readonly columns: number;
    readonly entries: { readonly row: Int32Array; readonly column: Int32Array; readonly value: Float64Array };
  };
  readonly rows: Labels<R>;
  readonly columns: Labels<C>;
}

/**
 * A table from entries whose rows and columns have names or numbers of the user's own, indexed in the order of their first appearance.
 *
 * @param entries  triples [row label, column label, value]; labels are strings or numbers, "1" and 1 being different.
 * @param known    what `labelled` gave before: its names keep their indices, and new ones come behind them, as `appendRows` of a model has them. Default none.
 * @returns the table for `complete`, and the labels of its rows and columns.
 * @throws TypeError  if an entry is no triple, or a label is neither a string nor a number. Values are checked by `complete`.
 *
 * Cost O(entries).
 *
 * @example
 * const { table, rows, columns } = labelled([["ann", "Up", 5], ["bob", "Up", 4], ["bob", "Heat", 1], ["ann", "Heat", 2]]);
 * const model = complete(table);
 * predict(model, rows.indexOf("ann"), columns.indexOf("Heat")).value;
 * recommend(model, rows.indexOf("bob")).map(({ column }) => columns.all[column]);
 */
export function labelled<R extends string | number, C extends string | number, KR extends string | number = never, KC extends string | number = never>(
  entries: Iterable<readonly [row: R, column: C, value: number]>, known?: Pick<LabelledTable<KR, KC>, "rows" | "columns">,
): LabelledTable<R | KR, C | KC> {
  const begin = known === undefined ? undefined : reading("known", () => readKnown<R | KR, C | KC>(known));
  return reading("entries", () => indexLabels<R | KR, C | KC>(entries, begin));
}

/** The names to begin with. */
interface Known<R, C> { readonly rows: readonly R[]; readonly columns: readonly C[] }

function readKnown<R, C>(known: unknown): Known<R, C> {
  const names = (side: "rows" | "columns"): readonly unknown[] => {
    const labels: unknown = known === null || typeof known !== "object" ? undefined : (known as { readonly [name: string]: unknown })[side];
    const all: unknown = labels === null || typeof labels !== "object" ? undefined : (labels as { readonly all?: unknown }).all;
    if (!Array.isArray(all)) throw wrongKind(`known.${side}.all is ${describe(all)}: expected the names that labelled gave`);
    return itemsOf(all);
  };
  return { rows: names("rows") as R[], columns: names("columns") as C[] };
}

function indexLabels<R extends string | number, C extends string | number>(
  entries: Iterable<readonly [row: R, column: C, value: number]>, known: Known<R, C> | undefined,
): LabelledTable<R, C> {
  if (entries === null || typeof entries !== "object" || typeof entries[Symbol.iterator] !== "function") {
    throw wrongKind(`entries is ${describe(entries)}: expected triples [row, column, value]`);
  }
  const [rows, columns] = [new Index<R>(), new Index<C>()];
  known?.rows.forEach((label, i) => rows.add(label, `known.rows.all[${i}]`));
  known?.columns.forEach((label, j) => columns.add(label, `known.columns.all[${j}]`));
  const [row, column, value]: [number[], number[], number[]] = [[], [], []];
  let e = 0;
  for (const triple of entries) {
    if (!Array.isArray(triple) || triple.length !== 3) throw wrongKind(`entries[${e}] is ${describe(triple)}: expected [row, column, value]`);
    row.push(rows.add(triple[0], `entries[${e}][0]`));
    column.push(columns.add(triple[1], `entries[${e}][1]`));
    value.push(triple[2]);
    e++;
  }
  const list = { row: mapped(row, "labelled", (i) => i, Int32Array), column: mapped(column, "labelled", (j) => j, Int32Array), value: numbers(value) };
  return { table: { rows: rows.all.length, columns: columns.all.length, entries: list }, rows: rows.labels(), columns: columns.labels() };
}

/** Numbers as they are; anything else is left for `complete` to refuse by name. */
function numbers(values: readonly unknown[]): Float64Array {
  const e = values.findIndex((x) => typeof x !== "number");
  if (e >= 0) throw wrongKind(`entries[${e}][2] is ${describe(values[e])}: expected a number`);
  return mapped(values as number[], "labelled", (x) => x);
}

/** Labels as they come, numbered from 0. */
export class Index<T extends string | number> {
  readonly all: T[] = [];
  private readonly places = new Map<T, number>();

  add(label: T, name: string): number {
    if (typeof label !== "string" && typeof label !== "number") throw wrongKind(`${name} is ${describe(label)}: expected a string or a number`);
    let place = this.places.get(label);
    if (place === undefined) {
      place = this.all.push(label) - 1;
      this.places.set(label, place);
    }
    return place;
  }

  labels(): Labels<T> {
    return { all: this.all, indexOf: (label) => this.places.get(label) ?? -1 };
  }
}
