import { DataError } from "../../failure";
import { LOSES_DIGITS } from "../number";
import type { ColumnFacts } from "./column-facts";
import { KIND_WORDS, type Kind, isNonFinite } from "./kinds";
import type { Scan } from "./scan";
import { titleOf, typed } from "./selection";

type Names = readonly string[] | undefined;

/** What reads a column of a notation, where an option does. */
const WAYS: Partial<Record<Kind, string>> = {
  "decimal comma": "--decimal , reads a decimal comma",
  "decimal point": "--decimal . reads a decimal point",
  long: "--index takes a column of such names for that of the rows",
  "non-finite": "--na inf,-inf counts infinities as missing",
};

/** Refuses a table some of whose columns hold something else than numbers and missing entries, with the options that leave them out. */
export function refuseOthers({ path, facts, dialect, first }: Scan, names: Names, columns: readonly number[], missing: boolean): void {
  const wrong = columns.filter((j) => facts[j]!.others > 0);
  if (wrong.length === 0) return;
  const [j] = wrong as [number];
  const { text, line, kind } = facts[j]!.firstOther!;
  const place = `${path}, line ${line}, ${titleOf(j, names)}: ${JSON.stringify(shorten(text))}`;
  const what = kind === "long" ? LOSES_DIGITS : kind === "non-finite" ? "is not a finite number" : `is not a number${kind === "text" ? "" : ` but one of ${KIND_WORDS[kind]}`}`;
  const several = wrong.length > 1 ? `; ${wrong.length - 1} more ${wrong.length === 2 ? "column is" : "columns are"} not all numbers` : "";
  const isSecond = line > first.line && wrong.length === columns.length && wrong.every((k) => facts[k]!.others === 1 && facts[k]!.firstOther!.line === line);
  const ways = [...(isSecond ? [`# before line ${line} makes it a comment, --skip ${line - 1} leaves out what is above it`] : [wayByWord(facts[j]!, text)]), wayOf(kind, text, dialect.decimal)].filter((way) => way !== undefined);
  const rest = columns.filter((k) => !wrong.includes(k));
  const numeric = rest.filter((k) => facts[k]!.numbers > 0);
  const holes = missing && numeric.some((k) => facts[k]!.missing > 0) ? " --missing drop" : "";
  const list = typed(wrong, names);
  if (numeric.length > 0) ways.push(`${list === undefined ? "" : `--drop ${list}${holes} or `}--columns numeric${holes} leaves out what is no number`);
  throw new DataError(`${place} ${what}${several}${ways.length > 0 ? ` (${ways.join("; ")})` : ""}`, line);
}

function wayOf(kind: Kind, text: string, decimal: string): string | undefined {
  if (kind === "percent") return "tr -d % < FILE | lowrank … - takes the signs away";
  if (kind === "currency") return `sed 's/[${/\p{Sc}/u.exec(text)![0]}]//g' FILE | lowrank … - takes the signs away`;
  if (kind !== "thousands") return WAYS[kind];
  const mark = /\D(?=\d{3})/.exec(text.replace(/^[+-]/, ""))?.[0] ?? ",";
  const typedMark = mark === "," || mark === "." ? mark : JSON.stringify(mark);
  const point = mark === "." && decimal === "." ? " --decimal ," : "";
  return `--thousands ${typedMark}${point} reads ${text} as ${text.replaceAll(mark, "").replace(",", ".")}${mark === "," && /^[+-]?\d+,\d+$/.test(text) ? ", --decimal , as a fraction" : ""}`;
}

/** Where most of a column is numbers, one word among them may stand for what is missing. */
function wayByWord({ numbers, others }: ColumnFacts, text: string): string | undefined {
  if (numbers <= others || !/^[^\s"',\p{Cc}]{1,20}$/u.test(text)) return undefined;
  return `--na=${/^[\w#*.+-]+$/.test(text) ? JSON.stringify(text) : `'${text}'`} counts it as missing`;
}

/** Refuses missing entries where nobody said what to do about them. */
export function refuseMissing({ path, facts }: Scan, names: Names, columns: readonly number[]): never {
  const holed = columns.filter((j) => facts[j]!.missing > 0);
  const [j] = holed as [number];
  const { text, line } = facts[j]!.firstMissing!;
  const empty = holed.filter((k) => facts[k]!.numbers === 0);
  const cells = holed.reduce((sum, k) => sum + facts[k]!.missing, 0);
  const what = text === "" ? "is empty, expected a number" : `${JSON.stringify(text)} is ${isNonFinite(text) ? "not a finite number" : "a missing entry"}`;
  const more = cells > 1 ? `; ${cells} entries are missing, in ${holed.length === 1 ? "one column" : `${holed.length} columns`}` : "";
  const way = empty.length > 0 && empty.length < columns.length ? `${empty.length > 8 ? "--columns numeric" : `--drop ${typed(empty, names)}`} leaves out what holds no numbers` : "--missing drop leaves out rows, --missing mean fills in the mean of the column";
  throw new DataError(`${path}, line ${line}, ${titleOf(j, names)}: ${what}${more} (${way})`);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
