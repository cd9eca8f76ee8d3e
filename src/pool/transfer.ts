import { describe } from "../checks";
import { wrongKind } from "../errors";
import { OutOfMemoryError } from "lowrank";
import { MOST_NUMBERS, packRows } from "./rows";

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;
type Constructor = new (from: ArrayBuffer | TypedArray | number) => TypedArray;

/** Arguments nested deeper than this are no arguments of this package, and may go round in a circle. */
const DEEPEST = 12;
/** Fields that an object of a class may have from its class. */
const FIELDS = ["rows", "columns", "data", "row", "column", "value", "rowStart", "entries", "index", "count", "U", "S", "V", "width", "height"];
const NDARRAY = ["shape", "data", "stride", "strides", "offset"];

/** Arguments as they are sent, and the buffers that go with them without being copied once more. */
export interface Packed {
  readonly args: unknown[];
  readonly buffers: ArrayBuffer[];
}

/**
 * Takes the arguments as they are now. Numbers come out in buffers of their own, to be transferred: copies, or with `move` the caller's
 * buffers themselves. Everything that structured cloning would lose or refuse (objects with `get`, iterables, ndarrays of classes,
 * proxies) becomes plain data of the same meaning, once the worker has called `unpack`.
 */
export function pack(given: readonly unknown[], move: boolean): Packed {
  const packer = new Packer(move);
  const packed = given.map((value, i) => packer.inside(i + 1, value));
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
  /** Where in the arguments it is, for messages: the number of the argument, then indices and names. */
  private readonly path: (string | number)[] = [];

  constructor(private readonly move: boolean) {}

  inside(key: string | number, value: unknown): unknown {
    if (typeof value === "number" || value === null || value === undefined) return value;
    this.path.push(key);
    const packed = this.pack(value);
    this.path.pop();
    return packed;
  }

  private pack(value: unknown): unknown {
    if (typeof value === "function" || typeof value === "symbol") throw this.unsendable(value);
    if (typeof value !== "object" || value === null) return value;
    if (this.path.length > DEEPEST) throw wrongKind(`${this.place()} is nested too deep to be sent to a worker`);
    if (ArrayBuffer.isView(value)) return this.once(value, () => this.packView(value));
    if (isBuffer(value)) return this.once(value, () => this.packBuffer(value));
    if (tag(value) === "Date") return new Date(value as Date);
    return Array.isArray(value) ? this.packList(value) : this.packObject(value);
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
    if (view instanceof DataView) return allocate(() => new DataView(new Uint8Array(new Uint8Array(buffer, view.byteOffset, byteLength)).buffer), byteLength);
    const kind = intrinsic(view);
    if (byteLength === 0) return new kind(0);
    if (this.move && isBuffer(buffer) && byteLength === buffer.byteLength) return new kind(this.packBuffer(buffer));
    return allocate(() => new kind(view as TypedArray), byteLength);
  }

  private packList(list: readonly unknown[]): unknown {
    const movesRows = this.move && list.some((row) => ArrayBuffer.isView(row)); // each by itself
    return (movesRows ? undefined : packRows(list, allocate)) ?? Array.from(list, (value, i) => this.inside(i, value));
  }

  private packObject(value: object): unknown {
    const form = value as Record<string, unknown>;
    if (isOperator(form)) {
      throw wrongKind(`${this.place()} is an operator: its functions cannot be called from a worker (lowrank's own functions take it)`);
    }
    if (typeof form.dataSync === "function") return this.packTensor(form as unknown as Tensor);
    if ("shape" in form) return this.packFields(form, NDARRAY);
    if ("size" in form && typeof form.toArray === "function") return this.inside("toArray()", (form as unknown as { toArray(): unknown }).toArray()); // of math.js
    if ("rows" in form && "columns" in form && typeof form.get === "function") return this.packGetter(form);
    if ("numRows" in form && typeof form.getChildAt === "function") return this.packGetter(ofArrow(form as unknown as ArrowTable));
    if ("nullCount" in form && typeof form.get === "function") return this.packList(elementsOf(form as unknown as ArrowVector));
    if (typeof (form as Partial<Iterable<unknown>>)[Symbol.iterator] === "function") return this.packList([...(value as Iterable<unknown>)]);
    const prototype: unknown = Object.getPrototypeOf(value);
    const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!plain && Number.isSafeInteger(form.length)) return this.packList(Array.from(value as ArrayLike<unknown>));
    const keys = Object.keys(value);
    const inherited = plain ? [] : FIELDS.filter((field) => field in value && !keys.includes(field));
    if (!plain && keys.length + inherited.length === 0) throw this.unsendable(value);
    return this.packFields(form, [...keys, ...inherited]);
  }

  /** A tensor of TensorFlow.js; of one dimension it is a list. */
  private packTensor(tensor: Tensor): unknown {
    const data = this.inside("dataSync()", tensor.dataSync());
    return tensor.shape.length === 1 ? data : { shape: this.inside("shape", tensor.shape), data };
  }

  private packFields(form: Record<string, unknown>, keys: readonly string[]): object {
    return Object.fromEntries(keys.filter((key) => key in form).map((key) => {
      const value = form[key];
      const isData = key === "data" && Array.isArray(value) && value.every((entry) => typeof entry === "number");
      return [key, isData ? allocate(() => Float64Array.from(value), value.length * 8) : this.inside(key, value)];
    }));
  }

  /** Reads a matrix with `get(i, j)`. What is no number is left for the worker to refuse by name. */
  private packGetter(form: Record<string, unknown>): object {
    const { rows, columns } = form;
    const names = Array.isArray(form.names) ? { names: form.names as unknown[] } : {};
    const isSize = (size: unknown): size is number => typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
    if (!isSize(rows) || !isSize(columns)) return { rows, columns, data: [] };
    if (rows * columns > MOST_NUMBERS) throw new OutOfMemoryError(`${this.place()}, ${rows} × ${columns},`, rows * columns * 8);
    const data = allocate(() => new Float64Array(rows * columns), rows * columns * 8);
    for (let i = 0, p = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, p++) {
        const entry = this.getEntry(form as { get(i: number, j: number): unknown }, i, j);
        if (typeof entry !== "number") return { rows, columns, data: Object.assign(new Array(rows * columns).fill(0), { [p]: entry }), ...names };
        data[p] = entry;
      }
    }
    return { rows, columns, data, ...names };
  }

  private getEntry(form: { get(i: number, j: number): unknown }, i: number, j: number): unknown {
    try {
      return form.get(i, j);
    } catch (cause) {
      throw wrongKind(`${this.place()}[${i}][${j}] cannot be read: ${cause instanceof Error ? cause.message : describe(cause)}`, { cause });
    }
  }

  private place(): string {
    const [argument, ...keys] = this.path;
    return `argument ${argument}${keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("")}`;
  }

  private unsendable(value: unknown): TypeError {
    return wrongKind(`${this.place()} is ${describe(value)}: expected data, which can be sent to a worker`);
  }
}

interface Tensor {
  readonly shape: ArrayLike<number>;
  dataSync(): unknown;
}

interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: ArrayLike<{ readonly name: string }> };
  getChildAt(j: number): { get(i: number): unknown };
}

interface ArrowVector {
  readonly length: number;
  get(i: number): unknown;
}

function elementsOf(vector: ArrowVector): unknown[] {
  return Array.from({ length: vector.length }, (_, i) => vector.get(i));
}

/** A table of Arrow as a matrix with `get`. */
function ofArrow(table: ArrowTable): Record<string, unknown> {
  const names = Array.from(table.schema.fields, ({ name }) => name);
  const columns = names.map((_, j) => table.getChildAt(j));
  return { rows: table.numRows, columns: names.length, names, get: (i: number, j: number) => columns[j]!.get(i) };
}

/** "Date" of a Date, and so on, of any realm. */
function tag(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function isBuffer(value: object): value is ArrayBuffer {
  return tag(value) === "ArrayBuffer";
}

function isOperator(form: Record<string, unknown>): boolean {
  return "multiplyTransposed" in form || ("multiply" in form && !("get" in form) && !("data" in form));
}

/** The constructor that a typed array has from the language, whatever class it is of (Node's Buffer). */
function intrinsic(view: ArrayBufferView): Constructor {
  const name = (view as TypedArray)[Symbol.toStringTag];
  return (globalThis as unknown as Record<string, Constructor>)[name]!;
}

function allocate<T>(make: () => T, bytes: number): T {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof RangeError) throw new OutOfMemoryError("sending the arguments to a worker", bytes);
    throw cause;
  }
}
