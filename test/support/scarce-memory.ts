/** A module of ours, as it is shipped, that counts its reservations of memory and refuses the one that a test names; or whose memory cannot grow. */

const [IMPORT, MEMORY, GLOBAL, EXPORT, CODE] = [2, 5, 6, 7, 10];
const [I32, MUTABLE] = [0x7f, 1];
const [FUNCTION, A_GLOBAL] = [0, 3];
const CODES = { if: 0x04, end: 0x0b, "local.get": 0x20, "local.set": 0x21, "global.get": 0x23, "global.set": 0x24, "i32.const": 0x41, "i32.lt_u": 0x49, "i32.add": 0x6a, "i32.sub": 0x6b } as const;
const EMPTY = 0x40;

/** What the changed module exports beside the rest. */
export interface Counting {
  /** Reservations so far. */
  readonly reserved: WebAssembly.Global;
  /** The first that is refused, counted from 0. */
  readonly refuseFrom: WebAssembly.Global;
  /** How many are. */
  readonly refuseCount: WebAssembly.Global;
  readonly mark: () => number;
  readonly memory: WebAssembly.Memory;
}
const ADDED = ["reserved", "refuseFrom", "refuseCount"] as const;

/**
 * The bytes with `reserve` beginning with
 * `if (bytes != 0) { if (reserved - refuseFrom < refuseCount) bytes = 2³² - 1; reserved += 1 }`: more than there ever is, so that the module itself refuses. A module without
 * `reserve`, of another package, stays as it is.
 */
export function countReserves(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(bytes);
  const of = (id: number) => sections.find((one) => one.id === id)?.body ?? Uint8Array.of(0);
  const reserve = exportedFunction(of(EXPORT), "reserve");
  if (reserve === undefined) return joined([bytes]);
  const globals = new Reader(of(GLOBAL)).number();
  const [reserved, from, count] = ADDED.map((_, i) => globals + i) as [number, number, number];
  const begin = [
    CODES["local.get"], 0, CODES.if, EMPTY,
    CODES["global.get"], ...leb(reserved), CODES["global.get"], ...leb(from), CODES["i32.sub"], CODES["global.get"], ...leb(count), CODES["i32.lt_u"],
    CODES.if, EMPTY, CODES["i32.const"], 0x7f, CODES["local.set"], 0, CODES.end, // 0x7f is -1
    CODES["global.get"], ...leb(reserved), CODES["i32.const"], 1, CODES["i32.add"], CODES["global.set"], ...leb(reserved),
    CODES.end,
  ];
  const at = reserve - importedFunctions(of(IMPORT));
  const changed = new Map<number, Uint8Array>([
    [GLOBAL, longer(of(GLOBAL), ADDED.map(() => [I32, MUTABLE, CODES["i32.const"], 0, CODES.end]))],
    [EXPORT, longer(of(EXPORT), ADDED.map((name, i) => [name.length, ...new TextEncoder().encode(name), A_GLOBAL, ...leb(globals + i)]))],
    [CODE, prefixed(of(CODE), at, begin)],
  ]);
  return joined([bytes.subarray(0, 8), ...sections.flatMap(({ id, body }) => {
    const now = changed.get(id) ?? body;
    return [Uint8Array.of(id, ...leb(now.length)), now];
  })]);
}

/** The bytes with a memory that cannot grow beyond so many pages. */
export function limitMemory(bytes: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  return joined([bytes.subarray(0, 8), ...sectionsOf(bytes).flatMap(({ id, body }) => {
    if (id !== MEMORY) return [Uint8Array.of(id, ...leb(body.length)), body];
    const reader = new Reader(body);
    reader.take(2); // one memory, which has a limit
    const now = [1, 1, ...leb(reader.number()), ...leb(pages)];
    return [Uint8Array.of(id, ...leb(now.length), ...now)];
  })]);
}

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  byte(): number {
    return this.bytes[this.at++]!;
  }

  /** A number in the unsigned LEB128 form. */
  number(): number {
    let [value, scale] = [0, 1];
    for (;;) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
      scale *= 0x80;
    }
  }

  take(count: number): Uint8Array {
    return this.bytes.subarray(this.at, (this.at += count));
  }

  name(): string {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...leb(Math.floor(value / 0x80))];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function sectionsOf(bytes: Uint8Array): { id: number; body: Uint8Array }[] {
  const reader = new Reader(bytes);
  reader.take(8); // magic number and version
  const found = [];
  while (reader.at < bytes.length) found.push({ id: reader.byte(), body: reader.take(reader.number()) });
  return found;
}

/** A section with more items behind those that it has. */
function longer(body: Uint8Array, items: readonly number[][]): Uint8Array {
  const reader = new Reader(body);
  const count = reader.number();
  return joined([Uint8Array.from(leb(count + items.length)), body.subarray(reader.at), Uint8Array.from(items.flat())]);
}

function importedFunctions(body: Uint8Array): number {
  const reader = new Reader(body);
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.name();
    reader.name();
    if (reader.byte() !== FUNCTION) throw new Error("an import that is no function");
    reader.number();
    functions++;
  }
  return functions;
}

function exportedFunction(body: Uint8Array, wanted: string): number | undefined {
  const reader = new Reader(body);
  for (let left = reader.number(); left > 0; left--) {
    const [name, kind, index] = [reader.name(), reader.byte(), reader.number()];
    if (name === wanted && kind === FUNCTION) return index;
  }
  return undefined;
}

/** The code section with instructions at the beginning of function `index`, behind its local variables. */
function prefixed(body: Uint8Array, index: number, begin: readonly number[]): Uint8Array {
  const reader = new Reader(body);
  const count = reader.number();
  const parts: Uint8Array[] = [Uint8Array.from(leb(count))];
  for (let f = 0; f < count; f++) {
    const code = reader.take(reader.number());
    if (f !== index) {
      parts.push(Uint8Array.from(leb(code.length)), code);
      continue;
    }
    const inner = new Reader(code);
    for (let left = inner.number(); left > 0; left--) {
      inner.number();
      inner.byte();
    }
    const now = joined([code.subarray(0, inner.at), Uint8Array.from(begin), code.subarray(inner.at)]);
    parts.push(Uint8Array.from(leb(now.length)), now);
  }
  return joined(parts);
}
