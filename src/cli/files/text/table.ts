import type { Matrix } from "../../../index";
import { DataError, UsageError } from "../../failure";
import { notesOfAlike } from "./alike";
import { type DialectOptions, dialectOf } from "./dialect";
import { type Text, openText } from "./encoding";
import { type Header, countNote, headerOf } from "./header";
import { type IndexColumn, codeNotes, counterNote, indexOf } from "./index-column";
import { refuseDamaged } from "./damaged";
import type { LeftOut, Reading } from "./reading";
import { type Line, MissingWords, type Scan, scanTable, takeFirst } from "./scan";
import { NUMERIC, columnOf, columnsOf, titleOf } from "./selection";
import { refuseMissing, refuseOthers } from "./refusal";

/** How a table in text is to be read; what is not said is found. */
export interface TableOptions extends DialectOptions {
  readonly encoding?: string;
  /** Whether the first line holds names. */
  readonly header?: boolean;
  /** The column that names the rows, or "none". */
  readonly index?: string;
  readonly columns?: readonly string[];
  readonly drop?: readonly string[];
  /** What stands for a missing entry beside the usual words. */
  readonly na?: readonly string[];
  readonly missing?: "drop" | "mean" | "error";
}

/** A table of numbers, some of them missing. */
export interface TextTable {
  readonly rows: number;
  readonly columns: number;
  /** Entry (i, j); NaN where it is missing. */
  at(i: number, j: number): number;
  readonly names: readonly string[] | undefined;
  readonly rowNames: readonly string[] | undefined;
  /** The first name of all is that of the column of row names. */
  readonly corner: string;
  readonly reading: Reading;
  /** Refuses the missing entries: nobody said what to do about them. */
  refuseMissing(): never;
}

/** What a table is read for: a matrix has an entry everywhere, the holes of a table with holes are what it is about. */
export type Purpose = "matrix" | "holes";

/**
 * The table in a text file.
 *
 * @param purpose  words in the first column of a table with holes name the rows even where some are the same.
 * @throws DataError  for what has two meanings or is no number, with the option that settles it; UsageError for columns that are not there.
 */
export function readTable(path: string, options: TableOptions, purpose: Purpose, bytes?: Uint8Array): TextTable {
  const text = openText(path, options.encoding, bytes);
  try {
    return tableOf(text, options, purpose);
  } finally {
    text.source.close();
  }
}

/** What a table is, before its entries are looked at one by one. */
export interface Decided {
  readonly scan: Scan;
  readonly header: Header | undefined;
  /** The first record as numbers, where it is one of the table. */
  readonly first: readonly number[] | undefined;
  readonly index: IndexColumn | undefined;
  /** Columns of the file that are read. */
  readonly columns: readonly number[];
  readonly names: readonly string[] | undefined;
  readonly rows: number;
  readonly reading: Reading;
}

/** The table in a text. */
export function tableOf(text: Text, options: TableOptions, purpose: Purpose): TextTable {
  const decided = decide(text, options, purpose);
  const { scan, header, first, index, columns, names, rows } = decided;
  const rowNames = index === undefined ? undefined : rowNamesOf(scan, index.column, first !== undefined);
  if (options.encoding === undefined) refuseDamaged(text.source.path, [...(names ?? []), ...(rowNames ?? [])]);
  const at = (i: number, j: number) => {
    const column = columns[j]!;
    return first === undefined ? scan.values.at(i * scan.width + column) : i === 0 ? first[column]! : scan.values.at((i - 1) * scan.width + column);
  };
  const notes = [...notesOf(scan, { header, index, columns, rows, rowNames, asked: options }), ...notesOfAlike({ columns: names ?? [], rows: rowNames ?? [] })];
  return {
    rows, columns: columns.length, at, names, rowNames, corner: index === undefined ? "" : header?.names[index.column] ?? "",
    reading: { ...decided.reading, notes },
    refuseMissing: () => refuseMissing(scan, header?.names, columns),
  };
}

/** Names, index and columns of a table, of which the rows from `held` on are seen and not kept. */
export function decide(text: Text, options: TableOptions, purpose: Purpose, held?: number): Decided {
  const { source } = text;
  const dialect = dialectOf(source, options);
  const scan = scanTable(source, dialect, new MissingWords(options.na ?? []), (line) => labelColumn(line, options, source.path), held);
  const header = headerOf(scan, options.header);
  const isFirst = header === undefined || header.comment;
  if (!isFirst && scan.rows === 0) throw new DataError(`${source.path}: holds no numbers, only a line of names`);
  const first = isFirst ? takeFirst(scan) : undefined;
  const index = indexOf(scan, { header, asked: options.index, first: isFirst ? scan.first.cells : undefined, repeated: purpose === "holes" });
  if (index !== undefined && index.column !== scan.labelColumn) throw new UsageError(`option '--index': column ${index.column + 1} cannot be found before the line of names is: give its number`);
  const { columns, leftOut } = selected(scan, header, index, options);
  if (columns.length === 0) throw new DataError(`${source.path}: no column of numbers is left${leftOut.length > 0 ? `, of ${scan.width}` : ""}`);
  refuseOthers(scan, header?.names, columns, purpose === "matrix" && options.missing === undefined);
  const names = header === undefined ? undefined : columns.map((j) => header.names[j]!);
  const rows = scan.rows + (first === undefined ? 0 : 1);
  return {
    scan, header, first, index, columns, names, rows,
    reading: {
      encoding: text.encoding, encodingBecause: text.because ?? null, delimiter: dialect.delimiter, decimal: dialect.decimal, thousands: dialect.thousands ?? null,
      namesLine: header?.line ?? null, namesInComment: header?.comment ?? false, names: names ?? null,
      index: index === undefined ? null : { column: index.column + 1, name: header?.names[index.column] ?? "", because: index.because },
      columnsInFile: scan.width, leftOut, missing: { cells: 0, rows: 0, treatment: "none" },
      skippedLines: dialect.skip, comments: scan.comments - (header?.comment ? 1 : 0), blankLines: scan.blanks, emptyLines: 0, notes: [],
    },
  };
}

/** The column whose texts may become row names: the first, or the one that is asked for. */
function labelColumn(first: Line, { index, header }: TableOptions, path: string): number {
  if (index === undefined || index === "none") return 0;
  return columnOf(index, header === false ? undefined : first.cells, { path, width: first.cells.length + 1 }, "--index");
}

function selected(scan: Scan, header: Header | undefined, index: IndexColumn | undefined, { columns, drop }: TableOptions): { columns: number[]; leftOut: LeftOut[] } {
  const names = header?.names;
  const { facts } = scan;
  const all = facts.map((_, j) => j);
  const asked = columns === undefined ? all : columnsOf(columns, names, scan, "--columns");
  const wanted = new Set(asked);
  const dropped = new Set(drop === undefined ? [] : columnsOf(drop, names, scan, "--drop"));
  const isUnused = (j: number) => columns === undefined && (names?.[j] ?? "") === "" && facts[j]!.numbers + facts[j]!.others === 0 && facts[j]!.missing === facts[j]!.empty;
  const kept = asked.filter((j) => j !== index?.column && !dropped.has(j) && !isUnused(j));
  const read = new Set(kept);
  const why = (j: number) => (dropped.has(j) ? "--drop" : wanted.has(j) ? "empty, without a name" : columns!.includes(NUMERIC) && !facts[j]!.isNumeric ? whyNot(scan, j) : "--columns");
  const leftOut = all.filter((j) => j !== index?.column && !read.has(j)).map((j) => ({ column: j + 1, name: names?.[j] ?? "", because: why(j) }));
  return { columns: kept, leftOut };
}

function whyNot({ facts }: Scan, j: number): string {
  const { firstOther } = facts[j]!;
  return firstOther === undefined ? "no numbers" : `line ${firstOther.line} has ${JSON.stringify(shorten(firstOther.text))}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function rowNamesOf({ rows, values, width, labels, first }: Scan, column: number, isFirst: boolean): string[] {
  const names = Array.from({ length: rows }, (_, i) => labels.get(i) ?? String(values.at(i * width + column)));
  return isFirst ? [first.cells[column] ?? "", ...names] : names;
}

/** What may have been taken for the wrong thing. */
function notesOf(scan: Scan, { header, index, columns, rows, rowNames, asked }: {
  readonly header: Header | undefined; readonly index: IndexColumn | undefined; readonly columns: readonly number[]; readonly rows: number;
  readonly rowNames: readonly string[] | undefined; readonly asked: TableOptions;
}): string[] {
  const counter = index === undefined && asked.index === undefined && columns.includes(0) ? counterNote(scan, header, rows) : undefined;
  const count = (header === undefined || header.comment) && asked.header === undefined ? countNote(scan) : undefined;
  const codes = asked.columns === undefined ? codeNotes(scan, header, columns.filter((j) => j !== 0 || counter === undefined)) : [];
  const last = rowNames?.at(-1) ?? "";
  const total = TOTAL.test(last) ? [`the last row is called ${JSON.stringify(last)} and is taken for data; # before its line makes it a comment`] : [];
  return [...[counter, count].filter((note) => note !== undefined), ...codes, ...total, ...sameNames(header === undefined ? undefined : columns.map((j) => header.names[j]!))];
}

/** Names of a last row that is made of the others. */
const TOTAL = /^(grand |sub)?(totals?|sum|mean|average)$/i;

function sameNames(names: readonly string[] | undefined): string[] {
  const seen = new Set<string>();
  const twice = names?.find((name) => name !== "" && seen.size === seen.add(name).size);
  return twice === undefined ? [] : [`several columns are called ${JSON.stringify(twice)}`];
}

/** A table as a matrix, its missing entries treated as `missing` says. */
export function matrixOf(table: TextTable, missing: TableOptions["missing"], path: string): { matrix: Matrix; rowNames: readonly string[] | undefined; reading: Reading } {
  const { columns, at } = table;
  const rows = table.rows - emptyAtEnd(table);
  const emptyLines = table.rows - rows;
  const holed: boolean[] = [];
  const counts = new Float64Array(columns);
  let cells = 0;
  for (let i = 0; i < rows; i++) {
    const before = cells;
    for (let j = 0; j < columns; j++) {
      if (Number.isNaN(at(i, j))) cells++;
      else counts[j]!++;
    }
    holed.push(cells > before);
  }
  const lines = holed.filter(Boolean).length;
  if (cells > 0 && missing !== "drop" && missing !== "mean") table.refuseMissing();
  const treatment = cells === 0 ? "none" : missing as "drop" | "mean";
  const kept = treatment === "drop" ? holed.flatMap((hole, i) => (hole ? [] : [i])) : undefined;
  if (kept?.length === 0) {
    const none = counts.indexOf(0);
    throw new DataError(`${path}: every row has a missing entry: ${none < 0 ? "--missing mean fills them, and --drop leaves out columns" : `${titleOf(none, table.names)} holds no numbers, and --columns numeric leaves it out`}`);
  }
  const data = new Float64Array((kept?.length ?? rows) * columns);
  const means = treatment === "mean" ? meansOf(table, rows, counts, path) : undefined;
  let place = 0;
  for (let i = 0; i < rows; i++) {
    if (treatment === "drop" && holed[i]) continue;
    for (let j = 0; j < columns; j++) {
      const value = at(i, j);
      data[place++] = means !== undefined && Number.isNaN(value) ? means[j]! : value;
    }
  }
  return {
    matrix: { rows: data.length / columns, columns, data },
    rowNames: table.rowNames?.slice(0, rows).filter((_, i) => treatment !== "drop" || !holed[i]),
    reading: { ...table.reading, emptyLines, missing: { cells, rows: lines, treatment } },
  };
}

/** Rows at the end without any entry, as spreadsheets leave them. */
function emptyAtEnd({ rows, columns, at, rowNames }: TextTable): number {
  let last = rows;
  const isEmpty = (i: number) => Array.from({ length: columns }, (_, j) => at(i, j)).every(Number.isNaN) && (rowNames === undefined || rowNames[i] === "");
  while (last > 1 && isEmpty(last - 1)) last--;
  return rows - last;
}

/** Means of the entries that are there; a running mean cannot overflow. */
function meansOf({ columns, at, names }: TextTable, rows: number, counts: Float64Array, path: string): Float64Array {
  const none = counts.indexOf(0);
  if (none >= 0) throw new DataError(`${path}: column ${names?.[none] === undefined ? none + 1 : JSON.stringify(names[none])} holds no numbers, and has no mean (--columns numeric leaves it out)`);
  const [means, seen] = [new Float64Array(columns), new Float64Array(columns)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = at(i, j);
      if (!Number.isNaN(value)) means[j]! += value / ++seen[j]! - means[j]! / seen[j]!;
    }
  }
  return means;
}
