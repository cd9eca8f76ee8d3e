import type { Matrix } from "../../../index";
import { beginsLikeNumber, isMissingWord, isNonFinite } from "./kinds";

/** What the rows and columns of a table are called. */
export interface Labels {
  readonly names?: readonly string[] | undefined;
  readonly rowNames?: readonly string[] | undefined;
  /** What the column of row names is called. */
  readonly corner?: string;
}

/** A cell of delimited text: in quotes where it holds what would end it, begin a comment, or get lost at its ends. */
export function quoted(value: string | number, separator = ","): string {
  const text = String(value);
  return /["\r\n#]|^\s|\s$/.test(text) || text.includes(separator) ? inQuotes(text) : text;
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A line of names. All are in quotes where one of them could be taken for an entry: quotes around words alone say that they are words. */
export function formatNames(names: readonly string[], separator: string): string {
  const doubtful = names.some((name) => name !== "" && (beginsLikeNumber(name) || isMissingWord(name) || isNonFinite(name))) || names.every((name) => name === "");
  return `${names.map((name) => (doubtful && name !== "" ? inQuotes(name) : quoted(name, separator))).join(separator)}\n`;
}

/** A matrix as text, one row per line; the shortest digits that read back to the same number. */
export function formatCsv({ rows, columns, data }: Matrix, separator: string, { names, rowNames, corner = "" }: Labels = {}): string {
  const parts: string[] = [];
  if (names !== undefined) parts.push(formatNames(rowNames === undefined ? names : [corner, ...names], separator));
  for (let i = 0; i < rows; i++) {
    const line = data.subarray(i * columns, (i + 1) * columns).join(separator);
    parts.push(rowNames === undefined ? `${line}\n` : `${quoted(rowNames[i]!, separator)}${separator}${line}\n`);
  }
  return parts.join("");
}
