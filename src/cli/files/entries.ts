import { openSync, readSync } from "node:fs";
import { DataError, reasonOf } from "../failure";
import { closeRead } from "./input";
import type { EntryFile, EntryKind, OnRead, Separator } from "./entry-file";
import { readList } from "./entry-list";
import { readHoles } from "./holes";

/** The start of the file by which its kind is found. */
const START = 1 << 18;

/**
 * The observed entries in a text file, a table with holes or a list of entries. Unless `kind` says which: a list where `columns` are named, where
 * `::` separates, and where lines have three or four cells of which none is empty; otherwise a table.
 *
 * @throws DataError  with the line, for what is neither.
 */
export function readEntryFile(path: string, kind: EntryKind | undefined, columns: readonly string[] | undefined, onRead?: OnRead): EntryFile {
  const start = startOf(path);
  if (start.includes("\0")) throw new DataError(`${path}: is not a text file`);
  const lines = start.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [first] = lines;
  if (first === undefined) throw new DataError(`${path}: is empty`);
  const separator = (["::", "\t", ";", ","] as const).find((mark) => first.includes(mark)) ?? ",";
  const found = kind ?? (columns !== undefined || separator === "::" || looksListed(lines, separator) ? "list" : "table");
  const file = found === "list" ? readList(path, separator, columns, onRead) : readHoles(path, separator);
  if (file.entries.row.length === 0) throw new DataError(`${path}: holds no number`);
  refuseTwice(file, path);
  return file;
}

function looksListed(lines: readonly string[], separator: Separator): boolean {
  const sample = lines.length > 1 ? lines.slice(0, -1) : lines; // the last may be cut
  const cells = sample.map((line) => line.split(separator));
  return cells.every((line) => line.length === cells[0]!.length && line.every((cell) => cell.trim() !== "")) && [3, 4].includes(cells[0]!.length);
}

function startOf(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const bytes = Buffer.alloc(START);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, START, 0)).replace(/^\uFEFF/, "");
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined) closeRead(file);
  }
}

/** Entries are sorted by row, counting; a column seen before in the same row is there twice. */
function refuseTwice({ rows, columns, entries: { row, column } }: EntryFile, path: string): void {
  const ends = new Int32Array(rows.length + 1);
  for (const i of row) ends[i + 1]!++;
  for (let i = 0; i < rows.length; i++) ends[i + 1]! += ends[i]!;
  const next = ends.slice();
  const sorted = new Int32Array(row.length);
  row.forEach((i, e) => { sorted[next[i]!++] = column[e]!; });
  const seen = new Int32Array(columns.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    for (let p = ends[i]!; p < ends[i + 1]!; p++) {
      const j = sorted[p]!;
      if (seen[j] === i) throw new DataError(`${path}: row ${JSON.stringify(rows[i])}, column ${JSON.stringify(columns[j])} is given twice`);
      seen[j] = i;
    }
  }
}
