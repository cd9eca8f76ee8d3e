import { DataError } from "../../src/cli/failure";
import type { Random } from "../support/random";

/** One file as a reader gets it. */
export interface Input {
  readonly bytes: Buffer;
  /** A file that holds the bytes, written when it is first asked for. */
  readonly path: string;
}

/** A reader under attack. Its corpus is the folder corpus/NAME: valid files to start from, and every file that was misread once. */
export interface Reader {
  readonly name: string;
  /** A file like `bytes` with something wrong. It knows the format, so that what is wrong lies behind the first check. */
  mutate(bytes: Buffer, random: Random, others: readonly Buffer[]): Uint8Array;
  /** Reads the file as the program does. The same bytes give the same value, whatever the memory held before. */
  read(input: Input): unknown;
  /** Throws where a value cannot be what the file says: sizes that do not fit, numbers that are none. */
  check?(value: unknown, input: Input): void;
  /** Whether a file may be refused with this error; one of DataError where it is left out. */
  allowed?(error: unknown): boolean;
}

export function isAllowed(reader: Reader, error: unknown): boolean {
  return reader.allowed?.(error) ?? error instanceof DataError;
}
