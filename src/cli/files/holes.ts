import { CsvError, parse } from "csv-parse/sync";
import { DataError } from "../failure";
import type { EntryFile, Separator } from "./entry-file";
import { asText, readBytes } from "./input";
import { isNumber, parseNumber } from "./number";

/** What stands for a missing entry. */
const MISSING = /^(|\?|-|na|n\/a|nan|null)$/i;

/** A table with holes: empty cells, or NA, NaN, null, ?. A first line and a first column of names are found by not being numbers. */
export function readHoles(path: string, separator: Separator): EntryFile {
  const records = split(asText(readBytes(path), path), separator, path);
  const [first] = records;
  if (first === undefined) throw new DataError(`${path}: is empty`);
  const isName = (cell: string) => !MISSING.test(cell) && !isNumber(cell);
  const headed = first.cells.slice(1).some(isName) || (first.cells.length === 1 && isName(first.cells[0]!));
  const lines = headed ? records.slice(1) : records;
  const named = first.cells.length > 1 && lines.some(({ cells }) => isName(cells[0]!));
  const skip = named ? 1 : 0;
  const width = first.cells.length - skip;
  const [row, column, value]: [number[], number[], number[]] = [[], [], []];
  lines.forEach(({ cells, line }, i) => {
    if (cells.length !== first.cells.length) {
      throw new DataError(`${path}, line ${line}: ${cells.length} values, expected ${first.cells.length} as in line ${first.line}`);
    }
    for (let j = 0; j < width; j++) {
      const cell = cells[j + skip]!;
      if (MISSING.test(cell)) continue;
      row.push(i);
      column.push(j);
      value.push(parseNumber(cell, `${path}, line ${line}, column ${j + skip + 1}`));
    }
  });
  return {
    kind: "table",
    rows: lines.map(({ cells }, i) => (named ? cells[0]! : String(i + 1))),
    columns: Array.from({ length: width }, (_, j) => (headed ? first.cells[j + skip]! : String(j + 1))),
    entries: { row: Int32Array.from(row), column: Int32Array.from(column), value: Float64Array.from(value) },
    asked: { row: new Int32Array(), column: new Int32Array(), names: [] },
    layout: { head: headed ? first.cells : undefined, named },
  };
}

function split(text: string, delimiter: Separator, path: string): { cells: string[]; line: number }[] {
  try {
    const parsed = parse(text, {
      delimiter, comment: "#", comment_no_infix: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new DataError(`${path}, line ${String(error.lines)}: broken quotes`);
    throw error;
  }
}
