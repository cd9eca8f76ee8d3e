import { parse } from "csv-parse/sync";
import { labelled } from "../../index";
import { DataError, UsageError } from "../failure";
import type { EntryFile, Separator } from "./entries";
import { LineReader } from "./line-reader";
import { isNumber, parseNumber } from "./number";

type Cells = readonly string[];

/**
 * A list of entries, one per line: row, column, value, or the columns named (by the line of names or by number from 1). Read a chunk at a time. A
 * line without a value is a place to be predicted; its row and column are of the table, with or without entries.
 */
export function readList(path: string, separator: Separator, named: readonly string[] | undefined): EntryFile {
  const asked: [string, string][] = [];
  const { table, rows, columns } = labelled(triples(path, separator, named, asked));
  const [rowNames, columnNames] = [withAsked(rows.all, asked.map(([row]) => row)), withAsked(columns.all, asked.map(([, column]) => column))];
  return {
    kind: "list", rows: rowNames.all, columns: columnNames.all, entries: table.entries,
    asked: { row: rowNames.places, column: columnNames.places, names: asked },
  };
}

/** The names that have entries, behind them those that are only asked for, and the places of the latter. */
function withAsked(known: readonly string[], asked: readonly string[]): { all: readonly string[]; places: Int32Array } {
  if (asked.length === 0) return { all: known, places: new Int32Array() };
  const all = [...new Set([...known, ...asked])];
  const places = new Map(all.map((name, i) => [name, i]));
  return { all, places: Int32Array.from(asked, (name) => places.get(name)!) };
}

function* triples(path: string, separator: Separator, named: readonly string[] | undefined, asked: [string, string][]): Generator<[string, string, number]> {
  const reader = new LineReader(path);
  let places: readonly number[] | undefined;
  try {
    while (reader.advance()) {
      const text = lineOf(reader);
      if (text.trim() === "" || text.startsWith("#")) continue;
      const at = `${path}, line ${reader.number}`;
      const cells = cellsOf(text, separator, at);
      if (places === undefined) {
        places = placesOf(cells, named, path);
        if (isHead(cells, places, named)) continue;
      }
      const [row, column, value] = places.map((place) => cells[place]);
      if (row === undefined || column === undefined || value === undefined) {
        throw new DataError(`${at}: ${cells.length} values, expected ${Math.max(...places) + 1} or more`);
      }
      if (row === "" || column === "") throw new DataError(`${at}: has no ${row === "" ? "row" : "column"} (--as table reads a table with holes)`);
      if (value === "") asked.push([row, column]);
      else yield [row, column, parseNumber(value, at)];
    }
  } finally {
    reader.close();
  }
}

function lineOf({ bytes, from, to, number }: LineReader): string {
  const text = bytes.toString("utf8", from, to).replace(/\r$/, "");
  return number === 1 ? text.replace(/^\uFEFF/, "") : text;
}

function cellsOf(text: string, separator: Separator, at: string): Cells {
  if (!text.includes('"') || separator === "::") return text.split(separator).map((cell) => cell.trim());
  try {
    return (parse(text, { delimiter: separator, trim: true, relax_column_count: true }) as string[][])[0] ?? [];
  } catch {
    throw new DataError(`${at}: broken quotes`);
  }
}

function placesOf(cells: Cells, named: readonly string[] | undefined, path: string): number[] {
  if (named === undefined) return [0, 1, 2];
  return named.map((name) => {
    const place = cells.indexOf(name);
    if (place >= 0 && !isNumber(name)) return place;
    if (/^[1-9]\d*$/.test(name) && Number(name) <= cells.length) return Number(name) - 1;
    throw new UsageError(`${path}: no column is ${JSON.stringify(name)}: its first line is ${cells.join(", ")}`);
  });
}

/** Whether a first line names the columns: its value is no number, or it has the names asked for. */
function isHead(cells: Cells, places: readonly number[], named: readonly string[] | undefined): boolean {
  const value = cells[places[2]!];
  return (value !== undefined && value !== "" && !isNumber(value)) || (named?.some((name) => !/^\d+$/.test(name)) ?? false);
}
