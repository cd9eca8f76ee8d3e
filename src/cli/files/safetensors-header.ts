import { DataError } from "../failure";

/** A tensor in a safetensors file. */
export interface TensorEntry {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** Its bytes in the file, from `begin` to `end` (excluded). */
  readonly begin: number;
  readonly end: number;
}

/** Bytes of the length of the header, in front of everything. */
export const LENGTH_BYTES = 8;
/** No header is longer: a limit of the format. */
const MOST_HEADER = 100_000_000;

/** Bits per element of each type that the format knows. */
const BITS: Readonly<Record<string, number>> = {
  BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, F8_E5M2FNUZ: 8, F8_E4M3FNUZ: 8, F4: 4, F6_E2M3: 6, F6_E3M2: 6,
  I16: 16, U16: 16, F16: 16, BF16: 16, I32: 32, U32: 32, F32: 32, I64: 64, U64: 64, F64: 64, C64: 64,
};

/**
 * The length of the header, from the first 8 bytes (little-endian).
 *
 * @param size  bytes of the whole file.
 */
export function headerLength(start: Buffer, size: number, path: string): number {
  if (start.length < LENGTH_BYTES) throw new DataError(`${path}: is no safetensors file: only ${start.length} bytes`);
  const length = Number(start.readBigUInt64LE(0));
  if (length > size - LENGTH_BYTES) throw new DataError(`${path}: a header of ${length} bytes in a file of ${size}: cut off, or no safetensors file`);
  if (length > MOST_HEADER) throw new DataError(`${path}: a header of ${length} bytes, expected at most ${MOST_HEADER}`);
  return length;
}

/**
 * The tensors of a file by its header. Every number is checked: sizes against shapes, ranges against the file and against each
 * other; between them they cover all of it.
 *
 * @param bytes  the header, JSON in UTF-8.
 * @param size   bytes of the whole file.
 */
export function parseHeader(bytes: Buffer, size: number, path: string): TensorEntry[] {
  const text = decodeText(bytes, path);
  const header = parseJson(text, path);
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new DataError(`${path}: its header names ${JSON.stringify(twice)} twice`);
  const start = LENGTH_BYTES + bytes.length;
  const entries: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") checkMetadata(value, path);
    else entries.push(readEntry(name, value, start, size, path));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, start, size, path);
  return entries;
}

function decodeText(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DataError(`${path}: its header is not text`);
  }
}

function parseJson(text: string, path: string): object {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new DataError(`${path}: its header is not JSON`);
  }
  if (!isRecord(header)) throw new DataError(`${path}: its header is not a JSON object`);
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A key that an object in a valid JSON text has twice: JSON.parse keeps the last and says nothing. */
function duplicateKey(text: string): string | undefined {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/gs;
  const open: Set<string>[] = [];
  for (const { 0: token, 1: colon } of text.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function checkMetadata(value: unknown, path: string): void {
  if (!isRecord(value) || Object.values(value).some((entry) => typeof entry !== "string")) {
    throw new DataError(`${path}: __metadata__ is not an object of strings`);
  }
}

function readEntry(name: string, value: unknown, start: number, size: number, path: string): TensorEntry {
  const place = `${path}, tensor ${JSON.stringify(name)}`;
  if (!isRecord(value)) throw new DataError(`${place}: is not described by an object`);
  const { dtype: type, shape, data_offsets: offsets } = value;
  const bits = typeof type === "string" && Object.hasOwn(BITS, type) ? BITS[type] : undefined;
  if (bits === undefined) throw new DataError(`${place}: type ${JSON.stringify(type)} is not known`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new DataError(`${place}: shape ${JSON.stringify(shape)} is not a list of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new DataError(`${place}: data_offsets ${JSON.stringify(offsets)} are not two whole numbers`);
  }
  const [from, to] = offsets as [number, number];
  if (from > to) throw new DataError(`${place}: ends at byte ${to}, before it begins at ${from}`);
  if (start + to > size) throw new DataError(`${place}: ends at byte ${to}, but the file holds ${size - start}: cut off`);
  const needed = (shape).reduce((product, n) => product * n, bits) / 8;
  if (needed !== to - from) throw new DataError(`${place}: ${to - from} bytes, expected ${needed} for ${shapeText(shape)} of ${String(type)}`);
  return { name, type: type as string, shape: shape, begin: start + from, end: start + to };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Refuses ranges, in order, that overlap or leave bytes out. */
function checkCover(entries: readonly TensorEntry[], start: number, size: number, path: string): void {
  let at = start;
  let before = "";
  for (const { name, begin, end } of entries) {
    if (begin < at) throw new DataError(`${path}: tensors ${JSON.stringify(before)} and ${JSON.stringify(name)} overlap`);
    if (begin > at) throw new DataError(`${path}: ${begin - at} bytes before tensor ${JSON.stringify(name)} belong to none`);
    [at, before] = [end, name];
  }
  if (at < size) throw new DataError(`${path}: ${size - at} bytes at its end belong to no tensor`);
}

/** A shape in words: 4 × 3, or "a number" without dimensions. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "a number" : shape.length === 1 ? `length ${shape[0]}` : shape.join(" × ");
}
