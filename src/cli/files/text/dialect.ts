import { DataError, UsageError } from "../../failure";
import { type Kind, type Numerals, beginsLikeNumber, isMissingWord, isNumber, isSurelyDecimalComma, kindOf, plainNumber } from "./kinds";
import { type Delimiter, Records } from "./records";
import { type Source, sourceOf } from "./source";

/** How the cells of a text are separated and its numbers written. */
export interface Dialect extends Numerals {
  readonly delimiter: Delimiter;
  /** Lines before the first record. */
  readonly skip: number;
}

export interface DialectOptions {
  readonly delimiter?: Delimiter;
  readonly decimal?: "." | ",";
  readonly thousands?: string;
  readonly skip?: number;
}

/** Bytes and records by which a dialect is found. */
const SAMPLE = { bytes: 1 << 16, records: 400 };
/** In the order in which they are preferred where they do equally well. */
const CANDIDATES: readonly Delimiter[] = ["\t", ";", "|", ",", " "];

/** Notations of numbers that may not be readable, but are numbers. */
const NUMERIC_KINDS: readonly Kind[] = ["decimal comma", "decimal point", "thousands", "percent", "currency"];

/** What a delimiter is called. */
const DELIMITER_NAMES: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", " ": "blanks", "|": "|", "::": "::" };

/**
 * The dialect of a text, as far as it is not given: the delimiter that separates most lines into equally many cells and most cells into numbers. A decimal
 * comma is found where it cannot be anything else: commas are no delimiter, some of them do not stand before three digits, and no number has a point.
 */
export function dialectOf(source: Source, options: DialectOptions, colons = false): Dialect {
  const { text, cut } = sampleOf(source);
  const announced = /^sep=(.)[ \t]*(\r\n|\r|\n|$)/i.exec(text);
  const skip = (options.skip ?? 0) + (announced === null || options.skip !== undefined ? 0 : 1);
  if (options.decimal === ",") refuseSameMark(options);
  const asked = options.delimiter ?? announced?.[1];
  if (colons && asked === undefined && firstLine(text, skip).includes("::")) return { ...numerals([], "::", options), delimiter: "::", skip };
  const best = asked === undefined ? found(text, cut, skip, options, source.path) : score(asked, text, cut, skip, options);
  return { ...numerals(best.cells, best.delimiter, options), delimiter: best.delimiter, skip };
}

function found(text: string, cut: boolean, skip: number, options: DialectOptions, path: string): Score {
  const scoreOf = (marks: readonly Delimiter[]) => marks.map((mark) => score(mark, text, cut, skip, options)).sort((a, b) => b.score - a.score); // stable
  const there = CANDIDATES.filter((mark) => (mark === " " ? /\S[ \t]+\S/.test(text) : text.includes(mark)));
  if (options.decimal === ",") {
    const others = there.filter((mark) => mark !== ",");
    const [best] = scoreOf(others.length === 0 ? [";"] : others);
    if (best!.score > 0) return best!;
  }
  const scored = scoreOf(there.length === 0 ? [","] : there);
  const [best] = scored;
  const rival = best!.delimiter === " " ? scored.find((one) => one.delimiter !== " " && one.consistent) : undefined;
  if (rival === undefined) return best!;
  if (rival.delimiter === "\t") return rival; // tabs are blanks too, and separate whatever blanks there are in cells
  const name = DELIMITER_NAMES[rival.delimiter]!;
  throw new DataError(`${path}: cells may be separated by blanks or by ${name}: --delimiter blank or --delimiter ${name} says which`);
}

function refuseSameMark({ delimiter, thousands }: DialectOptions): void {
  if (delimiter === ",") throw new UsageError("options '--decimal ,' and '--delimiter ,' give the comma two meanings");
  if (thousands === ",") throw new UsageError("options '--decimal ,' and '--thousands ,' give the comma two meanings");
}

/** The beginning of a text, and whether there is more of it. */
function sampleOf(source: Source): { text: string; cut: boolean } {
  const bytes = Buffer.alloc(Math.min(SAMPLE.bytes, source.size));
  const read = source.read(bytes, 0);
  return { text: bytes.toString("utf8", 0, read), cut: read < source.size };
}

function firstLine(text: string, skip: number): string {
  return text.split(/\r\n|\r|\n/).slice(skip).find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
}

interface Cell { readonly text: string; readonly quoted: boolean }
interface Score {
  readonly delimiter: Delimiter;
  readonly score: number;
  readonly cells: readonly Cell[];
  /** Whether every line, the first one too, has equally many cells, two or more. */
  readonly consistent: boolean;
}

function score(delimiter: Delimiter, text: string, cut: boolean, skip: number, options: DialectOptions): Score {
  const records = new Records(sourceOf(Buffer.from(text), ""), delimiter, { skip });
  const [counts, cells]: [number[], Cell[]] = [[], []];
  try {
    while (counts.length < SAMPLE.records && records.advance()) {
      counts.push(records.count);
      for (let cell = 0; cell < records.count; cell++) cells.push({ text: records.text(cell), quoted: records.isQuoted(cell) });
    }
    if (cut && counts.length > 1 && counts.length < SAMPLE.records) counts.pop(); // the last is cut
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    if (!cut) return { delimiter, score: -1, cells, consistent: false }; // a cut sample may end within quotes
  }
  const [first = 0, ...rest] = counts;
  const [width, often] = most(rest.length === 0 ? counts : rest);
  const steady = often / Math.max(1, rest.length === 0 ? counts.length : rest.length);
  const fits = width - first === 0 || width - first === 1; // a line of names may lack one of the row names
  const { decimal, thousands } = numerals(cells, delimiter, options);
  const marks = { decimal, ...(thousands === undefined ? {} : { thousands }) };
  const isNumeric = ({ text: one }: Cell) => isMissingWord(one) || plainNumber(one, marks) !== undefined || (beginsLikeNumber(one) && NUMERIC_KINDS.includes(kindOf(one)));
  const share = cells.filter(isNumeric).length / Math.max(1, cells.length);
  return {
    delimiter, cells, consistent: steady === 1 && first === width && width > 1,
    score: width < 2 ? share / 100 : steady * (fits ? 1 : 0.25) * (0.5 + share),
  };
}

/** The most frequent number, and how often it is there. */
function most(counts: readonly number[]): [value: number, often: number] {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  return [...tally].reduce<[number, number]>((best, one) => (one[1] > best[1] ? one : best), [0, 0]);
}

function numerals(cells: readonly Cell[], delimiter: Delimiter, { decimal, thousands }: DialectOptions): Numerals {
  const group = thousands === undefined ? {} : { thousands };
  if (decimal !== undefined || thousands === ",") return { decimal: decimal ?? ".", ...group };
  if (delimiter === " ") return { decimal: ".", ...group }; // 1,2 3,4 may be pairs
  let [commas, points] = [0, 0];
  for (const { text, quoted } of cells) {
    if (delimiter === "," && !quoted) {
      if (isNumber(text) && text.includes(".")) points++;
    } else if (isSurelyDecimalComma(text)) commas++;
    else if (isNumber(text) && text.includes(".") && thousands !== ".") points++;
  }
  return { decimal: commas > 0 && points === 0 ? "," : ".", ...group };
}
