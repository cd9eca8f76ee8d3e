import { DataError } from "../../failure";
import { losesDigits } from "../number";
import { ColumnFacts, NumberStore } from "./column-facts";
import { Decimals } from "./decimal";
import type { Dialect } from "./dialect";
import { isMissingWord, isNumber, kindOf, plainNumber } from "./kinds";
import { Records } from "./records";
import type { Source } from "./source";

/** A record's cells as texts. */
export interface Line { readonly cells: readonly string[]; readonly quoted: readonly boolean[]; readonly line: number }

/** All cells of a table, read once. The first record stands apart: it may be one of names. */
export interface Scan {
  readonly path: string;
  readonly dialect: Dialect;
  /** Cells of the records after the first. */
  readonly width: number;
  readonly first: Line;
  /** The last comment before it. */
  readonly comment: { readonly text: string; readonly line: number } | undefined;
  /** Records after the first, and their numbers row by row; NaN where a cell is none. */
  readonly rows: number;
  readonly values: NumberStore;
  /** Rows whose numbers and labels are kept: all, unless the table is read in pieces. */
  readonly held: number;
  readonly facts: readonly ColumnFacts[];
  /** Of the column of labels: the texts that are not what their number would be written as, by row. */
  readonly labels: ReadonlyMap<number, string>;
  readonly labelColumn: number;
  readonly comments: number;
  readonly blanks: number;
  /** What stands for a missing entry beside the usual words. */
  readonly words: MissingWords;
}

/** Words of `--na`, and the numbers among them. */
export class MissingWords {
  private readonly texts: ReadonlySet<string>;
  private readonly numbers: ReadonlySet<number>;

  constructor(words: readonly string[]) {
    this.texts = new Set(words);
    this.numbers = new Set(words.filter(isNumber).map(Number));
  }

  hasText(text: string): boolean {
    return isMissingWord(text) || this.texts.has(text);
  }

  hasNumber(value: number): boolean {
    return this.numbers.size > 0 && this.numbers.has(value);
  }
}

/** 0 and 9. */
const [ZERO, NINE] = [48, 57];

/** Cells beyond which the notation of those that are no numbers is not looked at any more. */
const MOST_LOOKED_AT = 10_000;

/**
 * Reads every cell of a table.
 *
 * @param labelColumn  the column whose texts are kept, given the first record.
 * @param held         rows whose numbers and labels are kept.
 * @throws DataError   with the line, for a record of another width.
 */
export function scanTable(source: Source, dialect: Dialect, words: MissingWords, labelColumn: (first: Line) => number, held = Infinity): Scan {
  const { path } = source;
  const records = new Records(source, dialect.delimiter, dialect);
  if (!records.advance()) throw new DataError(`${path}: holds no numbers, it is empty`);
  const first: Line = { cells: records.texts(), quoted: Array.from({ length: records.count }, (_, j) => records.isQuoted(j)), line: records.line };
  const { comment } = records;
  const place = labelColumn(first);
  let width = first.cells.length;
  let [rows, widthLine] = [0, first.line];
  const values = new NumberStore();
  let facts: ColumnFacts[] = [];
  const labels = new Map<number, string>();
  const reader = new CellReader(dialect, words);
  while (records.advance()) {
    if (rows === 0) {
      width = widthOf(first, records.count, records.line, path);
      if (width !== first.cells.length) widthLine = records.line;
      facts = Array.from({ length: width }, () => new ColumnFacts());
    } else if (records.count !== width) {
      throw new DataError(`${path}, line ${records.line}: ${cells(records.count)}, expected ${width} as in line ${widthLine} (# before a line makes it a comment)`, records.line);
    }
    for (let j = 0; j < width; j++) {
      const value = reader.read(records, j, rows, facts[j]!);
      if (rows >= held) continue;
      values.add(value);
      if (j === place && (Number.isNaN(value) || !reader.isCanonical(records, j, value))) labels.set(rows, records.text(j));
    }
    rows++;
  }
  if (rows === 0) facts = Array.from({ length: width }, () => new ColumnFacts());
  return { path, dialect, width, first, comment, rows, values, held, facts, labels, labelColumn: place, comments: records.comments, blanks: records.blanks, words };
}

/** The width of a table by its second record: that of the first, or one more (names of columns only), or one less (names that end in a delimiter). */
function widthOf(first: Line, width: number, line: number, path: string): number {
  const named = first.cells.length;
  const words = first.cells.some((cell) => cell !== "" && !isNumber(cell));
  if (width === named || (width === named + 1 && words) || (width === named - 1 && words && first.cells.at(-1) === "")) return width;
  throw new DataError(`${path}, line ${line}: ${cells(width)}, expected ${named} as in line ${first.line} (--skip ${first.line} leaves out what comes before)`, line);
}

function cells(count: number): string {
  return `${count} value${count === 1 ? "" : "s"}`;
}

/** Facts that nobody asks for. */
const UNUSED = new ColumnFacts();

/** Reads cells as numbers, and tells their column's facts of them. */
export class CellReader {
  private readonly decimals: Decimals;
  private readonly point: number;

  constructor(private readonly dialect: Dialect, private readonly words: MissingWords) {
    this.point = dialect.decimal.charCodeAt(0);
    this.decimals = new Decimals(Buffer.alloc(0), this.point);
  }

  /** The number in a cell, or NaN. */
  read(records: Records, j: number, row: number, facts: ColumnFacts): number {
    const { bytes } = records;
    const [from, to] = [records.from[j]!, records.to[j]!];
    const { decimals, words } = this;
    decimals.start(bytes, from, to);
    if (from < to && decimals.readNumber() && decimals.done) {
      const { value } = decimals;
      if (words.hasNumber(value)) {
        facts.addMissing(records.text(j), records.line);
        return NaN;
      }
      facts.addNumber(value, row, records.isQuoted(j));
      if (bytes[from] === ZERO && to - from > 1 && bytes[from + 1]! >= ZERO && bytes[from + 1]! <= NINE) facts.leadingZeros++;
      if (!facts.hasFraction) facts.hasFraction = this.hasFraction(bytes, from, to);
      return value;
    }
    return this.readText(from === to ? "" : records.text(j), records.line, row, facts);
  }

  /** The number alone, in a table whose facts are known. */
  again(records: Records, j: number): number {
    const [from, to] = [records.from[j]!, records.to[j]!];
    const { decimals, words } = this;
    decimals.start(records.bytes, from, to);
    if (from < to && decimals.readNumber() && decimals.done) return words.hasNumber(decimals.value) ? NaN : decimals.value;
    return this.readText(from === to ? "" : records.text(j), records.line, 0, UNUSED);
  }

  /** The same of a text. */
  readText(text: string, line: number, row: number, facts: ColumnFacts): number {
    if (this.words.hasText(text)) {
      facts.addMissing(text, line);
      return NaN;
    }
    const plain = plainNumber(text, this.dialect);
    const value = plain === undefined ? NaN : Number(plain);
    if (Number.isFinite(value)) {
      if (this.words.hasNumber(value)) {
        facts.addMissing(text, line);
        return NaN;
      }
      if (losesDigits(plain!)) {
        facts.addOther(text, line, "long");
        return NaN;
      }
      facts.addNumber(value, row, false);
      facts.hasFraction ||= /[.eE]/.test(plain!);
      return value;
    }
    facts.addOther(text, line, plain !== undefined ? "non-finite" : facts.others < MOST_LOOKED_AT ? kindOf(text) : "text");
    return NaN;
  }

  /** Whether a number is written as it would be printed. */
  isCanonical(records: Records, j: number, value: number): boolean {
    return records.text(j) === String(value);
  }

  private hasFraction(bytes: Buffer, from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (bytes[at] === this.point || (bytes[at]! | 32) === 101) return true;
    return false;
  }
}

/** The first record as numbers, added to the facts of its columns: it is one of the table. */
export function takeFirst({ first, dialect, words, width, facts }: Scan): number[] {
  const reader = new CellReader(dialect, words);
  return Array.from({ length: width }, (_, j) => {
    const value = reader.readText(first.cells[j] ?? "", first.line, -1, facts[j]!);
    if (facts[j]!.offset !== undefined) facts[j]!.offset -= 1;
    return value;
  });
}
