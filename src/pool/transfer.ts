import { describe } from "../checks";
import { OutOfMemoryError } from "lowrank";

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Arguments nested deeper than this are no arguments of this package, and may go round in a circle. */
const DEEPEST = 12;
/** Rows shorter than this stay as they are: they may be triples [row, column, value]. */
const SHORTEST_ROW = 4;
/** Entries that fit into a WebAssembly memory. */
const MOST_ENTRIES = (2 ** 32 - 2 ** 16) / 8;
/** Fields that an object of a class may have from its class. */
const FIELDS = ["rows", "columns", "data", "row", "column", "value", "rowStart", "entries", "index", "count", "U", "S", "V"];

/** Arguments as they are sent, and the buffers that go with them without being copied once more. */
export interface Packed {
  readonly args: unknown[];
  readonly buffers: ArrayBuffer[];
}

/**
 * Takes the arguments as they are now. Numbers come out in buffers of their own, to be transferred: copies, or with `move` the caller's
 * buffers themselves. Everything that structured cloning would lose or refuse (objects with `get`, iterables, ndarrays of classes,
 * proxies) becomes plain data of the same meaning.
 */
export function pack(given: readonly unknown[], move: boolean): Packed {
  const packer = new Packer(move);
  const packed = given.map((value, i) => packer.pack(value, `argument ${i + 1}`, 0));
  if (packer.moved.size === 0) return { args: packed, buffers: buffersOf(packed) };
  let args: unknown[];
  try {
    args = structuredClone(packed, { transfer: [...new Set([...packer.moved, ...buffersOf(packed)])] });
  } catch {
    return pack(given, false); // a buffer that cannot be moved, such as a WebAssembly memory's
  }
  return { args, buffers: buffersOf(args) };
}

/** The buffers of all typed arrays in plain data. Empty ones are left to be cloned: they may be somebody's constant. */
export function buffersOf(data: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!ArrayBuffer.isView(value)) (Array.isArray(value) ? value : Object.values(value)).forEach(visit);
    else if (isBuffer(value.buffer) && value.byteLength > 0) found.add(value.buffer);
  };
  visit(data);
  return [...found];
}

class Packer {
  /** Buffers of the caller's among what was packed. */
  readonly moved = new Set<ArrayBuffer>();
  /** An array that is given twice is sent once. */
  private readonly seen = new Map<object, unknown>();

  constructor(private readonly move: boolean) {}

  pack(value: unknown, path: string, depth: number): unknown {
    if (typeof value === "function" || typeof value === "symbol") throw unsendable(value, path);
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEEPEST) throw new TypeError(`${path} is nested too deep to be sent to a worker`);
    if (ArrayBuffer.isView(value)) return this.once(value, () => this.packView(value));
    if (isBuffer(value)) return this.once(value, () => this.packBuffer(value));
    if (tag(value) === "Date") return new Date(value as Date);
    if (Array.isArray(value)) return this.packList(value, path, depth);
    return this.packObject(value, path, depth);
  }

  private once(value: object, packed: () => unknown): unknown {
    if (!this.seen.has(value)) this.seen.set(value, packed());
    return this.seen.get(value);
  }

  private packBuffer(buffer: ArrayBuffer): ArrayBuffer {
    if (!this.move) return allocate(() => buffer.slice(0), buffer.byteLength);
    this.moved.add(buffer);
    return buffer;
  }

  /** A typed array over a whole buffer moves with it; of a part, and of shared memory, that part is copied. */
  private packView(view: ArrayBufferView): ArrayBufferView {
    const { buffer, byteLength } = view;
    if (view instanceof DataView) return new DataView(new Uint8Array(new Uint8Array(buffer, view.byteOffset, byteLength)).buffer);
    const kind = intrinsic(view);
    if (byteLength === 0) return new kind(0);
    if (this.move && isBuffer(buffer) && byteLength === buffer.byteLength) return new kind(this.packBuffer(buffer));
    return allocate(() => new kind(view as TypedArray), byteLength);
  }

  private packList(list: readonly unknown[], path: string, depth: number): unknown {
    const table = this.packRows(list);
    if (table !== undefined) return table;
    if (isNumbers(list)) return list.slice();
    return Array.from(list, (value, i) => this.pack(value, `${path}[${i}]`, depth + 1));
  }

  /** Rows of numbers of one length become one row-major block, which is moved in no time. Anything else: undefined. */
  private packRows(rows: readonly unknown[]): object | undefined {
    if (this.move && rows.some((row) => ArrayBuffer.isView(row))) return undefined; // each is moved
    const columns = rowLength(rows[0]);
    if (columns < SHORTEST_ROW || !rows.every((row) => rowLength(row) === columns)) return undefined;
    if (rows.length * columns > MOST_ENTRIES) return undefined;
    const data = this.floats(rows.length * columns);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as ArrayLike<number>;
      if (Array.isArray(row) && !isNumbers(row)) return undefined;
      data.set(row, i * columns);
    }
    return { rows: rows.length, columns, data };
  }

  private packObject(value: object, path: string, depth: number): unknown {
    const form = value as Record<string, unknown>;
    if (isOperator(form)) {
      throw new TypeError(`${path} is an operator: its functions cannot be called from a worker (lowrank's own functions take it)`);
    }
    if ("shape" in form) return this.packFields(form, ["shape", "data", "stride", "strides", "offset"], path, depth);
    if ("rows" in form && "columns" in form && typeof form.get === "function") return this.packGetter(form, path);
    if (typeof (form as Partial<Iterable<unknown>>)[Symbol.iterator] === "function") {
      return this.packList([...(value as Iterable<unknown>)], path, depth);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!plain && typeof form.length === "number" && Number.isSafeInteger(form.length)) return this.packList(Array.from(value as ArrayLike<unknown>), path, depth);
    const keys = Object.keys(value);
    const inherited = plain ? [] : FIELDS.filter((field) => field in value && !keys.includes(field));
    if (!plain && keys.length + inherited.length === 0) throw unsendable(value, path);
    return this.packFields(form, [...keys, ...inherited], path, depth);
  }

  private packFields(form: Record<string, unknown>, keys: readonly string[], path: string, depth: number): object {
    const isMatrix = keys.includes("data");
    return Object.fromEntries(keys.filter((key) => key in form).map((key) => {
      const value = form[key];
      if (isMatrix && key === "data" && Array.isArray(value) && isNumbers(value)) return [key, this.packView(Float64Array.from(value))];
      return [key, this.pack(value, `${path}.${key}`, depth + 1)];
    }));
  }

  /** Reads a matrix with `get(i, j)`. What is no number is left for the worker to refuse by name. */
  private packGetter(form: Record<string, unknown>, path: string): object {
    const { rows, columns } = form;
    const isSize = (size: unknown): size is number => typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
    if (!isSize(rows) || !isSize(columns)) return { rows, columns, data: [] };
    if (rows * columns > MOST_ENTRIES) throw new OutOfMemoryError(`${path}, ${rows} × ${columns},`, rows * columns * 8);
    const data = this.floats(rows * columns);
    for (let i = 0, p = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, p++) {
        const entry = getEntry(form as { get(i: number, j: number): unknown }, i, j, path);
        if (typeof entry !== "number") return { rows, columns, data: Object.assign(new Array(rows * columns).fill(0), { [p]: entry }) };
        data[p] = entry;
      }
    }
    return { rows, columns, data };
  }

  private floats(length: number): Float64Array<ArrayBuffer> {
    return allocate(() => new Float64Array(length), length * 8);
  }
}

/** "Date" of a Date, and so on, of any realm. */
function tag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isBuffer(value: object): value is ArrayBuffer {
  return tag(value) === "ArrayBuffer";
}

function unsendable(value: unknown, path: string): TypeError {
  return new TypeError(`${path} is ${describe(value)}: expected data, which can be sent to a worker`);
}

function isOperator(form: Record<string, unknown>): boolean {
  return "multiplyTransposed" in form || ("multiply" in form && !("get" in form) && !("data" in form));
}

function isNumbers(list: readonly unknown[]): list is readonly number[] {
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== "number") return false;
  return true;
}

/** The length of an array or a numeric typed array; -1 of anything else. */
function rowLength(row: unknown): number {
  if (Array.isArray(row)) return row.length;
  if (!ArrayBuffer.isView(row) || row instanceof DataView || row instanceof BigInt64Array || row instanceof BigUint64Array) return -1;
  return (row as TypedArray).length;
}

/** The constructor that a typed array has from the language, whatever class it is of (Node's Buffer). */
function intrinsic(view: ArrayBufferView): new (from: ArrayBuffer | TypedArray | number) => TypedArray {
  const name = (view as TypedArray)[Symbol.toStringTag];
  return (globalThis as unknown as Record<string, new (from: ArrayBuffer | TypedArray | number) => TypedArray>)[name]!;
}

function allocate<T>(make: () => T, bytes: number): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof RangeError) throw new OutOfMemoryError("sending the arguments to a worker", bytes);
    throw cause;
  }
}

function getEntry(form: { get(i: number, j: number): unknown }, i: number, j: number, path: string): unknown {
  try {
    return form.get(i, j);
  } catch (cause) {
    throw new TypeError(`${path}[${i}][${j}] cannot be read: ${cause instanceof Error ? cause.message : describe(cause)}`, { cause });
  }
}
