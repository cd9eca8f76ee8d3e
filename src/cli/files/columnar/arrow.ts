/** Arrow IPC, as a stream or a file (Feather 2). Source: arrow.apache.org/docs/format/Columnar.html, "Serialization and Interprocess Communication". */
import { type Column, type DataType, type Table, CompressionType, Type, setCompressionCodec, tableFromIPC } from "@uwdata/flechette";
import { decompressZstd } from "hyparquet-compressors";
import { DataError } from "../../failure";
import { type Source, readPart } from "../text/source";
import { type ColumnTable, refuseWrongLength } from "./columns";
import { unpackLz4Frame } from "./lz4";

/** How a file begins and ends; a stream is what stands between them, and begins with the first message. */
const MAGIC = "ARROW1";
const HEAD = 8;
/** Behind the footer: its length and the magic word. */
const TAIL = 10;
/** Before the length of a message's metadata. */
const CONTINUED = -1;
/** What messages hold. */
const [SCHEMA, DICTIONARY, BATCH] = [1, 2, 3];
/** Metadata are smaller, and what a buffer unpacks to. */
const MOST_METADATA = 2 ** 30;
const MOST_BYTES = 2 ** 31;
/** Rows of a batch, and of one whose columns need no bytes. */
const MOST_ROWS = 2 ** 31;
const MOST_EMPTY = 2 ** 20;
const MOST_DEPTH = 64;

/** Where a message is, and the rows of a batch. */
interface Message { readonly kind: number; readonly at: number; readonly length: number; readonly rows: number }

/** Whether a file begins as one of them does. */
export function isArrow(start: Buffer): boolean {
  if (start.toString("latin1", 0, HEAD) === `${MAGIC}\0\0`) return true;
  if (start.length < HEAD || start.readInt32LE(0) !== CONTINUED) return false;
  const length = start.readInt32LE(4);
  return length > 0 && length % 8 === 0 && length < MOST_METADATA;
}

/** An Arrow table by its record batches, each of them read where one of its columns is asked for. */
export function openArrow(source: Source): ColumnTable {
  const { path } = source;
  const attempt = <R>(action: () => R): R => {
    try {
      return action();
    } catch (error) {
      throw error instanceof DataError ? error : new DataError(`${path}: is damaged, or a kind of Arrow that is not read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { encode: refuse, decode: (bytes, length) => unpackLz4Frame(bytes, unpackedLength(length)) });
  setCompressionCodec(CompressionType.ZSTD, { encode: refuse, decode: (bytes, length) => decompressZstd(bytes, new Uint8Array(unpackedLength(length))) });
  const { messages, isFile } = attempt(() => messagesOf(source));
  const bytesOf = ({ at, length }: Message) => readPart(source, at, length);
  const { schema, fields } = attempt(() => {
    if (messages[0]?.kind !== SCHEMA) throw new Error("it does not begin with a schema");
    const bytes = bytesOf(messages[0]);
    const { endianness, fields: found } = tableFromIPC([bytes]).schema;
    if (endianness !== 0) throw new Error("its numbers are of the other byte order");
    return { schema: bytes, fields: found };
  });
  const batches = messages.filter(({ kind }) => kind === BATCH);
  const groups = batches.map(({ rows }) => rows);
  let held: { readonly group: number; readonly table: Table } | undefined;
  const load = (group: number): Table => {
    if (held?.group === group) return held.table;
    held = undefined;
    const batch = batches[group]!;
    // A file may have its dictionaries anywhere, a stream has them before what uses them.
    const words = messages.filter(({ kind, at }) => kind === DICTIONARY && (isFile || at < batch.at));
    const table = tableFromIPC([schema, ...words.map(bytesOf), bytesOf(batch)], { useBigInt: true, useDate: true });
    const bounded = fields.map((_, j) => isBounded(table.getChildAt(j), groups[group]!, path));
    if (groups[group]! > MOST_EMPTY && !bounded.includes(true)) throw new Error("it has impossible numbers of rows");
    held = { group, table };
    return table;
  };
  return {
    path, format: "arrow", groups,
    names: fields.map(({ name }) => name),
    rows: groups.reduce((sum, rows) => sum + rows, 0),
    isNumeric: fields.map(({ type }) => isNumber(type)),
    column: (group, j) => attempt(() => {
      const rows = groups[group]!;
      const column = load(group).getChildAt(j);
      if (!isFlat(column.type)) return Array.from({ length: rows }, () => (column.type.typeId === Type.Null ? null : "(a list or an object)"));
      const values = column.toArray() as ArrayLike<unknown>;
      refuseWrongLength(values.length, rows, path);
      return values;
    }),
    close: () => { source.close(); },
  };
}

function refuse(): never {
  throw new Error("is never written");
}

function unpackedLength(length: number | undefined): number {
  if (length === undefined || !(length >= 0 && length < MOST_BYTES)) throw new Error(`a buffer of ${length} bytes`);
  return length;
}

/** Every message in order, without its body. */
function messagesOf(source: Source): { readonly messages: readonly Message[]; readonly isFile: boolean } {
  const isFile = Buffer.from(readPart(source, 0, Math.min(HEAD, source.size))).toString("latin1", 0, MAGIC.length) === MAGIC;
  let end = source.size;
  if (isFile) {
    const tail = end < HEAD + TAIL ? Buffer.alloc(TAIL) : Buffer.from(readPart(source, end - TAIL, TAIL));
    if (tail.toString("latin1", 4) !== MAGIC) throw new Error("it does not end as one: it is cut off");
    end -= TAIL + tail.readInt32LE(0);
    if (!(end >= HEAD && end <= source.size - TAIL)) throw new Error("its footer is longer than it");
  }
  const messages: Message[] = [];
  for (let at = isFile ? HEAD : 0; at + 4 <= end;) {
    const prefix = Buffer.from(readPart(source, at, Math.min(HEAD, end - at)));
    const continued = prefix.readInt32LE(0) === CONTINUED;
    if (continued && prefix.length < HEAD) throw new Error("it ends within a message: it is cut off");
    const length = prefix.readInt32LE(continued ? 4 : 0);
    const from = at + (continued ? HEAD : 4);
    if (length === 0) break; // the end of a stream
    if (!(length > 0 && length < MOST_METADATA && from + length <= end)) throw new Error("it ends within a message: it is cut off");
    const { kind, body, rows } = readMetadata(Buffer.from(readPart(source, from, length)));
    if (!(body >= 0 && from + length + body <= end)) throw new Error("it ends within a message: it is cut off");
    if (!(rows >= 0 && rows < MOST_ROWS)) throw new Error("it has impossible numbers of rows");
    messages.push({ kind, at, length: from - at + length + body, rows });
    at = from + length + body;
  }
  return { messages, isFile };
}

/** What a message holds, the length of its body, and the rows of a batch. Refuses lists that are longer than the message: the library would go through all of what they claim to have. */
function readMetadata(bytes: Buffer): { kind: number; body: number; rows: number } {
  const tables = new Tables(bytes);
  const message = bytes.readUInt32LE(0);
  const type = tables.field(message, 1);
  const kind = type === undefined ? 0 : bytes.readUInt8(type);
  const header = tables.child(message, 2);
  if (header !== undefined && kind === SCHEMA) {
    tables.checkFields(header, 1, 0);
    tables.checkPairs(header, 2);
  }
  const batch = header === undefined || kind === SCHEMA ? undefined : kind === DICTIONARY ? tables.child(header, 1) : header;
  if (batch !== undefined) for (const field of [1, 2]) tables.list(batch, field, 16);
  const whole = (at: number | undefined) => (at === undefined ? 0 : Number(bytes.readBigInt64LE(at)));
  return { kind, body: whole(tables.field(message, 3)), rows: kind === BATCH && header !== undefined ? whole(tables.field(header, 0)) : 0 };
}

/** Tables of FlatBuffers, whose fields stand where a list of 16-bit offsets says, and lists behind their lengths. */
class Tables {
  private passed = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Where a field of a table stands, if it is there. */
  field(table: number, index: number): number | undefined {
    const list = table - this.bytes.readInt32LE(table);
    const slot = 4 + 2 * index;
    if (slot + 2 > this.bytes.readUInt16LE(list)) return undefined;
    const offset = this.bytes.readUInt16LE(list + slot);
    return offset === 0 ? undefined : table + offset;
  }

  /** Where the table that a field names begins. */
  child(table: number, index: number): number | undefined {
    const at = this.field(table, index);
    return at === undefined ? undefined : at + this.bytes.readUInt32LE(at);
  }

  /** Where the items of a list begin, each of so many bytes, and how many there are. */
  list(table: number, index: number, size: number): { readonly from: number; readonly count: number } {
    const at = this.child(table, index);
    if (at === undefined) return { from: 0, count: 0 };
    const count = this.bytes.readUInt32LE(at);
    if (at + 4 + size * count > this.bytes.length) throw new Error("a list in its metadata is longer than these");
    return { from: at + 4, count };
  }

  checkFields(table: number, index: number, depth: number): void {
    if (depth > MOST_DEPTH) throw new Error("its columns are nested too deep");
    for (const field of this.items(table, index)) {
      this.list(field, 0, 1);
      this.checkFields(field, 5, depth + 1);
      this.checkPairs(field, 6);
    }
  }

  checkPairs(table: number, index: number): void {
    for (const pair of this.items(table, index)) for (const part of [0, 1]) this.list(pair, part, 1);
  }

  private items(table: number, index: number): number[] {
    const { from, count } = this.list(table, index, 4);
    this.passed += count; // one table may be named by many
    if (4 * this.passed > this.bytes.length) throw new Error("its metadata name more tables than they have");
    return Array.from({ length: count }, (_, i) => from + 4 * i + this.bytes.readUInt32LE(from + 4 * i));
  }
}

/** Whether the bytes of a column tell that it has so many rows; refuses one whose bytes are fewer. */
function isBounded(column: Column<unknown>, rows: number, path: string): boolean {
  refuseWrongLength(column.length, rows, path);
  const { values, validity, offsets, nullCount } = column.data[0]!;
  const { type } = column;
  if (nullCount > 0 && validity !== undefined && validity.length > 0 && 8 * validity.length < rows) refuseWrongLength(8 * validity.length, rows, path);
  if (type.typeId === Type.Utf8 || type.typeId === Type.LargeUtf8) {
    const found = (offsets?.length ?? 0) - 1;
    if (rows > 0 && found < rows) refuseWrongLength(Math.max(0, found), rows, path);
    return true;
  }
  if (!isFlat(type)) return false;
  const found = values === undefined ? rows : type.typeId === Type.Bool ? 8 * values.length : type.typeId === Type.Decimal ? values.length / Math.max(1, type.bitWidth / 64) : values.length;
  if (found < rows) refuseWrongLength(Math.floor(found), rows, path);
  return values !== undefined;
}

/** Whether values are single ones. */
function isFlat(type: DataType): boolean {
  if (type.typeId === Type.Dictionary) return isFlat(type.dictionary);
  return ([Type.Bool, Type.Int, Type.Float, Type.Decimal, Type.Date, Type.Timestamp, Type.Time, Type.Utf8, Type.LargeUtf8, Type.Utf8View] as readonly number[]).includes(type.typeId);
}

/** Whether they are numbers: not texts, times or bytes. */
function isNumber(type: DataType): boolean {
  if (type.typeId === Type.Dictionary) return isNumber(type.dictionary);
  return ([Type.Bool, Type.Int, Type.Float, Type.Decimal] as readonly number[]).includes(type.typeId);
}
