import { readFileSync } from "node:fs";
import { DataError, reasonOf } from "../failure";

/** The bytes of a file. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
}

/** Bytes as UTF-8 text. Refuses what is no text, so that a picture named .csv is not reported cell by cell. */
export function asText(bytes: Buffer, path: string): string {
  if (bytes.includes(0)) throw new DataError(`${path}: is not a text file`);
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
