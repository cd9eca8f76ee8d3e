import { type Stats, closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { DataError, reasonOf } from "../failure";

/** The bytes of a file. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
}

/** Opens a file, and tells what it is. */
export function openToRead(path: string): { file: number; found: Stats } {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return { file, found: fstatSync(file) };
  } catch (error) {
    if (file !== undefined) closeRead(file);
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
}

/** Closes a file that was read. A failure says nothing of what was read. */
export function closeRead(file: number): void {
  try {
    closeSync(file);
  } catch {
    // it is closed all the same
  }
}

/** The first bytes of a file, by which its format is told; none of what is no regular file, and can be read once only. */
export function startOf(path: string): Buffer {
  let file: number | undefined;
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return Buffer.alloc(0);
    file = openSync(path, "r");
    const start = Buffer.alloc(16);
    return start.subarray(0, readSync(file, start, 0, start.length, 0));
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined) closeRead(file);
  }
}

/** Bytes as UTF-8 text. Refuses what is no text, so that a picture named .csv is not reported cell by cell. */
export function asText(bytes: Buffer, path: string): string {
  if (bytes.includes(0)) throw new DataError(`${path}: is not a text file`);
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
