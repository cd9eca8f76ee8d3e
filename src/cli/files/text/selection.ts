import { UsageError } from "../../failure";
import { Records } from "./records";
import type { Scan } from "./scan";
import { sourceOf } from "./source";

type Names = readonly string[] | undefined;

/** What is known of the columns of a file. */
type Columns = Pick<Scan, "path" | "width"> & { readonly facts: readonly { readonly isNumeric: boolean }[] };

/** The word of `--columns` for all columns that hold numbers alone. */
export const NUMERIC = "numeric";

/** A list of columns as it is typed, separated by commas; a name that holds one stands in double quotes. */
export function splitList(text: string): string[] {
  const records = new Records(sourceOf(Buffer.from(text), "a list of columns"), ",", { comments: false });
  return records.advance() ? records.texts() : [];
}

/** The columns that items of `--columns` or `--drop` name, from 0, in the order of the items. */
export function columnsOf(items: readonly string[], names: Names, scan: Columns, option: "--columns" | "--drop"): number[] {
  const found = items.flatMap((text) => {
    if (names?.includes(text)) return [columnOf(text, names, scan, option)];
    return splitList(text).flatMap((item) => {
      if (item === NUMERIC && !names?.includes(item)) return scan.facts.flatMap((column, j) => (column.isNumeric ? [j] : []));
      return rangeOf(item, names, scan, option) ?? [columnOf(item, names, scan, option)];
    });
  });
  return [...new Set(found)];
}

/** The column that a name, or a number from 1, means; #3 is the third column whatever their names. */
export function columnOf(item: string, names: Names, { path, width }: Pick<Scan, "path" | "width">, option: string): number {
  const named = names?.flatMap((name, j) => (name === item ? [j] : [])) ?? [];
  const digits = /^#?([1-9]\d{0,8})$/.exec(item)?.[1];
  const number = digits === undefined || Number(digits) > width ? undefined : Number(digits) - 1;
  if (named.length > 1) throw new UsageError(`option '${option}': ${path} has ${named.length} columns ${JSON.stringify(item)}: name one by its number, as #${named[0]! + 1}`);
  if (named.length === 1 && number !== undefined && number !== named[0]) {
    throw new UsageError(`option '${option}': ${JSON.stringify(item)} is the name of column ${named[0]! + 1} of ${path}, and the number of another: write #${named[0]! + 1} or #${number + 1}`);
  }
  const column = named[0] ?? number;
  if (column === undefined) throw new UsageError(`${path}: no column is ${JSON.stringify(item)} (option '${option}'): ${there(names, width)}`);
  return column;
}

/** A range as 2-5, first-last or 3-, of numbers or names. */
function rangeOf(item: string, names: Names, scan: Columns, option: string): number[] | undefined {
  if (names?.includes(item)) return undefined;
  for (let at = item.indexOf("-", 1); at > 0; at = item.indexOf("-", at + 1)) {
    const [from, to] = [item.slice(0, at), item.slice(at + 1)];
    if (!isColumn(from, names, scan.width) || !(to === "" || isColumn(to, names, scan.width))) continue;
    const [first, last] = [columnOf(from, names, scan, option), to === "" ? scan.width - 1 : columnOf(to, names, scan, option)];
    if (last < first) throw new UsageError(`option '${option}': ${item} ends before it begins`);
    return Array.from({ length: last - first + 1 }, (_, j) => first + j);
  }
  return undefined;
}

function isColumn(item: string, names: Names, width: number): boolean {
  const digits = /^#?([1-9]\d{0,8})$/.exec(item)?.[1];
  return (names?.includes(item) ?? false) || (digits !== undefined && Number(digits) <= width);
}

/** Names that a message shows. */
const SHOWN = 8;

function there(names: Names, width: number): string {
  if (names === undefined) return `it has ${width}, without names`;
  return `there are ${listed(names)}`;
}

/** Names in a message, not too many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return `${shown.join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`;
}

/** A column in words. */
export function titleOf(column: number, names: Names): string {
  const name = names?.[column];
  return name === undefined || name === "" ? `column ${column + 1}` : `column ${column + 1} ${JSON.stringify(name)}`;
}

/** Columns as they are typed behind an option, in a shell; undefined where they are too many. */
export function typed(columns: readonly number[], names: Names): string | undefined {
  if (columns.length > SHOWN) return undefined;
  const isPlain = (name: string) => name !== "undefined" && /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) && name !== NUMERIC && names!.indexOf(name) === names!.lastIndexOf(name);
  return columns.map((column) => (isPlain(names?.[column] ?? "") ? names![column]! : String(column + 1))).join(",");
}
