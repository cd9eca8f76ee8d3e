import { type Stats, closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { DataError, UsageError, reasonOf } from "../failure";
import { FOREIGN_START } from "./foreign";
import { gunzip, isGzip } from "./gzip";

/** The name of standard input. A file of that name is ./- */
const STDIN = "-";
/** Bytes by which a format is told. */
const START = FOREIGN_START;
/** Milliseconds between two looks at a standard input that has nothing yet. */
const WAIT = 10;

/** What can be read once only, between a look at its first bytes and the reading: its path and its bytes. */
let held: { readonly path: string; readonly bytes: Buffer } | undefined;
let stdinTaken = false;

/** The bytes of a file; - is standard input; unpacked where gzip packed them. */
export function readBytes(path: string): Buffer {
  if (held?.path === path) {
    const { bytes } = held;
    held = undefined;
    return bytes;
  }
  let bytes: Buffer;
  try {
    bytes = path === STDIN ? readStdin() : readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
  if (!isGzip(bytes)) return bytes;
  const unpacked = gunzip(bytes, path);
  if (isGzip(unpacked)) throw new DataError(`${path}: is compressed by gzip twice (unpack it: gunzip -c FILE | lowrank … -)`);
  return unpacked;
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

/** The first bytes of what `readBytes` gives, by which its format is told. */
export function startOf(path: string): Buffer {
  const start = startOfPlain(path);
  if (start !== undefined) return start;
  held = { path, bytes: readBytes(path) };
  return held.bytes.subarray(0, START);
}

/** Whether a file can be read from any place, as often as wanted: it is a regular one, and not compressed. */
export function isPlainFile(path: string): boolean {
  return startOfPlain(path) !== undefined;
}

function startOfPlain(path: string): Buffer | undefined {
  let file: number | undefined;
  try {
    if (path === STDIN || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    file = openSync(path, "r");
    const start = Buffer.alloc(START);
    const bytes = start.subarray(0, readSync(file, start, 0, START, 0));
    return isGzip(bytes) ? undefined : bytes;
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined) closeRead(file);
  }
}

/** All of standard input, which can be read once. */
function readStdin(): Buffer {
  if (stdinTaken) throw new UsageError("- is standard input, which can be read once only: two inputs are -");
  stdinTaken = true;
  const parts: Buffer[] = [];
  const chunk = Buffer.alloc(1 << 16);
  for (;;) {
    let read: number;
    try {
      read = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") break; // how Windows says that a pipe is at its end
      if (code !== "EAGAIN") throw error; // nothing there yet, in a pipe that does not wait
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT);
      continue;
    }
    if (read === 0) break;
    parts.push(Buffer.from(chunk.subarray(0, read)));
  }
  return Buffer.concat(parts);
}
