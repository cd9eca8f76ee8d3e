import { DataError, UsageError } from "../../failure";
import { LOSES_DIGITS, losesDigits } from "../number";
import { shown } from "../shown";
import { notesOfAlike } from "../text/alike";
import { refuseDamaged } from "../text/damaged";
import { Decimals } from "../text/decimal";
import type { Dialect } from "../text/dialect";
import type { Text } from "../text/encoding";
import { beginsLikeNumber, isNonFinite, plainNumber } from "../text/kinds";
import { Records } from "../text/records";
import { MissingWords } from "../text/scan";
import { columnOf } from "../text/selection";
import type { TableOptions } from "../text/table";
import { EntryCollector } from "./collector";
import type { EntryFile, OnRead } from "./entry-file";
import { LIST_NAMES, Names } from "./names";

type Texts = readonly string[];

/** Lines between two reports of how far the file is read. */
const REPORT = 1 << 17;
/** Lines below the first by which it is told whether that has names. */
const SAMPLE = 400;

/** A list, and what tells whether it could be a table. */
export interface ListFile {
  readonly file: EntryFile;
  /** Cells of the first line. */
  readonly width: number;
  /** Whether a cell beyond those of the entry is empty. */
  readonly holed: boolean;
}

/**
 * A list of entries, one per line: row, column, value, or the columns named (by the line of names or by number from 1). Read a chunk at a time. A
 * line without a value is a place to be predicted; its row and column are of the table, with or without entries.
 */
export function readList(text: Text, dialect: Dialect, named: Texts | undefined, options: TableOptions, onRead?: OnRead): ListFile {
  const { source } = text;
  const { path } = source;
  const records = new Records(source, dialect.delimiter, dialect);
  const words = new MissingWords(options.na ?? []);
  const [rows, columns, entries] = [new Names(), new Names(), new EntryCollector()];
  const asked: [string, string][] = [];
  if (!records.advance()) throw new DataError(`${path}: is empty`);
  const first = records.texts();
  const width = first.length;
  const places = placesOf(first, named, path);
  const [row, column, value] = places as [number, number, number?];
  const headed = options.header ?? (value === undefined ? isPairHead(text, dialect, places, named) : isHead(first, value, named, dialect, words));
  const namesLine = headed ? records.line : null;
  const number = new Decimals(records.bytes, dialect.decimal.charCodeAt(0));
  const needed = Math.max(...places) + 1;
  let holed = false;

  const takeText = () => {
    const at = `${path}, line ${records.line}`;
    if (records.count < needed) throw new DataError(`${at}: ${records.count} value${records.count === 1 ? "" : "s"}, expected ${needed} or more`, records.line);
    const [name, other, entry] = places.map((place) => records.text(place)) as [string, string, string?];
    if (name === "" || other === "") throw new DataError(`${at}: has no ${name === "" ? "row" : "column"} (--as table reads a table with holes)`, records.line);
    const x = entry === undefined ? 1 : valueOf(entry, dialect, words, at, records.line);
    if (x === undefined) asked.push([name, other]);
    else entries.add(rows.indexOf(name), columns.indexOf(other), x);
  };
  let more = headed ? records.advance() : true;
  for (; more; more = records.advance()) {
    const { bytes, from, to } = records;
    if (onRead !== undefined && records.line % REPORT === 0) onRead(records.read, source.size);
    for (let cell = needed; cell < records.count; cell++) {
      if (to[cell] === from[cell]) holed = true;
      else if (cell >= width) throw new DataError(`${path}, line ${records.line}: ${records.count} values, expected ${width} as in the first line`, records.line);
    }
    // Plain lines are read where they are; every other one, wrong ones among them, as text.
    if (value !== undefined && records.count >= needed && to[row]! > from[row]! && to[column]! > from[column]! && records.isVerbatim(row) && records.isVerbatim(column)) {
      number.start(bytes, from[value]!, to[value]!);
      if (number.readNumber() && number.done && !words.hasNumber(number.value)) {
        const i = rows.indexOfBytes(bytes, from[row]!, to[row]!);
        entries.add(i, columns.indexOfBytes(bytes, from[column]!, to[column]!), number.value);
        continue;
      }
    }
    takeText();
  }
  const askedRow = Int32Array.from(asked, ([name]) => rows.indexOf(name));
  const askedColumn = Int32Array.from(asked, ([, name]) => columns.indexOf(name));
  const names = { rows: rows.all(), columns: columns.all() };
  const { taken, repeated } = value === undefined ? counted(entries.take(), columns.all().length) : { taken: entries.take(), repeated: 0 };
  const notes = value === undefined ? [`no value: each line counts 1${repeated > 0 ? `, and ${repeated} that repeat a row and a column are added to it` : ""}`] : [];
  if (options.encoding === undefined) for (const list of [names.rows, names.columns]) refuseDamaged(path, list);
  return {
    width, holed,
    file: {
      kind: "list", ...names, entries: taken, asked: { row: askedRow, column: askedColumn, names: asked },
      reading: {
        encoding: text.encoding, encodingBecause: text.because ?? null, delimiter: dialect.delimiter, decimal: dialect.decimal, thousands: dialect.thousands ?? null,
        namesLine, namesInComment: false, names: headed ? places.map((place) => first[place]!) : null, index: null, columnsInFile: width,
        leftOut: Array.from({ length: width }, (_, j) => j).filter((j) => !places.includes(j)).map((j) => ({ column: j + 1, name: headed ? first[j]! : "", because: "no part of an entry" })),
        missing: { cells: asked.length, rows: asked.length, treatment: "asked" }, skippedLines: dialect.skip, comments: records.comments, blankLines: records.blanks, emptyLines: 0, notes: [...notes, ...notesOfAlike(names)],
      },
    },
  };
}

/** The number in a cell of values; undefined for an empty one, and for what stands for one. */
function valueOf(text: string, dialect: Dialect, words: MissingWords, at: string, line: number): number | undefined {
  if (!isNonFinite(text) && words.hasText(text)) return undefined;
  const plain = plainNumber(text, dialect);
  const value = Number(plain);
  if (plain !== undefined && losesDigits(plain)) throw new DataError(`${at}: ${shown(text)} ${LOSES_DIGITS}`, line);
  if (plain !== undefined && Number.isFinite(value)) return words.hasNumber(value) ? undefined : value;
  throw new DataError(`${at}: ${shown(text)} is not a ${plain !== undefined || isNonFinite(text) ? "finite " : ""}number`, line);
}

function placesOf(cells: Texts, named: Texts | undefined, path: string): number[] {
  if (named === undefined) return cells.length === 2 ? [0, 1] : [0, 1, 2];
  const names = named.every((item) => /^#?\d+$/.test(item)) ? undefined : cells;
  const places = named.map((item) => columnOf(item, names, { path, width: cells.length }, "--columns"));
  if (new Set(places).size < places.length) throw new UsageError(`option '--columns': ${named.join(",")} are not ${named.length === 2 ? "two" : "three"} columns of ${path}`);
  return places;
}

/** How often each row and column are listed together. */
function counted({ row, column, value }: EntryFile["entries"], columns: number): { readonly taken: EntryFile["entries"]; readonly repeated: number } {
  const first = new Map<number, number>();
  row.forEach((i, e) => {
    const key = i * columns + column[e]!;
    const at = first.get(key);
    if (at === undefined) first.set(key, e);
    else value[at]! += value[e]!;
  });
  const kept = [...first.values()];
  const taken = { row: Int32Array.from(kept, (e) => row[e]!), column: Int32Array.from(kept, (e) => column[e]!), value: Float64Array.from(kept, (e) => value[e]!) };
  return { taken, repeated: row.length - kept.length };
}

/**
 * Of a list without values, whether its first line is one of names: it has those asked for, or those that rows and columns of a list have; or it is told from what follows, as a word above
 * numbers, or as one of such names that does not come again.
 */
function isPairHead({ source }: Text, dialect: Dialect, places: readonly number[], named: Texts | undefined): boolean {
  const records = new Records(source, dialect.delimiter, { ...dialect, chunk: 1 << 16 });
  records.advance();
  const cells = records.texts();
  if (named?.some((item) => !/^#?\d+$/.test(item)) === true) return named.every((item) => cells.includes(item));
  const first = places.map((place) => cells[place] ?? "");
  const isCalledSo = first.map((name, k) => LIST_NAMES[k]!.test(name));
  if (isCalledSo.every(Boolean)) return true;
  const isNumber = (name: string) => plainNumber(name, dialect) !== undefined;
  const [above, alone] = [first.map((name) => name !== "" && !isNumber(name)), [...isCalledSo]];
  let lines = 0;
  for (; lines < SAMPLE && records.advance(); lines++) {
    places.forEach((place, k) => {
      const name = place < records.count ? records.text(place) : "";
      above[k] &&= isNumber(name);
      alone[k] &&= name !== first[k];
    });
  }
  return lines > 0 && (above.includes(true) || alone.includes(true));
}

/** Whether a first line names the columns: its value begins like no number, or it has the names asked for. */
function isHead(cells: Texts, value: number, named: Texts | undefined, dialect: Dialect, words: MissingWords): boolean {
  const cell = cells[value];
  const isWord = cell !== undefined && !words.hasText(cell) && !isNonFinite(cell) && plainNumber(cell, dialect) === undefined && !beginsLikeNumber(cell);
  return isWord || (named?.some((name) => !/^#?\d+$/.test(name)) ?? false);
}
