import { readSync } from "node:fs";
import { DataError, reasonOf } from "../../failure";
import { closeRead, isPlainFile, openToRead, readBytes } from "../input";

/** Bytes that can be read from any place, as often as wanted. */
export interface Source {
  readonly path: string;
  readonly size: number;
  /** Fills `into` with the bytes from `at` on, as far as there are any; returns how many. */
  read(into: Uint8Array, at: number): number;
  close(): void;
}

/** Bytes in memory. */
export function sourceOf(bytes: Uint8Array, path: string): Source {
  return {
    path,
    size: bytes.length,
    read(into, at) {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    close() {},
  };
}

/** A file: one that is regular stays on the disk, anything else is read whole. */
export function openSource(path: string): Source {
  if (!isPlainFile(path)) return sourceOf(readBytes(path), path);
  const { file, found } = openToRead(path);
  return {
    path,
    size: found.size,
    read(into, at) {
      try {
        return readSync(file, into, 0, into.length, at);
      } catch (error) {
        throw new DataError(`${path}: ${reasonOf(error)}`);
      }
    },
    close: () => { closeRead(file); },
  };
}

/** A source without its first bytes. */
export function sourceFrom(source: Source, start: number): Source {
  return {
    path: source.path,
    size: source.size - start,
    read: (into, at) => source.read(into, start + at),
    close: () => { source.close(); },
  };
}

/** A part of a source, in a buffer of its own. */
export function readPart(source: Source, at: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const read = source.read(bytes.subarray(done), at + done);
    if (read === 0) throw new Error("it ends while it is read");
    done += read;
  }
  return bytes;
}

/** Every chunk of a source in order, each a view that lasts until the next. */
export function* chunksOf(source: Source, size = 1 << 20): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(size, source.size)));
  for (let at = 0; ;) {
    const read = source.read(chunk, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}
