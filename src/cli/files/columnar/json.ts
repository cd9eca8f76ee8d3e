import { DataError } from "../../failure";
import { formatNames } from "../text/format";
import { cellOf, Lines } from "./columns";

const NEWLINE = 10;
const BLANK = /^[\s\ufeff]*/;
/** A text of JSON is one string of the engine, and this is the longest. */
const LONGEST = 2 ** 29 - 24;
const FORMS = "rows of numbers, objects of one row each, lists by column, or { rows, columns, data }";

/** A table in JSON, or in JSON by lines, as text. Objects name their columns; what one has not is missing. */
export function textOfJson(bytes: Buffer, path: string, byLines: boolean): Buffer {
  const rows = byLines ? linesOf(bytes, path) : rowsOf(parsed(bytes, path), path);
  const text = new Lines();
  if (rows.length === 0) throw new DataError(`${path}: holds no rows`);
  const isList = Array.isArray(rows[0]);
  const names = isList ? undefined : [...new Set(rows.flatMap((row, i) => Object.keys(objectOf(row, i, path))))];
  if (names !== undefined) text.push(formatNames(names, ",").slice(0, -1));
  rows.forEach((row, i) => {
    if (Array.isArray(row) !== isList) throw new DataError(`${path}, row ${i + 1}: is ${isList ? "no list" : "a list"}, as the first is ${isList ? "one" : "none"}`);
    if (isList && (row as unknown[]).length !== (rows[0] as unknown[]).length) throw new DataError(`${path}, row ${i + 1}: has ${(row as unknown[]).length} entries, expected ${(rows[0] as unknown[]).length} as in the first`);
    const cells = names === undefined ? (row as unknown[]) : names.map((name) => (row as Record<string, unknown>)[name]);
    text.push(cells.map((cell) => checkedCell(cell, i, path)).join(","));
  });
  return text.bytes();
}

/** Whether a text that begins like JSON is one value in each line. */
export function isByLines(bytes: Buffer): boolean {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0 || end > LONGEST || bytes.toString("utf8", end).trim() === "") return false;
  try {
    const first: unknown = JSON.parse(bytes.toString("utf8", 0, end).replace(BLANK, ""));
    return typeof first === "object" && first !== null;
  } catch {
    return false;
  }
}

function parsed(bytes: Buffer, path: string): unknown {
  if (bytes.length > LONGEST) throw new DataError(`${path}: ${bytes.length} bytes of JSON are too many for one text (one object in each line is read, as NDJSON)`);
  try {
    return JSON.parse(bytes.toString("utf8").replace(BLANK, ""));
  } catch (error) {
    throw new DataError(`${path}: is not JSON: ${(error as Error).message}`);
  }
}

function linesOf(bytes: Buffer, path: string): unknown[] {
  const rows: unknown[] = [];
  let line = 0;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from);
    const text = bytes.toString("utf8", from, end < 0 ? bytes.length : end).replace(BLANK, "");
    from = end < 0 ? bytes.length : end + 1;
    line++;
    if (text.trim() === "") continue;
    try {
      rows.push(JSON.parse(text));
    } catch {
      throw new DataError(`${path}, line ${line}: is not JSON`, line);
    }
  }
  return rows;
}

/** Rows of the forms that tables have in JSON. */
function rowsOf(value: unknown, path: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  const { rows, columns, data } = value as Record<string, unknown>;
  if (typeof rows === "number" && typeof columns === "number" && Array.isArray(data)) {
    if (data.length !== rows * columns) throw new DataError(`${path}: data has length ${data.length}: expected ${rows * columns}, rows times columns`);
    return Array.from({ length: rows }, (_, i) => (data as unknown[]).slice(i * columns, (i + 1) * columns));
  }
  const lists = Object.entries(value as object) as [string, unknown][];
  const length = Array.isArray(lists[0]?.[1]) ? (lists[0][1] as unknown[]).length : -1;
  if (!lists.every(([, list]) => Array.isArray(list) && list.length === length)) throw new DataError(`${path}: is JSON without a table: expected ${FORMS} (in pandas: to_json(…, orient="records"))`);
  return Array.from({ length }, (_, i) => Object.fromEntries(lists.map(([name, list]) => [name, (list as unknown[])[i]])));
}

function objectOf(row: unknown, i: number, path: string): object {
  if (typeof row === "object" && row !== null && !Array.isArray(row)) return row;
  throw new DataError(`${path}, row ${i + 1}: is ${Array.isArray(row) ? "a list, as the first is none" : JSON.stringify(row)}: expected ${FORMS}`);
}

/** Numbers are read as the engine reads them, so that whole ones beyond 2^53 may have lost their last digits. */
function checkedCell(cell: unknown, i: number, path: string): string {
  if (typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell) && Math.abs(cell) < 1e21) {
    throw new DataError(`${path}, row ${i + 1}: ${cell} is a whole number that may have lost its last digits: expected it as a string, or with an exponent of 21 or more`);
  }
  return cellOf(cell);
}
