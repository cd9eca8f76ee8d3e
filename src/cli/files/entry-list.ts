import { parse } from "csv-parse/sync";
import { DataError, UsageError } from "../failure";
import { Cells } from "./cells";
import { Decimals } from "./text/decimal";
import type { EntryFile, OnRead, Separator } from "./entry-file";
import { EntryCollector } from "./entry-collector";
import { LineReader } from "./line-reader";
import { Names } from "./names";
import { isNumber, parseNumber } from "./number";

type Texts = readonly string[];

/** Lines between two reports of how far the file is read. */
const REPORT = 1 << 17;
const COMMENT = 35;

/**
 * A list of entries, one per line: row, column, value, or the columns named (by the line of names or by number from 1). Read a chunk at a time. A
 * line without a value is a place to be predicted; its row and column are of the table, with or without entries.
 */
export function readList(path: string, separator: Separator, named: readonly string[] | undefined, onRead?: OnRead): EntryFile {
  const reader = new LineReader(path);
  const [rows, columns, entries] = [new Names(), new Names(), new EntryCollector()];
  const asked: [string, string][] = [];
  const take = (text: string, places: readonly number[], at: string) => {
    const [row, column, value] = entryOf(cellsOf(text, separator, at), places, at);
    if (value === undefined) asked.push([row, column]);
    else entries.add(rows.indexOf(row), columns.indexOf(column), value);
  };
  try {
    const first = firstLine(reader, separator, named, path);
    if (first !== undefined) {
      const { places, text } = first;
      if (text !== undefined) take(text, places, `${path}, line ${reader.number}`);
      const cells = new Cells(separator, Math.max(...places) + 1);
      const number = new Decimals(reader.bytes);
      const [row, column, value] = places as [number, number, number];
      while (reader.advance()) {
        const { bytes, from, to } = reader;
        if (onRead !== undefined && reader.number % REPORT === 0) onRead(reader.position, reader.size);
        // Plain lines are read where they are; every other one, wrong ones among them, as text.
        if (bytes[from] !== COMMENT && cells.find(bytes, from, to) && cells.to[row]! > cells.from[row]! && cells.to[column]! > cells.from[column]!) {
          number.start(bytes, cells.from[value]!, cells.to[value]!);
          if (number.readNumber() && number.done) {
            const i = rows.indexOfBytes(bytes, cells.from[row]!, cells.to[row]!);
            entries.add(i, columns.indexOfBytes(bytes, cells.from[column]!, cells.to[column]!), number.value);
            continue;
          }
        }
        const line = lineOf(reader);
        if (!isIdle(line)) take(line, places, `${path}, line ${reader.number}`);
      }
    }
  } finally {
    reader.close();
  }
  const row = Int32Array.from(asked, ([name]) => rows.indexOf(name));
  const column = Int32Array.from(asked, ([, name]) => columns.indexOf(name));
  return { kind: "list", rows: rows.all(), columns: columns.all(), entries: entries.take(), asked: { row, column, names: asked } };
}

/** Which columns hold row, column and value, and the first line unless it only names them. */
function firstLine(reader: LineReader, separator: Separator, named: readonly string[] | undefined, path: string) {
  while (reader.advance()) {
    const text = lineOf(reader);
    if (isIdle(text)) continue;
    const cells = cellsOf(text, separator, `${path}, line ${reader.number}`);
    const places = placesOf(cells, named, path);
    return { places, text: isHead(cells, places, named) ? undefined : text };
  }
  return undefined;
}

function isIdle(text: string): boolean {
  return text.trim() === "" || text.startsWith("#");
}

function entryOf(cells: Texts, places: readonly number[], at: string): [row: string, column: string, value: number | undefined] {
  const [row, column, value] = places.map((place) => cells[place]);
  if (row === undefined || column === undefined || value === undefined) {
    throw new DataError(`${at}: ${cells.length} values, expected ${Math.max(...places) + 1} or more`);
  }
  if (row === "" || column === "") throw new DataError(`${at}: has no ${row === "" ? "row" : "column"} (--as table reads a table with holes)`);
  return [row, column, value === "" ? undefined : parseNumber(value, at)];
}

function lineOf({ bytes, from, to, number }: LineReader): string {
  const text = bytes.toString("utf8", from, to).replace(/\r$/, "");
  return number === 1 ? text.replace(/^\uFEFF/, "") : text;
}

function cellsOf(text: string, separator: Separator, at: string): Texts {
  if (!text.includes('"') || separator === "::") return text.split(separator).map((cell) => cell.trim());
  try {
    return (parse(text, { delimiter: separator, trim: true, relax_column_count: true }) as string[][])[0] ?? [];
  } catch {
    throw new DataError(`${at}: broken quotes`);
  }
}

function placesOf(cells: Texts, named: readonly string[] | undefined, path: string): number[] {
  if (named === undefined) return [0, 1, 2];
  return named.map((name) => {
    const place = cells.indexOf(name);
    if (place >= 0 && !isNumber(name)) return place;
    if (/^[1-9]\d*$/.test(name) && Number(name) <= cells.length) return Number(name) - 1;
    throw new UsageError(`${path}: no column is ${JSON.stringify(name)}: its first line is ${cells.join(", ")}`);
  });
}

/** Whether a first line names the columns: its value is no number, or it has the names asked for. */
function isHead(cells: Texts, places: readonly number[], named: readonly string[] | undefined): boolean {
  const value = cells[places[2]!];
  return (value !== undefined && value !== "" && !isNumber(value)) || (named?.some((name) => !/^\d+$/.test(name)) ?? false);
}
