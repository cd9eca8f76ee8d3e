import { readSync } from "node:fs";
import { DataError, reasonOf } from "../failure";
import { closeRead, openToRead } from "./input";

const CHUNK = 1 << 20;
const [NEWLINE, RETURN] = [10, 13];

/** The lines of a regular file one after the other, in the memory of one chunk. A line is at most a chunk long. */
export class LineReader {
  /** The bytes of the current line are those from `from` to `to` (excluded), of `bytes`. */
  readonly bytes: Buffer;
  from = 0;
  to = 0;
  /** The number of the current line, from 1; 0 before the first. */
  number = 0;
  /** The size of the file. */
  readonly size: number;

  /** Bytes of the file that were read. */
  position = 0;

  private readonly file: number;
  private next = 0;
  private filled = 0;
  private ended = false;
  private terminator = NEWLINE;

  /** @param chunk  bytes read at a time. */
  constructor(private readonly path: string, chunk = CHUNK) {
    const { file, found } = openToRead(path);
    this.file = file;
    this.size = found.size;
    this.bytes = Buffer.alloc(chunk);
    try {
      this.fill();
    } catch (error) {
      this.close();
      throw error;
    }
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

  close(): void {
    closeRead(this.file);
  }

  private find(from: number): number {
    const at = this.bytes.indexOf(this.terminator, from);
    return at < this.filled ? at : -1;
  }

  private fill(): void {
    try {
      const read = readSync(this.file, this.bytes, this.filled, this.bytes.length - this.filled, null);
      this.filled += read;
      this.position += read;
      if (read === 0) this.ended = true;
    } catch (error) {
      throw new DataError(`${this.path}: ${reasonOf(error)}`);
    }
  }
}
