import { isUtf8 } from "node:buffer";
import { DataError, UsageError } from "../../failure";
import { type TableFormat, tableFormat, textOfTable } from "../columnar/formats";
import { FOREIGN_START, refuseForeign } from "../foreign";
import { isMostlyUtf8 } from "./mixed";
import { type Source, chunksOf, openSource, sourceFrom, sourceOf } from "./source";

/** The text of a file as UTF-8, without a byte order mark, and how its bytes were read. */
export interface Text {
  readonly source: Source;
  /** The name that the Encoding Standard gives it. */
  readonly encoding: string;
  /** What tells it; undefined for UTF-8, which is what is expected. */
  readonly because: string | undefined;
}

/** What no text holds, but for tabs, ends of lines and pages, and the beginning of an escape sequence. */
const CONTROL = /(?![\t\n\v\f\r])\p{Cc}/u;
const ESCAPE = "\u001b";
/** Bytes that windows-1252 leaves undefined. */
const UNDEFINED_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
/** Bytes by which UTF-16 without a mark is told. */
const SAMPLE = 1 << 16;
const NEWLINE = 10;
/** windows-1252 from 0x80 to 0x9f. Some versions of Node (22.12 among them) take these for control characters. */
const HIGH_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * The text of a file. Unless `encoding` says which (a label of the Encoding Standard): by the byte order mark, else UTF-8 if every byte of the file
 * agrees, else UTF-16 where every other byte of Latin letters is 0, else windows-1252. What is not UTF-8 is held in memory.
 *
 * @throws DataError  for what is no text, with the line.
 */
export function openText(path: string, encoding?: string, bytes?: Uint8Array): Text {
  const source = bytes === undefined ? openSource(path) : sourceOf(bytes, path);
  try {
    return decode(source, encoding);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The name of an encoding, from any of its labels; undefined if there is none. */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

function decode(source: Source, asked: string | undefined): Text {
  const start = Buffer.alloc(Math.min(FOREIGN_START, source.size));
  source.read(start, 0);
  const table = tableFormat(start, source.path);
  if (table !== undefined) return ofTable(source, table, asked);
  if (asked === undefined) refuseForeign(start, source.path);
  const mark = markOf(start, source.path);
  if (asked !== undefined) {
    const encoding = encodingOf(asked);
    if (encoding === undefined) throw new UsageError(`option '--encoding': ${JSON.stringify(asked)} is no encoding (utf-8, windows-1252, utf-16le, shift_jis and the like are)`);
    return decodeAs(source, encoding, "--encoding", mark?.encoding === encoding ? mark.length : 0);
  }
  if (mark !== undefined) return decodeAs(source, mark.encoding, "byte order mark", mark.length);

  const { zeros, wrongLine } = survey(source);
  if (zeros) {
    const encoding = unmarkedUtf16(source);
    if (encoding === undefined) throw new DataError(`${source.path}: is not a text file (--encoding names the encoding of a text)`);
    return decodeAs(source, encoding, "every other byte is 0", 0);
  }
  if (wrongLine === undefined) return { source, encoding: "utf-8", because: undefined };
  if (isMostlyUtf8(source)) throw new DataError(`${source.path}, line ${wrongLine}: is not UTF-8, as others are: it is damaged, or cut off (--encoding windows-1252 reads all of the file as that)`);
  return decodeAs(source, "windows-1252", `line ${wrongLine} is not UTF-8`, 0);
}

/** Cells of another format, written as a text. */
function ofTable(source: Source, table: TableFormat, asked: string | undefined): Text {
  if (asked !== undefined) throw new UsageError(`option '--encoding' says how to read a text, and ${source.path} is of the format ${table}`);
  const { text, format } = textOfTable(source, table);
  source.close();
  return { source: sourceOf(text, source.path), encoding: format, because: undefined };
}

function decodeAs(source: Source, encoding: string, because: string, skip: number): Text {
  const rest = skip === 0 ? source : sourceFrom(source, skip);
  if (encoding === "utf-8") {
    const { zeros, wrongLine } = survey(rest);
    if (wrongLine !== undefined) throw new DataError(`${source.path}, line ${wrongLine}: is not UTF-8 (${because}): --encoding names another encoding, as windows-1252`);
    if (zeros) throw new DataError(`${source.path}: is not a text file`);
    return { source: rest, encoding, because };
  }
  const text = transcoded(rest, encoding, because);
  source.close();
  return { source: sourceOf(text, source.path), encoding, because };
}

function markOf(start: Buffer, path: string): { encoding: string; length: number } | undefined {
  const digits = start.toString("hex", 0, 4);
  const marks = /^(efbbbf)+/.exec(start.toString("hex"))?.[0]; // programs put one before another
  if (marks !== undefined) return { encoding: "utf-8", length: marks.length / 2 };
  if (digits === "fffe0000" || digits === "0000feff") throw new DataError(`${path}: is UTF-32, which is not supported: save it as UTF-8`);
  if (digits.startsWith("fffe")) return { encoding: "utf-16le", length: 2 };
  return digits.startsWith("feff") ? { encoding: "utf-16be", length: 2 } : undefined;
}

/** Whether there are zero bytes, and the first line that is not UTF-8. */
function survey(source: Source): { zeros: boolean; wrongLine: number | undefined } {
  let [zeros, at] = [false, 0];
  let carried = Buffer.alloc(0);
  for (const chunk of chunksOf(source)) {
    zeros ||= chunk.includes(0);
    // A character may be cut at the end of a chunk: from the last one's first byte on, it waits for the next.
    let end = chunk.length;
    for (let back = 1; back <= Math.min(3, chunk.length); back++) {
      const byte = chunk[chunk.length - back]!;
      if (byte < 0x80) break;
      if (byte >= 0xc0) { end = chunk.length - back; break; }
    }
    const whole = carried.length === 0 ? chunk.subarray(0, end) : Buffer.concat([carried, chunk.subarray(0, end)]);
    if (!isUtf8(whole)) return { zeros, wrongLine: linesUpTo(source, at - carried.length) + wrongLines(whole) };
    carried = Buffer.from(chunk.subarray(end));
    at += chunk.length;
  }
  return { zeros, wrongLine: isUtf8(carried) ? undefined : linesUpTo(source, at) };
}

/** The line in which a place is, from 1. */
function linesUpTo(source: Source, place: number): number {
  let [line, start] = [1, 0];
  for (const chunk of chunksOf(source)) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0 && start + at < place; at = chunk.indexOf(NEWLINE, at + 1)) line++;
    start += chunk.length;
    if (start >= place) break;
  }
  return line;
}

/** Lines before the first that is not UTF-8. */
function wrongLines(bytes: Buffer): number {
  let lines = 0;
  for (let from = 0; ; lines++) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0 || !isUtf8(bytes.subarray(from, end))) return lines;
    from = end + 1;
  }
}

/** Of the two orders, the one in which more of the text is of Latin digits and letters. */
function unmarkedUtf16(source: Source): string | undefined {
  if (source.size % 2 === 1) return undefined;
  const sample = Buffer.alloc(Math.min(SAMPLE, source.size));
  source.read(sample, 0);
  const counts = [0, 0];
  for (let at = 0; at + 1 < sample.length; at += 2) {
    for (const high of [0, 1]) {
      const low = sample[at + 1 - high]!;
      if (sample[at + high] === 0 && low < 0x7f && (low >= 32 || low === 9 || low === 10 || low === 13)) counts[high]!++;
    }
  }
  const [big, little] = counts as [number, number];
  if (Math.max(big, little) < sample.length / 5 || Math.min(big, little) > Math.max(big, little) / 8) return undefined;
  return big > little ? "utf-16be" : "utf-16le";
}

function transcoded(source: Source, encoding: string, because: string): Buffer {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const parts: Buffer[] = [];
  let line = 1;
  const take = (chunk?: Buffer) => {
    if (encoding === "windows-1252" && chunk !== undefined) refuseUndefined(chunk, line, source.path, because);
    let text: string;
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new DataError(`${source.path}: from line ${line} on, holds bytes that are not ${encoding} (${because}): --encoding names the encoding of the file`);
    }
    if (encoding === "windows-1252") text = text.replace(/[\x80-\x9f]/g, (one) => HIGH_1252[one.charCodeAt(0) - 0x80]!);
    if (because === "--encoding" ? text.includes("\0") : CONTROL.test(text.replaceAll(ESCAPE, ""))) throw new DataError(`${source.path}: is not a text file (--encoding names the encoding of a text)`);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) line++;
    parts.push(Buffer.from(text));
  };
  for (const chunk of chunksOf(source, 1 << 16)) take(chunk);
  take();
  return Buffer.concat(parts);
}

function refuseUndefined(chunk: Buffer, line: number, path: string, because: string): void {
  const at = chunk.findIndex((byte) => UNDEFINED_1252.includes(byte));
  if (at < 0) return;
  let before = 0;
  for (let p = chunk.indexOf(NEWLINE); p >= 0 && p < at; p = chunk.indexOf(NEWLINE, p + 1)) before++;
  const byte = chunk[at]!.toString(16);
  throw new DataError(`${path}, line ${line + before}: byte 0x${byte} is not windows-1252 (${because}): --encoding names the encoding of the file, as utf-8, shift_jis or windows-1251`);
}
