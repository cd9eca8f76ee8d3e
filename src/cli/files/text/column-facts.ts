import type { Kind } from "./kinds";

/** A cell that is told about, and its line. */
export interface Seen { readonly text: string; readonly line: number }

/** What the cells of a column are, those of a first line of names left out. */
export class ColumnFacts {
  numbers = 0;
  /** Cells that stand for a missing entry; of them, those that are empty. */
  missing = 0;
  empty = 0;
  /** Cells that are neither. */
  others = 0;
  /** Of the others, those that are neither words nor dates. */
  otherNotations = 0;
  quotedNumbers = 0;
  /** Numbers that begin with zeros before other digits, as codes do: 01234. */
  leadingZeros = 0;
  /** Whether a number is written with a point or an exponent. */
  hasFraction = false;
  allInteger = true;
  lowest = Infinity;
  highest = -Infinity;
  firstMissing: Seen | undefined;
  firstOther: (Seen & { readonly kind: Kind }) | undefined;
  /** What numbers exceed their row's index by, where that is the same for all; NaN otherwise. */
  offset: number | undefined;

  addNumber(value: number, row: number, quoted: boolean): void {
    this.numbers++;
    if (quoted) this.quotedNumbers++;
    if (this.allInteger && !Number.isInteger(value)) this.allInteger = false;
    if (value < this.lowest) this.lowest = value;
    if (value > this.highest) this.highest = value;
    if (this.offset === undefined) this.offset = value - row;
    else if (this.offset !== value - row) this.offset = NaN;
  }

  addMissing(text: string, line: number): void {
    this.missing++;
    if (text === "") this.empty++;
    if (this.firstMissing === undefined || line < this.firstMissing.line) this.firstMissing = { text, line };
  }

  addOther(text: string, line: number, kind: Kind): void {
    this.others++;
    if (kind !== "text" && kind !== "date") this.otherNotations++;
    if (this.firstOther === undefined || line < this.firstOther.line) this.firstOther = { text, line, kind };
  }

  /** Whether the column holds numbers and nothing else but missing entries. */
  get isNumeric(): boolean {
    return this.numbers > 0 && this.others === 0;
  }

  /** Whether it holds 0, 1, 2, … or 1, 2, 3, … */
  isCounter(rows: number): boolean {
    return this.numbers === rows && this.others === 0 && (this.offset === 0 || this.offset === 1);
  }
}

/** Numbers in chunks, of any number, so that none is copied as they come. */
export class NumberStore {
  length = 0;
  private readonly chunks: Float64Array[] = [];

  add(value: number): void {
    const at = this.length++;
    if ((at & (CHUNK - 1)) === 0) this.chunks.push(new Float64Array(CHUNK));
    this.chunks[at >>> SHIFT]![at & (CHUNK - 1)] = value;
  }

  at(place: number): number {
    return this.chunks[place >>> SHIFT]![place & (CHUNK - 1)]!;
  }
}

const SHIFT = 14;
const CHUNK = 1 << SHIFT;
