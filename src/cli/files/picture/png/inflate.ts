import { constants, inflateSync } from "node:zlib";
import { Broken, endsTooEarly } from "../refusal";
import type { Pass } from "./header";

/** The most bytes that one of zlib's can stand for, and a rest. */
const MOST_EXPANSION = 1032;
const REST = 64;

/**
 * The rows of a picture, `expected` bytes: no less, no more, and with the right checksum (Adler-32). Takes memory for what arrives, not for what the header
 * declares.
 */
export function inflateRows(data: Uint8Array, expected: number, passes: readonly Pass[], cut: boolean): Uint8Array {
  const chunkSize = Math.max(REST, Math.min(expected + 1, data.length * MOST_EXPANSION + REST));
  let rows: Buffer;
  try {
    rows = inflateSync(data, { chunkSize, maxOutputLength: expected + 1 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooMuch();
    if (code === "Z_BUF_ERROR") throw missing(inflateSync(data, { chunkSize, finishFlush: constants.Z_SYNC_FLUSH }).length, passes, cut);
    if (code === "Z_DATA_ERROR" && message === "incorrect data check") throw new Broken("the checksum of its pixels is wrong");
    if (code === "Z_DATA_ERROR" || code === "Z_NEED_DICT") throw new Broken("its compressed pixels are damaged");
    throw error;
  }
  if (rows.length > expected) throw tooMuch();
  if (rows.length < expected) throw missing(rows.length, passes, cut);
  return rows;
}

const tooMuch = () => new Broken("it holds more pixels than its header declares");

/** Says how many rows of which pass arrived. */
function missing(bytes: number, passes: readonly Pass[], cut: boolean): Broken {
  let rest = bytes;
  for (const [p, { rows, rowBytes }] of passes.entries()) {
    if (rest < rows * (1 + rowBytes)) {
      const arrived = `${Math.floor(rest / (1 + rowBytes))} of ${rows} rows${passes.length === 1 ? "" : ` of pass ${p + 1} of ${passes.length}`} arrived`;
      return cut ? endsTooEarly(arrived) : new Broken(`pixels are missing: ${arrived}`);
    }
    rest -= rows * (1 + rowBytes);
  }
  return endsTooEarly("all rows arrived, but not their checksum");
}
