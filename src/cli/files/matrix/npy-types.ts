import { DataError } from "../../failure";
import { fromBinary16 } from "../float16";
import { shown } from "../shown";

/** How an entry is read. */
export interface Element {
  readonly size: number;
  read(view: DataView, at: number): number;
}

/** Letters that stand for a type and its size on every machine. */
const LETTERS: Readonly<Record<string, string>> = { "?": "b1", b: "i1", B: "u1", h: "i2", H: "u2", i: "i4", I: "u4", q: "i8", Q: "u8", e: "f2", f: "f4", d: "f8" };

/** Names, which have no mark of the byte order. */
const NAMES: Readonly<Record<string, string>> = {
  bool: "b1", bool_: "b1", bool8: "b1", int8: "i1", byte: "i1", uint8: "u1", ubyte: "u1", int16: "i2", short: "i2", uint16: "u2", ushort: "u2", int32: "i4", intc: "i4", uint32: "u4", uintc: "u4",
  int64: "i8", longlong: "i8", uint64: "u8", ulonglong: "u8", float16: "f2", half: "f2", float32: "f4", single: "f4", float64: "f8", float: "f8", float_: "f8", double: "f8",
};

/** Types that are no real numbers, or of no size that is the same everywhere: what they are, and what to save instead. */
const REFUSED: readonly (readonly [RegExp, string, string])[] = [
  [/^[<>=|]?([FDG]|c(8|16|24|32))$|^(complex\w*|c(single|double|longdouble))$/, "complex numbers", "a.real and a.imag are matrices"],
  [/^[<>=|]?(g|f(10|12|16|32))$|^(longdouble|float(80|96|128|256))$/, "floats of extended precision", 'a.astype("float64")'],
  [/^[<>=|]?[lLpPnN]$|^(u?int|int_|uint_|u?long|u?intp)$/, "integers whose size depends on the machine", 'a.astype("int64")'],
  [/^[<>=|]?O\d*$|^object_?$/, "Python objects", 'a.astype("float64"), if they are numbers'],
  [/^[<>=|]?([SUac]\d*|T)$|^(str_?|bytes_?|unicode|string)$/, "texts", 'a.astype("float64"), if they are numbers'],
  [/^[<>=|]?([Mm]8?|(datetime|timedelta)64)(\[.*\])?$/, "dates or times", 'a.astype("int64")'],
  [/^[<>=|]?V\d*$|^void$|^$|,/, "records", "a[name] is one field of them"],
  [/^[<>=|]?(\(.*\)|[1-9]\d*)[<>=|]?[a-zA-Z?]/, "arrays in every entry", "a.reshape(len(a), -1)"],
];

/** The type that a text names in NumPy, as a letter and a size; undefined where it is none that holds real numbers. */
function canonical(type: string): string | undefined {
  const name = Object.hasOwn(NAMES, type) ? NAMES[type] : undefined;
  if (name !== undefined) return name;
  const kind = type.replace(/^[<>=|]/, "");
  if (Object.hasOwn(LETTERS, kind)) return LETTERS[kind];
  return /^(b1|[iu][1248]|f[248])$/.test(kind) ? kind : undefined;
}

/** How the entries of a type are read, little-endian where the type does not say. */
export function elementOf(type: string, path: string): Element {
  const little = !type.startsWith(">");
  switch (canonical(type)) {
    case "f8": return { size: 8, read: (view, at) => view.getFloat64(at, little) };
    case "f4": return { size: 4, read: (view, at) => view.getFloat32(at, little) };
    case "f2": return { size: 2, read: (view, at) => fromBinary16(view.getUint16(at, little)) };
    case "i8": return { size: 8, read: (view, at) => exact(view.getBigInt64(at, little), path) };
    case "u8": return { size: 8, read: (view, at) => exact(view.getBigUint64(at, little), path) };
    case "i4": return { size: 4, read: (view, at) => view.getInt32(at, little) };
    case "u4": return { size: 4, read: (view, at) => view.getUint32(at, little) };
    case "i2": return { size: 2, read: (view, at) => view.getInt16(at, little) };
    case "u2": return { size: 2, read: (view, at) => view.getUint16(at, little) };
    case "i1": return { size: 1, read: (view, at) => view.getInt8(at) };
    case "u1": return { size: 1, read: (view, at) => view.getUint8(at) };
    case "b1": return { size: 1, read: (view, at) => boolean(view.getUint8(at), path) };
    default: throw refusal(type, path);
  }
}

function refusal(type: string, path: string): DataError {
  const known = REFUSED.find(([pattern]) => pattern.test(type));
  const named = type === "" ? "" : ` (type ${shown(type)})`;
  if (known === undefined) return new DataError(`${path}: entries of type ${shown(type)} are not known, expected floats, integers or booleans, as "<f8"`);
  return new DataError(`${path}: holds ${known[1]}${named}, expected real numbers (in NumPy: ${known[2]})`);
}

function boolean(byte: number, path: string): number {
  if (byte > 1) throw new DataError(`${path}: a boolean is ${byte}, expected 0 or 1`);
  return byte;
}

function exact(value: bigint, path: string): number {
  const number = Number(value);
  if (BigInt(number) !== value) throw new DataError(`${path}: the whole number ${value} has no exact float64 (in NumPy: a.astype("float64") rounds)`);
  return number;
}
