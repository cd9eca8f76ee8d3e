import { DataError } from "../../failure";
import type { Source } from "./source";

/** What separates cells: a character, two colons, or (a blank) any run of blanks and tabs. */
export type Delimiter = string;

const CHUNK = 1 << 20;
/** Bytes that one record may have: an unclosed quote would otherwise take in the rest of a file of any size. */
const LONGEST = 1 << 29;
const [TAB, NEWLINE, RETURN, BLANK, QUOTE, COMMENT] = [9, 10, 13, 32, 34, 35];

/** No byte. */
const NONE = -1;

/** How a cell is written. */
const [PLAIN, QUOTED, ESCAPED] = [0, 1, 2];

/**
 * The records of delimited text (UTF-8) one after the other, in the memory of one chunk or of the longest record: cells between delimiters, blanks and tabs
 * around them left out; in double quotes, which are doubled inside, a cell holds anything (RFC 4180). Lines end with LF, CR LF or CR. Blank lines and
 * lines that begin with # are passed over and counted.
 */
export class Records {
  /** The bytes that `from` and `to` point into. */
  bytes: Buffer;
  /** Cells of the record. */
  count = 0;
  /** Where cells begin, and end (excluded), without quotes. */
  from = new Int32Array(16);
  to = new Int32Array(16);
  /** The line on which the record begins, from 1. */
  line = 0;
  /** Lines passed over so far. */
  comments = 0;
  blanks = 0;
  /** The last line of comment before the first record. */
  comment: { readonly text: string; readonly line: number } | undefined;

  private kinds = new Uint8Array(16);
  private readonly mark: number;
  private readonly wide: boolean;
  private readonly quotes: boolean;
  private filled = 0;
  private next = 0;
  private position = 0;
  private ended = false;
  private lines = 0;
  private inner = 0;

  private readonly commentMark: number;

  /**
   * @param skip      lines to pass over first.
   * @param comments  whether lines that begin with # are passed over.
   */
  constructor(private readonly source: Source, delimiter: Delimiter, { skip = 0, comments = true, chunk = CHUNK } = {}) {
    this.commentMark = comments ? COMMENT : NONE;
    this.mark = delimiter.charCodeAt(0);
    this.wide = delimiter.length === 2;
    this.quotes = !this.wide;
    this.bytes = Buffer.allocUnsafe(Math.max(16, Math.min(chunk, source.size + 1)));
    this.fill();
    while (this.lines < skip && this.passLine());
  }

  /** Bytes of the source that were read. */
  get read(): number {
    return this.position;
  }

  /** Goes to the next record; false at the end. */
  advance(): boolean {
    for (;;) {
      if (this.next >= this.filled && !this.more(this.next)) return false;
      if (this.beginsComment()) {
        this.passComment();
        continue;
      }
      this.inner = 0;
      let end = this.scan(this.next);
      while (end < 0) {
        this.more(this.next);
        this.inner = 0;
        end = this.scan(this.next);
      }
      this.next = end;
      this.line = ++this.lines;
      this.lines += this.inner;
      if (this.count > 1 || this.to[0]! > this.from[0]! || this.kinds[0] !== PLAIN) return true;
      this.blanks++;
    }
  }

  /** Whether the first byte of the line that is no blank begins a comment. */
  private beginsComment(): boolean {
    if (this.commentMark === NONE) return false;
    let at = this.next;
    while (this.bytes[at] === BLANK || (this.bytes[at] === TAB && this.mark !== TAB)) {
      at++;
      if (at < this.filled) continue;
      const blanks = at - this.next;
      if (this.ended || !this.more(this.next) || this.filled === blanks) return false;
      at = this.next + blanks;
    }
    return this.bytes[at] === this.commentMark;
  }

  /** A cell as text. */
  text(cell: number): string {
    const text = this.bytes.toString("utf8", this.from[cell], this.to[cell]);
    return this.kinds[cell] === ESCAPED ? text.replaceAll('""', '"') : text;
  }

  /** All cells as text. */
  texts(): string[] {
    return Array.from({ length: this.count }, (_, cell) => this.text(cell));
  }

  isEmpty(cell: number): boolean {
    return this.to[cell] === this.from[cell];
  }

  isQuoted(cell: number): boolean {
    return this.kinds[cell] !== PLAIN;
  }

  /** Whether the bytes of a cell are its text. */
  isVerbatim(cell: number): boolean {
    return this.kinds[cell] !== ESCAPED;
  }

  close(): void {
    this.source.close();
  }

  /** Finds the cells of the record at `start`; where the next one begins, or -1 if the bytes do not suffice. */
  private scan(start: number): number {
    const { bytes, filled, ended, mark, wide, quotes } = this;
    const blank = mark === BLANK;
    const most = Math.max(mark, RETURN); // no byte above it ends a cell
    this.count = 0;
    let at = start;
    for (;;) {
      while (at < filled && (bytes[at] === BLANK || (bytes[at] === TAB && mark !== TAB))) at++;
      if (quotes && at < filled && bytes[at] === QUOTE) {
        at = this.scanQuoted(at);
        if (at < 0) return -1;
      } else {
        const from = at;
        for (; at < filled; at++) {
          const byte = bytes[at]!;
          if (byte > most) continue;
          if (byte === NEWLINE || byte === RETURN) break;
          if (byte === mark ? !wide || (at + 1 < filled && bytes[at + 1] === mark) : blank && byte === TAB) break;
        }
        if (at + 1 >= filled && !ended) return -1;
        let to = at;
        while (to > from && (bytes[to - 1] === BLANK || bytes[to - 1] === TAB)) to--;
        this.keep(from, to, PLAIN);
      }
      if (blank) {
        while (at < filled && (bytes[at] === BLANK || bytes[at] === TAB)) at++;
        if (at + 1 >= filled && !ended) return -1;
      }
      if (at >= filled) return filled;
      const byte = bytes[at]!;
      if (byte === NEWLINE) return at + 1;
      if (byte === RETURN) return bytes[at + 1] === NEWLINE && at + 1 < filled ? at + 2 : at + 1;
      if (!blank) at += wide ? 2 : 1;
    }
  }

  /** Finds the end of a cell whose quote is at `start`, and keeps the cell; where its delimiter is, or -1. */
  private scanQuoted(start: number): number {
    const { bytes, filled, ended, mark } = this;
    let [at, kind] = [start + 1, QUOTED];
    for (;; at++) {
      at = bytes.indexOf(QUOTE, at);
      if (at < 0 || at + 1 >= filled) {
        if (!ended) return -1;
        if (at < 0 || at >= filled) this.refuseQuotes();
        break;
      }
      if (bytes[at + 1] !== QUOTE) break;
      kind = ESCAPED;
      at++;
    }
    this.keep(start + 1, at, kind);
    this.countInner(start + 1, at);
    at++;
    while (at < filled && (bytes[at] === BLANK || (bytes[at] === TAB && mark !== TAB))) at++;
    if (at + 1 >= filled && !ended) return -1;
    const byte = at < filled ? bytes[at]! : NEWLINE;
    const separated = byte === NEWLINE || byte === RETURN || byte === mark || (mark === BLANK && (bytes[at - 1] === BLANK || bytes[at - 1] === TAB));
    if (!separated) this.refuseQuotes();
    return at;
  }

  private countInner(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (this.bytes[at] === NEWLINE || (this.bytes[at] === RETURN && this.bytes[at + 1] !== NEWLINE)) this.inner++;
    }
  }

  private refuseQuotes(): never {
    throw new DataError(`${this.source.path}, line ${this.lines + 1}: broken quotes`, this.lines + 1);
  }

  private keep(from: number, to: number, kind: number): void {
    if (this.count === this.from.length) {
      const grown = <T extends Int32Array | Uint8Array>(old: T, fresh: T): T => { fresh.set(old); return fresh; };
      this.from = grown(this.from, new Int32Array(2 * this.count));
      this.to = grown(this.to, new Int32Array(2 * this.count));
      this.kinds = grown(this.kinds, new Uint8Array(2 * this.count));
    }
    this.from[this.count] = from;
    this.to[this.count] = to;
    this.kinds[this.count++] = kind;
  }

  private passComment(): void {
    const length = this.passLine();
    this.comments++;
    if (this.line === 0) this.comment = { text: this.bytes.toString("utf8", this.next - length, this.next).trim(), line: this.lines };
  }

  /** Passes over one line, whatever it holds, and returns its length; 0 at the end. */
  private passLine(): number {
    let at = this.next;
    for (;;) {
      while (at < this.filled && this.bytes[at] !== NEWLINE && this.bytes[at] !== RETURN) at++;
      if (at + 1 < this.filled || this.ended) break;
      const done = at - this.next;
      this.more(this.next);
      at = this.next + done;
    }
    if (at >= this.filled && at === this.next) return 0;
    const from = this.next;
    this.next = at >= this.filled ? this.filled : this.bytes[at] === RETURN && this.bytes[at + 1] === NEWLINE && at + 1 < this.filled ? at + 2 : at + 1;
    this.lines++;
    return this.next - from;
  }

  /** Reads on, keeping the bytes from `start`, which move to the front; whether there is anything at all. */
  private more(start: number): boolean {
    if (this.ended) return start < this.filled;
    const kept = this.filled - start;
    if (kept > this.bytes.length / 2) {
      if (this.bytes.length >= LONGEST) throw new DataError(`${this.source.path}, line ${this.lines + 1}: is longer than ${LONGEST} bytes`);
      const grown = Buffer.allocUnsafe(Math.min(2 * this.bytes.length, LONGEST));
      this.bytes.copy(grown, 0, start, this.filled);
      this.bytes = grown;
    } else this.bytes.copyWithin(0, start, this.filled);
    this.filled = kept;
    this.next = 0;
    this.fill();
    return this.filled > 0;
  }

  private fill(): void {
    while (this.filled < this.bytes.length && !this.ended) {
      const read = this.source.read(this.filled === 0 ? this.bytes : this.bytes.subarray(this.filled), this.position);
      this.filled += read;
      this.position += read;
      if (read === 0 || this.position >= this.source.size) this.ended = true;
    }
  }
}
