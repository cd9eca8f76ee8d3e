import { DataError } from "../../failure";
import { isObject, parseObject, quoted, shown } from "../json";

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

/** What a header says. */
export interface Header {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The tensors of a file by its header. Every number is checked: sizes against shapes, ranges against the file and against each
 * other; between them they cover all of it.
 *
 * @param bytes  the header, JSON in UTF-8.
 * @param size   bytes of the whole file.
 */
export function parseHeader(bytes: Buffer, size: number, path: string): Header {
  const header = parseObject(bytes, `${path}: its header`);
  const start = LENGTH_BYTES + bytes.length;
  const tensors: TensorEntry[] = [];
  for (const [name, value] of Object.entries(header)) if (name !== METADATA) tensors.push(readEntry(name, value, start, size, path));
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(tensors, start, size, path);
  return { tensors, metadata: readMetadata(header[METADATA], path) };
}

/** Beside the tensors, an object of texts. */
const METADATA = "__metadata__";

function readMetadata(value: unknown = {}, path: string): Readonly<Record<string, string>> {
  if (isObject(value) && Object.values(value).every((entry) => typeof entry === "string")) return value as Record<string, string>;
  throw new DataError(`${path}: ${METADATA} is not an object of strings`);
}

function readEntry(name: string, value: unknown, start: number, size: number, path: string): TensorEntry {
  const place = `${path}, tensor ${quoted(name)}`;
  if (!isObject(value)) throw new DataError(`${place}: is not described by an object`);
  const { dtype: type, shape, data_offsets: offsets } = value;
  const bits = typeof type === "string" && Object.hasOwn(BITS, type) ? BITS[type] : undefined;
  if (bits === undefined) throw new DataError(`${place}: its type is ${shown(type)}, which is not known`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new DataError(`${place}: its shape is ${shown(shape)}: expected a list of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new DataError(`${place}: data_offsets is ${shown(offsets)}: expected two whole numbers`);
  }
  const [from, to] = offsets as [number, number];
  if (from > to) throw new DataError(`${place}: ends at byte ${to}, before it begins at ${from}`);
  if (start + to > size) throw new DataError(`${place}: ends at byte ${to}, but the file holds ${size - start}: cut off`);
  const needed = shape.includes(0) ? 0 : shape.reduce((product, n) => product * n, bits) / 8;
  if (needed !== to - from) throw new DataError(`${place}: ${to - from} bytes, expected ${needed} for ${shapeText(shape)} of ${String(type)}`);
  return { name, type: type as string, shape, begin: start + from, end: start + to };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Refuses ranges, in order, that overlap or leave bytes out. */
function checkCover(entries: readonly TensorEntry[], start: number, size: number, path: string): void {
  let at = start;
  let before = "";
  for (const { name, begin, end } of entries) {
    if (begin < at) throw new DataError(`${path}: tensors ${quoted(before)} and ${quoted(name)} overlap`);
    if (begin > at) throw new DataError(`${path}: ${begin - at} bytes before tensor ${quoted(name)} belong to none`);
    [at, before] = [end, name];
  }
  if (at < size) throw new DataError(`${path}: ${size - at} bytes at its end belong to no tensor`);
}

/** Dimensions that a message shows. */
const SHOWN = 8;

/** A shape in words: 4 × 3, or "a number" without dimensions. */
export function shapeText(shape: readonly number[]): string {
  if (shape.length > SHOWN) return `${shape.length} dimensions`;
  return shape.length === 0 ? "a number" : shape.length === 1 ? `length ${shape[0]}` : shape.join(" × ");
}
