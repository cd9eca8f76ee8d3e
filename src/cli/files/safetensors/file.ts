import { readSync } from "node:fs";
import { DataError, reasonOf } from "../../failure";
import { closeRead, openToRead } from "../input";
import { type Header, LENGTH_BYTES, headerLength, parseHeader } from "./header";

/** An open safetensors file. Its header is read and checked. */
export class SafetensorsFile {
  readonly header: Header;
  private readonly file: number;

  constructor(readonly path: string) {
    const { file, found } = openToRead(path);
    this.file = file;
    try {
      if (!found.isFile()) throw new DataError(`${path}: is not a regular file`);
      const start = Buffer.alloc(Math.min(LENGTH_BYTES, found.size));
      this.read(start, 0);
      const header = Buffer.alloc(headerLength(start, found.size, path));
      this.read(header, LENGTH_BYTES);
      this.header = parseHeader(header, found.size, path);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Fills a buffer with the bytes from a position on. */
  read(into: Buffer, position: number): void {
    for (let filled = 0; filled < into.length;) {
      let count: number;
      try {
        count = readSync(this.file, into, filled, into.length - filled, position + filled);
      } catch (error) {
        throw new DataError(`${this.path}: ${reasonOf(error)}`);
      }
      if (count === 0) throw new DataError(`${this.path}: became shorter while it was read`);
      filled += count;
    }
  }

  close(): void {
    closeRead(this.file);
  }
}
