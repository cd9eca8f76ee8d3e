import { DataError, UsageError } from "../../failure";
import { type Dialect, dialectOf } from "../text/dialect";
import { type Text, openText } from "../text/encoding";
import { isMissingWord, plainNumber } from "../text/kinds";
import { Records } from "../text/records";
import { type TableOptions, tableOf } from "../text/table";
import type { EntryFile, EntryKind, OnRead } from "./entry-file";
import { entriesOf } from "./holes";
import { type ListFile, readList } from "./list";
import { LIST_NAMES } from "./names";

/** What is read, and what could be. */
type Outcome<T> = { readonly value: T } | { readonly error: DataError };

/**
 * The observed entries in a text file, a table with holes or a list of entries. Unless `kind` says which, both readings are tried on all of the file: a list
 * has lines of three or four cells, row, column and value, without a row and a column given twice; a table has numbers and holes. Where both fit, a list
 * is one whose columns are called user, item, rating and the like, or whose rows and columns recur and that has no hole. So it is with two cells, row and column, where each line counts 1.
 *
 * @param columns  the three columns of a list.
 * @throws DataError  with the line, for what is neither; for what may be both.
 */
export function readEntryFile(path: string, kind: EntryKind | undefined, columns: readonly string[] | undefined, onRead?: OnRead, options: TableOptions = {}): EntryFile {
  const text = openText(path, options.encoding);
  try {
    const dialect = dialectOf(text.source, options, kind !== "table");
    const file = chosen(text, dialect, kind, columns, onRead, options);
    if (file.entries.row.length === 0) throw new DataError(`${path}: holds no number`);
    return file;
  } finally {
    text.source.close();
  }
}

function chosen(text: Text, dialect: Dialect, kind: EntryKind | undefined, columns: readonly string[] | undefined, onRead: OnRead | undefined, options: TableOptions): EntryFile {
  const asTable = () => entriesOf(tableOf(text, columns === undefined ? options : { ...options, columns }, "holes"));
  const asList = () => {
    refuseTableOptions(options);
    const list = readList(text, dialect, columns, options, onRead);
    refuseTwice(list.file, text.source.path);
    return list;
  };
  if (kind === "table") return asTable().file;
  const isTableForSure = options.index !== undefined || options.drop !== undefined || options.columns !== undefined;
  const first = firstCells(text, dialect);
  if (columns === undefined && !isTableForSure) refuseScattered(first, text.source.path);
  if (kind === "list" || dialect.delimiter === "::") return asList().file;
  if (isTableForSure || (columns === undefined && ![2, 3, 4].includes(first.length))) return asTable().file;

  if (columns === undefined && first.length === 2) return pairsOr(attempt(asList), asTable, dialect);
  const list = attempt(asList);
  if ("value" in list && (!mayBeTable(list.value, dialect) || isPlainList(list.value, dialect))) return list.value.file;
  const table = attempt(asTable);
  if ("error" in list) {
    if ("value" in table) return table.value.file;
    throw (list.error.line ?? 0) > (table.error.line ?? 0) ? list.error : table.error;
  }
  if ("error" in table) return list.value.file;
  if (hasOddNames(list.value.file, dialect)) return table.value.file;
  throw new DataError(`${text.source.path}: may be a list of entries row, column, value or a table with holes: --as list or --as table says which`);
}

/** Two columns: a list without values if both say so by their names, or recur and have no hole; else a table, unless there is no number in it. */
function pairsOr(list: Outcome<ListFile>, asTable: () => { file: EntryFile }, dialect: Dialect): EntryFile {
  if ("error" in list) return asTable().file;
  const { file } = list.value;
  const { rows, columns, entries: { row }, reading } = file;
  const recurs = row.length > rows.length && row.length > columns.length && row.length >= rows.length + columns.length - 1;
  const isWords = columns.every((name) => plainNumber(name, dialect) === undefined && !isMissingWord(name));
  if (!isWords && (hasOddNames(file, dialect) || !(isNamedList(file) || recurs))) return asTable().file;
  return { ...file, reading: { ...reading, notes: [...reading.notes, "two columns without a hole are taken for rows and columns of a list: --as table reads a table"] } };
}

/** A list has three columns, and none of row names. */
function refuseTableOptions({ columns, index, drop }: TableOptions): void {
  if (columns !== undefined) throw new UsageError("option '--columns <list>' is invalid for a list. Expected three columns, as user,item,rating or 1,2,3.");
  for (const [name, value] of Object.entries({ index, drop })) if (value !== undefined) throw new UsageError(`option '--${name}' is for a table with holes, and this is a list of entries`);
}

function attempt<T>(read: () => T): Outcome<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof DataError) return { error };
    throw error;
  }
}

function firstCells({ source }: Text, { delimiter, skip }: Dialect): string[] {
  const records = new Records(source, delimiter, { skip, chunk: 1 << 16 });
  return records.advance() ? records.texts() : [];
}

/** Refuses a file whose first line names the three columns of a list elsewhere than at its beginning, or among many: as it stands it would be read as something else. */
function refuseScattered(first: readonly string[], path: string): void {
  const places = LIST_NAMES.map((form) => first.findIndex((name) => form.test(name)));
  if (places.includes(-1) || new Set(places).size < 3 || (first.length < 5 && places.every((place) => place < 3))) return;
  const names = places.map((place) => first[place]!);
  throw new DataError(`${path}: line 1 names the columns of a list: --columns ${names.map((name) => (/^[\w-]+$/.test(name) ? name : `"${name}"`)).join(",")} reads them, --as table takes all for a table with holes`);
}

/** A table has numbers in its second column, or what stands for a missing one. */
function mayBeTable({ file: { columns } }: ListFile, dialect: Dialect): boolean {
  return columns.every((name) => isMissingWord(name) || plainNumber(name, dialect) !== undefined);
}

/** Its columns are called so; or nothing is missing anywhere, so that there is nothing to complete in a table, and enough entries share rows and columns to say something of each other. */
function isPlainList({ file, holed }: ListFile, dialect: Dialect): boolean {
  const { rows, columns, entries, asked } = file;
  if (hasOddNames(file, dialect)) return false;
  return isNamedList(file) || (!holed && asked.row.length === 0 && entries.row.length >= rows.length + columns.length - 1);
}

function isNamedList({ reading: { names } }: EntryFile): boolean {
  return names !== null && LIST_NAMES.filter((form, k) => form.test(names[k]!)).length > 1;
}

/** Rows and columns of a list are words or whole numbers: no fractions, and nothing that stands for a missing entry. */
function hasOddNames({ rows, columns }: EntryFile, dialect: Dialect): boolean {
  const isOdd = (name: string) => isMissingWord(name) || /[.eE]/.test(plainNumber(name, dialect) ?? "");
  return rows.some(isOdd) || columns.some(isOdd);
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
      if (seen[j] === i) throw new DataError(`${path}: row ${JSON.stringify(rows[i])}, column ${JSON.stringify(columns[j])} is given twice`, Infinity);
      seen[j] = i;
    }
  }
}
