import type { EntryFile } from "./entry-file";

const CHUNK = 1 << 16;

/** Entries as they are read, of any number, 16 bytes each. */
export class EntryCollector {
  private readonly rows = new Growing((length) => new Int32Array(length));
  private readonly columns = new Growing((length) => new Int32Array(length));
  private readonly values = new Growing((length) => new Float64Array(length));

  add(row: number, column: number, value: number): void {
    this.rows.add(row);
    this.columns.add(column);
    this.values.add(value);
  }

  /** All entries in the order in which they were added. The collector is empty afterwards. */
  take(): EntryFile["entries"] {
    return { row: this.rows.take(), column: this.columns.take(), value: this.values.take() };
  }
}

/** Numbers in chunks, so that no addition copies those before it. */
class Growing<T extends Int32Array | Float64Array> {
  private full: T[] = [];
  private last: T;
  private used = 0;

  constructor(private readonly make: (length: number) => T) {
    this.last = make(CHUNK);
  }

  add(value: number): void {
    if (this.used === CHUNK) {
      this.full.push(this.last);
      this.last = this.make(CHUNK);
      this.used = 0;
    }
    this.last[this.used++] = value;
  }

  take(): T {
    const all = this.make(this.full.length * CHUNK + this.used);
    this.full.forEach((chunk, c) => all.set(chunk, c * CHUNK));
    all.set(this.last.subarray(0, this.used), this.full.length * CHUNK);
    this.full = [];
    this.used = 0;
    return all;
  }
}
