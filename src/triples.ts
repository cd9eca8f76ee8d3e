/** The reader of entries: [row, column, value] or { row, column, value } from any iterable, or three lists. Each part is read once. */
import { describe, reading } from "./checks";
import { refuseUnread } from "./entry-fields";
import { outOfRange, wrongKind } from "./errors";
import { allocate, type ArrayOf, listLength, mapped } from "./lists";
import { isShared, kindOf, type NumericArray, copyOf, viewOf } from "./typed-arrays";

const PARTS = ["row", "column", "value"] as const;
/** What entries may have besides, where the rules say so. */
const WEIGHT = "weight";
export type Part = (typeof PARTS)[number] | typeof WEIGHT;
type Needed = (typeof PARTS)[number];

/** What the entries are read into. */
export interface TripleRules<I extends Int32Array | Float64Array> {
  /** Makes the lists of indices. */
  readonly Index: ArrayOf<I>;
  /** The item, if it may be an index, or a value; else an error that calls it name[e] and what follows. Of arrays in place nobody asks. */
  accept(part: Part, item: unknown, name: string, e: number, follows: string): number;
  /** Whether entries may have a weight. */
  readonly withWeight?: boolean;
  /** What an entry without a value is worth; without this every entry has one. */
  readonly valueOfPairs?: number;
  /** Whether an array can be used as it is: the last thing that is read, so that nobody's code runs in between. */
  isInPlace(part: Part, list: unknown): boolean;
}

/** Three lists of one length; such as were left in place are of the caller's kind. */
export type Triples<L extends NumericArray> = Readonly<Record<"row" | "column", L> & { value: NumericArray; weight?: Float64Array }>;

const MOST = 2_147_483_646; // 2^31 - 2
const FIRST_CAPACITY = 1024;

/** Whether an item has a row and a column, and no value. */
function isPairObject(item: unknown): item is Record<Needed, unknown> & { readonly weight?: unknown } {
  return typeof item === "object" && item !== null && !("value" in item) && "row" in item && "column" in item;
}

/** Whether an item of a list of entries is { row, column, value }. */
export function isEntryObject(item: unknown): item is Record<Needed, unknown> & { readonly weight?: unknown } {
  return typeof item === "object" && item !== null && PARTS.every((part) => part in item);
}

export function readTriples<I extends Int32Array | Float64Array>(list: unknown, name: string, rules: TripleRules<I>): Triples<NumericArray> {
  return reading(name, () => {
    if (isEntryObject(list) || (rules.valueOfPairs !== undefined && isPairObject(list))) return fromLists(list, name, rules);
    if (typeof list === "object" && list !== null && Symbol.iterator in list) return fromIterable(list as Iterable<unknown>, name, rules);
    throw wrongKind(`${name} is ${describe(list)}: expected triples [row, column, value] or { row, column, value }`);
  });
}

/** Into lists that grow by half. */
function fromIterable<I extends Int32Array | Float64Array>(list: Iterable<unknown>, name: string, { Index, accept, withWeight = false, valueOfPairs }: TripleRules<I>): Triples<NumericArray> {
  const fields = withWeight ? [...PARTS, WEIGHT] : PARTS;
  const weights: (number | undefined)[] = [];
  const lists = (room: number) => [allocate(room, name, Index), allocate(room, name, Index), allocate(room, name)] as const;
  let [row, column, value]: readonly [I, I, Float64Array] = lists(FIRST_CAPACITY);
  let count = 0;
  const grown = <A extends I | Float64Array>(from: A, larger: A): A => {
    larger.set(from);
    return larger;
  };
  let paired: boolean | undefined;
  for (const triple of list) {
    const isPair = valueOfPairs !== undefined && (isPairObject(triple) || listLength(triple) === 2);
    const isObject = isPair ? listLength(triple) === undefined : isEntryObject(triple);
    if (isObject) refuseUnread(`${name}[${count}]`, triple as object, fields);
    else if (!isPair && listLength(triple) !== 3) throw wrongKind(`${name}[${count}] is ${describe(triple)}: expected [row, column, value] or { row, column, value }`);
    if (isPair !== (paired ??= isPair)) throw wrongKind(`${name}[${count}] is ${describe(triple)} ${isPair ? "without" : "with"} a value: expected all entries with one, or none`);
    const [i, j, x] = isObject ? [(triple as Record<Needed, unknown>).row, (triple as Record<Needed, unknown>).column, isPair ? valueOfPairs : (triple as Record<Needed, unknown>).value] : itemsOfEntry(triple as ArrayLike<unknown>, isPair ? valueOfPairs : undefined);
    const w: unknown = isObject && withWeight ? (triple as { readonly weight?: unknown }).weight : undefined;
    if (count === row.length) {
      const room = Math.min(MOST, Math.ceil(1.5 * count));
      if (room === count) throw outOfRange(`${name} has more than ${count} elements: expected at most ${MOST}`);
      const [rows, columns, values] = lists(room);
      [row, column, value] = [grown(row, rows), grown(column, columns), grown(value, values)];
    }
    if (w !== undefined) weights[count] = accept(WEIGHT, w, name, count, ".weight");
    row[count] = accept("row", i, name, count, isObject ? ".row" : "[0]");
    column[count] = accept("column", j, name, count, isObject ? ".column" : "[1]");
    value[count] = accept("value", x, name, count++, isObject ? ".value" : "[2]");
  }
  const own = { row: row.subarray(0, count), column: column.subarray(0, count), value: value.subarray(0, count) };
  return weights.length === 0 ? own : { ...own, weight: mapped(own.row, name, (_, e) => weights[e] ?? 1) };
}

function itemsOfEntry(items: ArrayLike<unknown>, value: number | undefined): [unknown, unknown, unknown] {
  return [items[0], items[1], value ?? items[2]];
}

/** Arrays that stay in place last: nobody's code runs between looking at them and using them. */
function fromLists<I extends Int32Array | Float64Array>(lists: Record<Needed, unknown> & { readonly weight?: unknown }, name: string, rules: TripleRules<I>): Triples<NumericArray> {
  refuseUnread(name, lists, rules.withWeight === true ? [...PARTS, WEIGHT] : PARTS);
  const { row, column } = lists;
  const value: unknown = "value" in lists ? lists.value : onesFor(column, rules.valueOfPairs!, name);
  const listed = rules.withWeight === true ? lists.weight : undefined;
  const weight = listed === undefined ? undefined : (copyOfPart(listed, WEIGHT, `${name}.${WEIGHT}`, rules) as Float64Array);
  const given: Record<Needed, unknown> = { row, column, value };
  const copies = PARTS.map((part) => (rules.isInPlace(part, given[part]) ? undefined : copyOfPart(given[part], part, `${name}.${part}`, rules)));
  const [i, j, x] = PARTS.map((part, p) => copies[p] ?? viewOfPart(given[part] as NumericArray, `${name}.${part}`)) as [NumericArray, NumericArray, NumericArray];
  for (const [part, { length }] of [["column", j], ["value", x], ...(weight === undefined ? [] : [["weight", weight] as const])] as const) {
    if (length !== i.length) throw outOfRange(`${name}.${part} has length ${length}: expected ${i.length}, the length of ${name}.row`);
  }
  return { row: i, column: j, value: x, ...(weight === undefined ? {} : { weight }) };
}

function onesFor(column: unknown, value: number, name: string): Float64Array {
  return allocate(listLength(column) ?? 0, name).fill(value);
}

/** Each element read once, and checked before the array can change it. */
function copyOfPart<I extends Int32Array | Float64Array>(list: unknown, part: Part, name: string, { Index, accept }: TripleRules<I>): I | Float64Array {
  const count = listLength(list);
  if (count === undefined || (kindOf(list) === undefined && ArrayBuffer.isView(list))) throw wrongKind(`${name} is ${describe(list)}: expected an array of numbers`);
  if (count > MOST) throw outOfRange(`${name} has length ${count}: expected at most ${MOST}`);
  const source = kindOf(list) === undefined ? (list as ArrayLike<unknown>) : viewOf(list as NumericArray);
  const own = part === "value" || part === WEIGHT ? allocate(count, name) : allocate(count, name, Index);
  for (let e = 0; e < count; e++) own[e] = accept(part, source[e], name, e, "");
  return own;
}

function viewOfPart(array: NumericArray, name: string): NumericArray {
  const own = isShared(array) ? copyOf(array, name) : viewOf(array);
  if (own.length > MOST) throw outOfRange(`${name} has length ${own.length}: expected at most ${MOST}`);
  return own;
}
