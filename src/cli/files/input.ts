import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { DataError, reasonOf } from "../failure";

/** The bytes of a file. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
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
    if (file !== undefined) closeSync(file);
  }
}

/** Bytes as UTF-8 text. Refuses what is no text, so that a picture named .csv is not reported cell by cell. */
export function asText(bytes: Buffer, path: string): string {
  if (bytes.includes(0)) throw new DataError(`${path}: is not a text file`);
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
