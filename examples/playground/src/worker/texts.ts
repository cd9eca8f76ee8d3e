import { transfer } from "comlink";
import { parse } from "csv-parse/browser/esm/sync";
import { CORNER, type EditedTable, numbered, type Reading, valueOf } from "../parts/table-text";

type Lines = readonly (readonly string[])[];

/** What may stand between two cells; "::" is MovieLens's. */
const MARKS = ["\t", ";", "::", "|", ","];
/** Lines by which the mark is found. */
const LOOKED_AT = 20;
const ENTRY_NAMES = [/user|person|viewer|customer|reviewer|member|row|who/i, /item|film|movie|book|product|track|song|column|what/i, /rating|value|score|stars|count|quantity|grade|weight/i] as const;

/**
 * A table, or a list of row, column, value, from text. Which of the two is told from its lines unless `as` says it, and is part of the
 * result. Only a corner is text to be edited; the rest comes as numbers.
 */
export function readText(text: string, as?: Reading["as"]): Reading {
  const lines = linesOf(text);
  if (lines.length === 0) throw new Error("There is nothing in it: expected rows of numbers, or lines of user, item, rating.");
  const found = as ?? (isList(lines) ? "list" : "table");
  const { table, ...rest } = found === "list" ? listOf(lines) : tableOf(lines);
  const { row, column, value } = table.rest;
  return transfer({ as: found, table, ...rest }, [row.buffer, column.buffer, value.buffer]);
}

/** The cells of a table for `pca`: columns of numbers, those of words, and the holes filled with the mean of their column. */
export interface NumberedColumns {
  readonly names: readonly string[];
  readonly rows: number;
  readonly data: Float64Array<ArrayBuffer>;
  readonly filled: number;
  /** The columns of words, by name. */
  readonly words: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** Of this share of numbers a column is one of numbers: a few words in it are holes. */
const MOSTLY = 0.8;

export function readColumns(text: string): NumberedColumns {
  const lines = linesOf(text);
  const isWord = (cell: string) => valueOf(cell) === undefined;
  const isHeaded = lines.length > 1 && lines[0]!.every((cell) => cell === "" || isWord(cell)) && !lines[1]!.every(isWord);
  const body = isHeaded ? lines.slice(1) : lines;
  const width = widest(lines);
  const names = Array.from({ length: width }, (_, j) => (isHeaded && lines[0]![j]) || `Column ${j + 1}`);
  const columns = names.map((name, j) => {
    const texts = body.map((line) => line[j] ?? "");
    const values = texts.map((cell) => valueOf(cell) ?? NaN);
    const there = texts.filter((cell) => cell !== "").length;
    const known = values.filter((value) => !Number.isNaN(value));
    return { name, texts, values, isNumber: known.length >= 2 && known.length >= MOSTLY * there, mean: known.reduce((sum, value) => sum + value, 0) / known.length };
  });
  const numbers = columns.filter(({ isNumber }) => isNumber);
  if (body.length < 2 || numbers.length === 0) throw new Error("No columns of numbers: expected a table with a column for each measurement and two rows or more.");
  const data = new Float64Array(body.length * numbers.length);
  let filled = 0;
  numbers.forEach(({ values, mean }, c) => values.forEach((value, i) => {
    if (Number.isNaN(value)) filled++;
    data[i * numbers.length + c] = Number.isNaN(value) ? mean : value;
  }));
  const words = columns.filter(({ isNumber, texts }) => !isNumber && texts.some((cell) => cell !== "")).map(({ name, texts }) => ({ name, values: texts }));
  return transfer({ names: numbers.map(({ name }) => name), rows: body.length, data, filled, words }, [data.buffer]);
}

const widest = (lines: Lines) => lines.reduce((most, line) => Math.max(most, line.length), 0);

function linesOf(text: string): Lines {
  if (text.includes("\0")) throw new Error("This is no text: expected CSV, or cells copied from a spreadsheet.");
  const first = text.split("\n", LOOKED_AT).filter((line) => line.trim() !== "");
  const delimiter = MARKS.find((mark) => first.every((line) => line.includes(mark))) ?? MARKS.find((mark) => text.includes(mark)) ?? "\t";
  const lines = parse(text, { delimiter, bom: true, trim: delimiter !== "\t", relax_column_count: true, relax_quotes: true, skip_empty_lines: true }) as string[][];
  return lines.map((line) => line.map((cell) => cell.trim()));
}

/** Three or four cells a line, by whose head or whose repeated names it is a list. */
function isList(lines: Lines): boolean {
  const [first] = lines as [readonly string[]];
  if (lines.length < 3 || lines.some((line) => line.length < 3 || line.length > 4)) return false;
  if (ENTRY_NAMES.every((pattern, j) => pattern.test(first[j]!))) return true;
  const body = lines.slice(typeof valueOf(first[2]!) === "number" ? 0 : 1);
  if (!body.every((line) => line[0] !== "" && line[1] !== "" && typeof valueOf(line[2]!) === "number")) return false;
  const distinct = (j: number) => new Set(body.map((line) => line[j])).size;
  const pairs = new Set(body.map((line) => JSON.stringify(line.slice(0, 2)))).size;
  return pairs === body.length && distinct(0) < body.length && distinct(1) < body.length;
}

/** Names with a number each, in the order of their first appearance. */
class Names {
  readonly #places = new Map<string, number>();
  readonly counts: number[] = [];
  place(name: string): number {
    const known = this.#places.get(name);
    const at = known ?? this.#places.size;
    if (known === undefined) this.#places.set(name, at);
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    return at;
  }
  /** Those with most entries first, and where each has gone. */
  byCount(): { readonly names: string[]; readonly place: Int32Array } {
    const all = [...this.#places.keys()];
    const order = all.map((_, at) => at).sort((a, b) => this.counts[b]! - this.counts[a]! || a - b);
    const place = new Int32Array(all.length);
    order.forEach((at, now) => { place[at] = now; });
    return { names: order.map((at) => all[at]!), place };
  }
}

type Read = Omit<Reading, "as">;

function listOf(lines: Lines): Read {
  const body = lines.slice(typeof valueOf(lines[0]?.[2] ?? "") === "number" ? 0 : 1);
  const [rows, columns] = [new Names(), new Names()];
  const entries = body.map((line, i) => {
    const value = valueOf(line[2] ?? "");
    if (typeof value !== "number") throw new Error(`Line ${i + 1 + lines.length - body.length} has no number in its third column: expected user, item, rating.`);
    return [rows.place(line[0]!), columns.place(line[1]!), value] as const;
  });
  const [byRow, byColumn] = [rows.byCount(), columns.byCount()];
  const placed = entries.map(([i, j, value]) => [byRow.place[i]!, byColumn.place[j]!, value] as const);
  return { table: cornered(byRow.names, byColumn.names, placed), isSorted: byRow.names.length > CORNER.rows || byColumn.names.length > CORNER.columns };
}

function tableOf(lines: Lines): Read {
  const width = widest(lines);
  const isName = (cell: string) => valueOf(cell) === undefined;
  const hasHeader = lines.length > 1 && lines[0]!.slice(1).some(isName);
  const body = hasHeader ? lines.slice(1) : lines;
  const hasNames = width > 1 && body.every((line) => isName(line[0]!));
  const from = hasNames ? 1 : 0;
  const rows = hasNames ? body.map((line) => line[0]!) : numbered("Row", body.length);
  const columns = Array.from({ length: width - from }, (_, j) => (hasHeader ? lines[0]![j + from] : undefined) ?? `Column ${j + 1}`);
  const words: string[] = [];
  const entries = body.flatMap((line, i) => line.slice(from).flatMap((cell, j) => {
    const value = valueOf(cell);
    if (value === undefined && (i >= CORNER.rows || j >= CORNER.columns)) words.push(cell);
    return typeof value === "number" ? [[i, j, value] as const] : [];
  }));
  if (words.length > 0) throw new Error(`${words.length === 1 ? "One cell is" : `${words.length} cells are`} no number, “${words[0]}” for one: leave holes empty.`);
  const table = cornered(rows, columns, entries);
  const cells = table.cells.map((row, i) => row.map((_, j) => body[i]?.[j + from] ?? ""));
  return { table: { ...table, cells }, isSorted: false };
}

function cornered(rows: readonly string[], columns: readonly string[], entries: readonly (readonly [number, number, number])[]): EditedTable {
  const [height, width] = [Math.min(rows.length, CORNER.rows), Math.min(columns.length, CORNER.columns)];
  const cells = Array.from({ length: height }, () => Array<string>(width).fill(""));
  const rest = entries.filter(([i, j, value]) => {
    if (i >= height || j >= width) return true;
    cells[i]![j] = String(value);
    return false;
  });
  return { rows, columns, cells, rest: { row: Int32Array.from(rest, ([i]) => i), column: Int32Array.from(rest, ([, j]) => j), value: Float64Array.from(rest, ([, , x]) => x) } };
}
