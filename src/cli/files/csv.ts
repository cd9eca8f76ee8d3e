import { CsvError, parse } from "csv-parse/sync";
import type { Matrix } from "../../index";
import { DataError } from "../failure";
import { isNonFinite, isNumber, parseNumber } from "./number";

/**
 * A matrix from text: one row per line, separated by commas, tabs, semicolons or blanks (found from the first line).
 * Lines starting with # and empty lines are skipped, and so is a first line of names,
 * which is given back beside the matrix.
 *
 * @throws DataError  naming file, line and column, for a ragged row or a cell that is not a finite number.
 */
export function parseTable(text: string, path: string): { matrix: Matrix; names: readonly string[] | undefined } {
  const separator = separatorOf(text);
  const records = split(separator === " " ? text.replace(/[^\S\r\n]+/g, " ").replace(/^ | $/gm, "") : text, separator, path);
  const first = records[0];
  if (first === undefined) throw new DataError(`${path}: holds no numbers`);
  const names = isNames(first.cells) ? records.shift()!.cells : undefined;

  const rows = records.length;
  if (rows === 0) throw new DataError(`${path}: holds no numbers, only a line of names`);
  const columns = first.cells.length;
  const data = new Float64Array(rows * columns);
  records.forEach(({ cells, line }, i) => {
    if (cells.length !== columns) {
      throw new DataError(`${path}, line ${line}: ${count(cells.length, "value")}, expected ${columns} as in line ${first.line}`);
    }
    cells.forEach((cell, j) => {
      data[i * columns + j] = parseNumber(cell, `${path}, line ${line}, column ${j + 1}`);
    });
  });
  return { matrix: { rows, columns, data }, names };
}

/** Names as a line of text that `parseTable` takes for names: quoted where they hold what would end a cell or begin a comment. */
export function formatNames(names: readonly string[], separator: "," | "\t"): string {
  const cells = names.map((name) => (/[",;\t\r\n#]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
  return `${cells.join(separator)}\n`;
}

/** A matrix as text, one row per line; the shortest digits that read back to the same number. */
export function formatCsv({ rows, columns, data }: Matrix, separator: "," | "\t"): string {
  const lines: string[] = [];
  for (let i = 0; i < rows; i++) lines.push(data.subarray(i * columns, (i + 1) * columns).join(separator));
  return lines.join("\n") + (rows > 0 ? "\n" : "");
}

/** Whether a line names its columns: no cell is a number, finite or not, and some cell is a word. */
function isNames(cells: readonly string[]): boolean {
  return cells.some((cell) => cell !== "") && cells.every((cell) => cell === "" || !(isNumber(cell) || isNonFinite(cell)));
}

type Separator = "," | "\t" | ";" | " ";

function separatorOf(text: string): Separator {
  const line = text.split(/\r\n|\r|\n/).find((candidate) => candidate.trim() !== "" && !candidate.startsWith("#")) ?? "";
  for (const separator of ["\t", ";", ","] as const) {
    if (line.includes(separator)) return separator;
  }
  return " ";
}

function split(text: string, separator: Separator, path: string): { cells: string[]; line: number }[] {
  try {
    const parsed = parse(text, {
      delimiter: separator,
      comment: "#",
      comment_no_infix: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw new DataError(`${path}, line ${String(error.lines)}: broken quotes`);
    throw error;
  }
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
