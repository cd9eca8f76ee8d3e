import { constants, gunzipSync } from "node:zlib";
import { DataError } from "../failure";
import { unpackedAllowed } from "./limits";

/** Bytes unpacked at a time. */
const CHUNK = 1 << 18;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a gzip file holds (RFC 1952), one member or several; checksum and length are verified. */
export function gunzip(bytes: Buffer, path: string): Buffer {
  const most = unpackedAllowed(bytes.length, insideOf(bytes));
  let unpacked: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: most, chunkSize: CHUNK, info: true }) as unknown as typeof unpacked;
  } catch (error) {
    throw new DataError(`${path}: ${reason(error, most)}`);
  }
  // What follows the last member is no part of it: gzip pads with zeros, and Node takes no notice of anything else.
  const rest = bytes.subarray(unpacked.engine.bytesWritten);
  if (rest.some((byte) => byte !== 0)) throw new DataError(`${path}: is damaged: ${rest.length} bytes follow its compressed data`);
  return unpacked.buffer;
}

/** Bytes at the beginning by which it is told what is inside. */
const PEEK = 512;

function insideOf(bytes: Buffer): "numbers" | "text" {
  try {
    const start = gunzipSync(bytes.subarray(0, PEEK), { finishFlush: constants.Z_SYNC_FLUSH }).toString("latin1", 0, 14);
    return start.startsWith("\x93NUMPY") || start.toLowerCase() === "%%matrixmarket" ? "numbers" : "text";
  } catch {
    return "text"; // damaged, as will be told
  }
}

function reason(error: unknown, most: number): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ERR_BUFFER_TOO_LARGE": return `unpacks to more than ${most >> 20} MB, too much for its size (unpack it first: gunzip -c FILE | lowrank … -)`;
    case "Z_BUF_ERROR": return "ends too early: its compressed data are cut off";
    default: return "is damaged: its compressed data cannot be unpacked, or their checksum is wrong";
  }
}
