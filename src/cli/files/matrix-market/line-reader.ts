import { DataError } from "../../failure";
import type { Source } from "../text/source";

const CHUNK = 1 << 20;
const [NEWLINE, RETURN, PERCENT] = [10, 13, 37];

/** The lines of a source one after the other, in the memory of one chunk. A line is at most a chunk long. */
export class LineReader {
  /** The bytes of the current line are those from `from` to `to` (excluded), of `bytes`. */
  readonly bytes: Buffer;
  from = 0;
  to = 0;
  /** The number of the current line, from 1; 0 before the first. */
  number = 0;
  readonly path: string;
  /** Bytes of the source. */
  readonly size: number;

  private position = 0;
  private next = 0;
  private filled = 0;
  private ended = false;
  private terminator = NEWLINE;

  /** @param chunk  bytes read at a time. */
  constructor(private readonly source: Source, chunk = CHUNK) {
    this.path = source.path;
    this.size = source.size;
    this.bytes = Buffer.alloc(chunk);
    this.fill();
    const first = this.bytes.subarray(0, this.filled).findIndex((byte) => byte === NEWLINE || byte === RETURN);
    if (this.bytes[first] === RETURN && this.bytes[first + 1] !== NEWLINE) this.terminator = RETURN;
  }

  /** Goes to the next line; false at the end. */
  advance(): boolean {
    this.from = this.next;
    let at = this.find(this.from);
    while (at < 0 && !this.ended) {
      this.bytes.copyWithin(0, this.from, this.filled);
      this.filled -= this.from;
      const searched = this.filled;
      this.from = 0;
      if (this.filled === this.bytes.length) throw new DataError(`${this.path}, line ${this.number + 1}: is longer than ${this.bytes.length} bytes`);
      this.fill();
      at = this.find(searched);
    }
    if (at < 0 && this.from === this.filled) return false;
    this.to = at < 0 ? this.filled : at;
    this.next = at < 0 ? this.filled : at + 1;
    this.number++;
    return true;
  }

  /** The current line as text, without blanks around it. */
  text(): string {
    return this.bytes.toString("utf8", this.from, this.to).trim();
  }

  /** Whether the current line is empty or a comment. */
  get isIdle(): boolean {
    if (this.from === this.to || this.bytes[this.from] === PERCENT) return true;
    return /^\s*(%|$)/.test(this.bytes.toString("latin1", this.from, this.to));
  }

  /** Where the current line stands, for an error. */
  get place(): string {
    return `${this.path}, line ${this.number}`;
  }

  private find(from: number): number {
    const at = this.bytes.indexOf(this.terminator, from);
    return at < this.filled ? at : -1;
  }

  private fill(): void {
    const read = this.source.read(this.bytes.subarray(this.filled), this.position);
    this.filled += read;
    this.position += read;
    if (read === 0) this.ended = true;
  }
}
