/** The module of partials, and the memory of one who gathers. */
import { Refusal } from "../../assembly/codes";
import { OutOfMemoryError } from "../errors";
import { allocate } from "../lists";
import type { Matrix } from "../matrix";
import { binary } from "./binary-partial";
import { Module } from "./instance";

type Exports = Awaited<ReturnType<typeof import("../../build/partial").instantiate>>;

const partial = /* @__PURE__ */ new Module<Exports>(binary);

/** What is opened. */
export interface Plan {
  readonly kind: number;
  readonly columns: number;
  readonly parameter: number;
  readonly exponent: number;
  readonly leaves: number;
  readonly leaf: number;
  readonly centred: boolean;
  readonly shift: Float64Array | undefined;
  readonly name: Uint8Array;
}

/** What was gathered, when all of it is there. */
export interface Gathered extends Matrix {
  /** Rows that went in. */
  readonly count: number;
  readonly bound: number;
  readonly mean: Float64Array;
}

/** Why the module refuses something, and the leaf that it is about. */
export interface Refused { readonly reason: number; readonly about: number }

/** Codes of the module, as the numbers that they are there. */
const [FINE, NOT_ONE, OUT_OF_MEMORY]: readonly [number, number, number] = [Refusal.None, Refusal.Magic, Refusal.OutOfMemory];

/** Fields of the beginning of a file: assembly/partial/file.ts. */
const HEAD = Object.freeze({ kind: 3, columns: 5, parameter: 6, centred: 7, leaves: 9, bytes: 80 });
/** Of what is left at the end: assembly/drivers/partial/finish.ts. */
const GATHERED = Object.freeze({ rows: 0, bound: 8, x: 16, height: 20, columns: 24, mean: 28, bytes: 32 });

/** An instance of the module, which lasts as long as who holds it: what is gathered stays in its memory. */
export class Store {
  private readonly wasm: Exports;
  private readonly state: number;
  private readonly columns: number;

  private constructor(wasm: Exports, state: number, columns: number, readonly plan: Pick<Plan, "kind" | "parameter" | "leaves" | "centred">) {
    this.wasm = wasm;
    this.state = state;
    this.columns = columns;
  }

  static open(plan: Plan): Store {
    const wasm = fresh();
    const { kind, columns, parameter, exponent, leaves, leaf, centred, shift, name } = plan;
    const flag = centred ? 1 : 0;
    const bytes = wasm.partialBytes(kind, columns, parameter, flag, name.length, leaf < 0 ? 0 : 1);
    if (!(bytes <= wasm.available())) throw new OutOfMemoryError("openPartial", bytes);
    const state = wasm.partialOpen(kind, columns, parameter, flag, exponent, leaves, leaf, name.length, 0) >>> 0;
    if (state === 0) throw new OutOfMemoryError("openPartial", bytes);
    new Uint8Array(wasm.memory.buffer, wasm.partialName(state) >>> 0, name.length).set(name);
    if (shift !== undefined) new Float64Array(wasm.memory.buffer, wasm.partialShift(state, 1) >>> 0, columns).set(shift);
    return new Store(wasm, state, columns, plan);
  }

  /** For the job of a file, which is not in it yet; the reason where it is none. */
  static like(file: Uint8Array, waits: boolean): Store | Refused {
    if (file.length < 8) return { reason: NOT_ONE, about: 0 };
    const wasm = fresh();
    const at = scratch(wasm, file);
    const reason = wasm.partialCheck(at, file.length);
    if (reason !== FINE) return { reason, about: 0 };
    const head = new Uint32Array(wasm.memory.buffer, at, HEAD.bytes / 4).slice();
    const plan = { kind: head[HEAD.kind]!, parameter: head[HEAD.parameter]!, centred: head[HEAD.centred] === 1, leaves: head[HEAD.leaves]! };
    const columns = head[HEAD.columns]!;
    const state = wasm.partialOpenLike(at, waits ? 1 : 0) >>> 0;
    if (state === 0) throw new OutOfMemoryError("merging partials", wasm.refused());
    return new Store(wasm, state, columns, plan);
  }

  /** Rows, `columns` numbers each. */
  push(data: Float64Array): number {
    const rows = data.length / this.columns;
    for (let first = 0; first < rows;) {
      const count = Math.min(rows - first, this.wasm.partialRoom(this.state));
      if (count === 0) throw this.full();
      const at = this.wasm.partialPlace(this.state) >>> 0;
      new Float64Array(this.wasm.memory.buffer, at, count * this.columns).set(data.subarray(first * this.columns, (first + count) * this.columns));
      const reason = this.wasm.partialTake(this.state, count);
      if (reason !== FINE) return reason;
      first += count;
    }
    return FINE;
  }

  merge(file: Uint8Array, drop: boolean): Refused {
    if (file.length < 8) return { reason: NOT_ONE, about: 0 };
    const at = scratch(this.wasm, file);
    const reason = this.wasm.partialCheck(at, file.length);
    return reason === FINE ? this.told(this.wasm.partialMerge(this.state, at, drop ? 1 : 0)) : { reason, about: 0 };
  }

  /** The file, or why there is none yet. */
  save(): Uint8Array | Refused {
    const result = this.result(8);
    const refused = this.told(this.wasm.partialSave(this.state, result));
    if (refused.reason !== FINE) return refused;
    const [at, length] = new Uint32Array(this.wasm.memory.buffer, result, 2) as unknown as [number, number];
    const bytes = allocate(length, "a partial", Uint8Array);
    bytes.set(new Uint8Array(this.wasm.memory.buffer, at, length));
    return bytes;
  }

  gather(): Gathered | Refused {
    const result = this.result(GATHERED.bytes);
    const refused = this.told(this.wasm.partialGather(this.state, result));
    if (refused.reason !== FINE) return refused;
    const { buffer } = this.wasm.memory;
    const word = (offset: number) => new Uint32Array(buffer, result + offset, 1)[0]!;
    const number = (offset: number) => new Float64Array(buffer, result + offset, 1)[0]!;
    const numbers = (at: number, count: number) => {
      const copy = allocate(count, "what was gathered");
      copy.set(new Float64Array(buffer, at, count));
      return copy;
    };
    const [rows, columns] = [word(GATHERED.height), word(GATHERED.columns)];
    return {
      rows, columns, data: numbers(word(GATHERED.x), rows * columns), count: number(GATHERED.rows), bound: number(GATHERED.bound),
      mean: numbers(word(GATHERED.mean), this.plan.centred ? columns : 0),
    };
  }

  private result(bytes: number): number {
    const at = this.wasm.reserve(bytes) >>> 0;
    if (at === 0) throw this.full();
    return at;
  }

  private told(reason: number): Refused {
    if (reason === OUT_OF_MEMORY) throw this.full();
    return { reason, about: this.wasm.partialAbout(this.state) };
  }

  private full(): OutOfMemoryError {
    return new OutOfMemoryError("a partial", this.wasm.refused());
  }
}

/** An instance that nobody else has. */
function fresh(): Exports {
  const wasm = partial.exports();
  partial.retire();
  return wasm;
}

/** A file in the memory of an instance. */
function scratch(wasm: Exports, file: Uint8Array): number {
  const at = wasm.partialScratch(file.length) >>> 0;
  if (at === 0) throw new OutOfMemoryError("reading a partial", file.length);
  new Uint8Array(wasm.memory.buffer, at, file.length).set(file);
  return at;
}
