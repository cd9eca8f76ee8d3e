import { parse } from "csv-parse/sync";
import type { EntryFile } from "../../../src/cli/files/entries/entry-file";
import type { MatrixFile } from "../../../src/cli/files/matrix/matrix";
import type { Reading } from "../../../src/cli/files/text/reading";

/** The cells of a text by another splitter, read as a report says it was read; undefined where that splitter has other rules. */
function recordsOf(bytes: Buffer, { encoding, delimiter, skippedLines }: Reading): string[][] | undefined {
  const text = new TextDecoder(encoding).decode(bytes).replace(new RegExp(`^(?:[^\\r\\n]*(?:\\r\\n|\\r|\\n)){${skippedLines}}`), "");
  if (delimiter.length > 1 || delimiter === " " || /[^\S \t\r\n]/.test(text)) return undefined; // blanks of other kinds are no blanks here
  try {
    return parse(text, {
      delimiter, comment: "#", comment_no_infix: true, record_delimiter: ["\r\n", "\n", "\r"], relax_column_count: true, skip_empty_lines: true, trim: true,
    });
  } catch {
    return undefined; // a quote within a cell
  }
}

/** Throws unless a matrix holds the numbers that another splitter finds in the columns that the report says were read. */
export function checkTable({ matrix, reading }: MatrixFile, bytes: Buffer): void {
  const records = reading === undefined ? undefined : recordsOf(bytes, reading);
  if (reading === undefined || records === undefined) return;
  const { index, leftOut, columnsInFile, namesLine, namesInComment, emptyLines, decimal } = reading;
  const lines = records.slice(namesLine === null || namesInComment ? 0 : 1);
  if (lines.length !== matrix.rows + emptyLines) throw new Error(`${matrix.rows} rows of ${lines.length} lines, ${emptyLines} of them empty`);
  const columns = Array.from({ length: columnsInFile }, (_, j) => j).filter((j) => j !== (index?.column ?? 0) - 1 && !leftOut.some(({ column }) => column === j + 1));
  if (columns.length !== matrix.columns) throw new Error(`${matrix.columns} columns, ${columns.length} by the report`);
  for (let i = 0; i < matrix.rows; i++) {
    columns.forEach((j, k) => {
      const cell = (lines[i]![j] ?? "").replace(/^\u2212/, "-");
      const [expected, got] = [cell === "" ? NaN : Number(decimal === "," ? cell.replace(",", ".") : cell), matrix.data[i * matrix.columns + k]];
      if (got !== expected) throw new Error(`row ${i + 1}, column ${j + 1} is ${got}, in the file ${JSON.stringify(cell)}`);
    });
  }
}

/** Throws unless every line of a list is an entry, one more of an entry that counts lines, or a place to be predicted. */
export function checkList({ kind, entries, asked, reading, rows }: EntryFile, bytes: Buffer): void {
  const records = recordsOf(bytes, reading);
  if (records === undefined) return;
  const lines = records.length - (reading.namesLine === null || reading.namesInComment ? 0 : 1);
  const counts = reading.notes.some((note) => note.startsWith("no value: each line counts 1"));
  const listed = counts ? entries.value.reduce((sum, count) => sum + count, 0) : entries.row.length;
  const found = kind === "list" ? listed + asked.row.length : rows.length;
  if (found !== lines) throw new Error(`a ${kind} of ${found} lines, in the file ${lines}`);
}
