import { DataError } from "../../failure";
import type { ColumnFacts } from "./column-facts";
import { type Kind, type Numerals, beginsLikeNumber, isMissingWord, isNonFinite, kindOf, plainNumber } from "./kinds";
import { Records } from "./records";
import type { Scan } from "./scan";
import { sourceOf } from "./source";

/** The names of the columns, and where they are from. */
export interface Header {
  /** One per column; "" where a column has none. */
  readonly names: readonly string[];
  readonly line: number;
  /** Whether the names stand in a comment. */
  readonly comment: boolean;
  /** Whether there is one name less than columns: the first column names the rows. */
  readonly short: boolean;
}

/** Marks of comments elsewhere; here # is the one. */
const COMMENT_MARK = /^(%+|\/\/|!|;|--|\*)/;

/** Whole numbers that may be years. */
const YEARS = [1500, 2200] as const;
/** Columns from which a line that counts them is told. */
const LEAST_COUNT = 3;

/**
 * The names of a table's columns, if its first line holds names and not numbers. Cells that begin like numbers are no names; where a line of words and
 * numbers, or of whole numbers in a row, can be both, `asked` decides.
 *
 * @throws DataError  for a first line that can be both.
 */
export function headerOf(scan: Scan, asked: boolean | undefined): Header | undefined {
  if (asked ?? isHeader(scan)) return namesOf(scan);
  if (scan.width !== scan.first.cells.length) {
    throw new DataError(`${scan.path}, line ${scan.first.line}: ${scan.first.cells.length} values, but the lines below have ${scan.width}`);
  }
  return asked === false ? undefined : inComment(scan);
}

function namesOf({ first: { cells, line }, width, facts }: Scan): Header {
  const trailing = cells.length === width - 1 && isVoid(facts[width - 1]!);
  const short = cells.length === width - 1 && !trailing;
  const names = short ? ["", ...cells] : [...cells.slice(0, width), ...(trailing ? [""] : [])];
  return { names, line, comment: false, short };
}

function isVoid({ numbers, others, missing, empty }: ColumnFacts): boolean {
  return numbers + others === 0 && missing === empty;
}

/** What the cells of the first line are. */
type What = "empty" | "number" | "like a number" | "word";

function isHeader(scan: Scan): boolean {
  const { first: { cells }, width, rows, facts, dialect } = scan;
  const what = cells.map((cell) => whatIs(cell, dialect));
  const shift = cells.length === width - 1 ? 1 : 0;
  const factsOf = (j: number) => facts[j + shift];
  const [words, numbers, others] = (["word", "number", "like a number"] as const).map((kind) => cells.map((_, j) => j).filter((j) => what[j] === kind)) as [number[], number[], number[]];
  if (words.length + numbers.length + others.length === 0) return false;
  const mark = COMMENT_MARK.exec(cells[0]!)?.[0];
  if (mark !== undefined && dialect.delimiter === " ") refuse(scan, `${JSON.stringify(mark)} before them, by which other programs mark a comment`);
  if (rows > 0 && isQuotedAlone(scan, shift)) return true;
  const overNumbers = [...words, ...others].filter((j) => factsOf(j)?.isNumeric);
  if (numbers.length + others.length === 0) {
    // Words alone: names, but for a line of labels whose numbers are all missing.
    const unnamed = facts.some((column, j) => column.isNumeric && what[j - shift] !== "word");
    if (overNumbers.length === 0 && unnamed && rows > 0 && cells.some((cell) => cell !== "" && isMissingWord(cell))) refuse(scan, "words and missing entries");
    return true;
  }
  if (overNumbers.length > 0) {
    const cell = JSON.stringify(cells[overNumbers[0]!]);
    refuse(scan, `${cell} where the lines below have numbers, and ${JSON.stringify(cells[[...numbers, ...others].find((j) => j !== overNumbers[0]) ?? numbers[0] ?? others[0]!])}`);
  }
  if (others.length > 0 || rows === 0 || numbers.some((j) => /[eE]/.test(cells[j]!))) return false;
  const run = numbers.map((j) => Number(plainNumber(cells[j]!, dialect)));
  if (cells[0] === "" && numbers.length === cells.length - 1 && isRun(run, 1) && (facts[0]!.isCounter(rows) || facts[0]!.others === rows)) return true;
  if (!isLikeNames(run, numbers.map((j) => factsOf(j)!), numbers.every((j) => /^\d+$/.test(cells[j]!)))) return false;
  if (words.length > 0 && run.length > 2) return true;
  return refuse(scan, `${cells.slice(0, 3).join(", ")}${cells.length > 3 ? ", …" : ""}`);
}

function whatIs(cell: string, numerals: Numerals): What {
  if (isMissingWord(cell) || isNonFinite(cell)) return "empty";
  if (plainNumber(cell, numerals) !== undefined) return "number";
  return beginsLikeNumber(cell) ? "like a number" : "word";
}

/** Whether the cells of the first line are in quotes and the numbers below are not: programs that quote words only have written words. */
function isQuotedAlone({ first: { cells, quoted }, facts }: Scan, shift: number): boolean {
  if (!cells.every((cell, j) => quoted[j] || cell === "")) return false;
  const named = cells.map((_, j) => facts[j + shift]!).filter((column, j) => cells[j] !== "" && column.numbers > 0);
  return named.length > 0 && named.every(({ quotedNumbers }) => quotedNumbers === 0);
}

function isRun(values: readonly number[], step?: number): boolean {
  const by = step ?? values[1]! - values[0]!;
  return values.length > 1 && by > 0 && values.every((value, i) => Number.isInteger(value) && (i === 0 || value === values[i - 1]! + by));
}

/** Whether whole numbers at equal steps stand out from the columns below them: years above other numbers, or a count above fractions. */
function isLikeNames(values: readonly number[], columns: readonly ColumnFacts[], digitsAlone: boolean): boolean {
  const below = columns.filter(({ numbers }) => numbers > 0);
  if (!isRun(values) || below.length === 0) return false;
  const isYear = (value: number) => value >= YEARS[0] && value <= YEARS[1];
  if (values.every(isYear)) return below.every(({ lowest, highest, allInteger }) => !(allInteger && isYear(lowest) && isYear(highest)));
  return digitsAlone && (values[0]! <= 1 || values.length > 2) && below.every(({ hasFraction }) => hasFraction);
}

function refuse({ path, first: { line } }: Scan, what: string): never {
  throw new DataError(`${path}, line ${line}: may be names or not, with ${what}: --header takes it for names, --no-header for a line of the table, and --skip ${line} leaves it out`);
}

/** A note on a first line 0, 1, 2, … or 1, 2, 3, … that was taken for one of the table. */
export function countNote({ first: { cells, line } }: Scan): string | undefined {
  if (cells.length < LEAST_COUNT || !cells.every((cell) => /^\d+$/.test(cell))) return undefined;
  const values = cells.map(Number);
  return values[0]! <= 1 && isRun(values, 1) ? `line ${line} counts the columns and is taken for data; --header takes it for names` : undefined;
}

/** Names in the last line of comment above a table that has no others, as NumPy writes them: # a,b,c. */
function inComment({ comment, dialect: { delimiter }, width, path }: Scan): Header | undefined {
  if (comment === undefined || delimiter === " ") return undefined;
  const records = new Records(sourceOf(Buffer.from(comment.text.slice(1)), path), delimiter);
  let cells: string[];
  try {
    if (!records.advance()) return undefined;
    cells = records.texts();
  } catch {
    return undefined;
  }
  if (cells[0] === "") cells[0] = "#";
  const kinds = new Set<Kind>(cells.map(kindOf));
  if (cells.length !== width || cells.some((cell) => cell === "" || beginsLikeNumber(cell)) || kinds.size > 1) return undefined;
  return { names: cells, line: comment.line, comment: true, short: false };
}
