/**
 * Memory that is refused when a test says so: the n-th reservation in a module, the n-th array that JavaScript makes. Imported before the package, whose modules are
 * compiled, and whose arrays are made, by what stands in for the engine's own here.
 */
import { type Counting, countReserves } from "./scarce-memory";

/** The newest instance of each module of ours, and how many there were. */
const newest = new Map<WebAssembly.Module, Counting>();
let made = 0;
export const instances = (): Counting[] => [...newest.values()];
export const instancesMade = (): number => made;

WebAssembly.Module = class extends WebAssembly.Module {
  constructor(bytes: BufferSource) {
    super(countReserves(new Uint8Array(bytes as ArrayBuffer)));
  }
};
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    if (!("reserved" in this.exports)) return; // of another package
    newest.set(module, this.exports as unknown as Counting);
    made++;
  }
};

/** Runs `act` while reservation `at` of an instance, counted from 0, and so many from there on are refused. */
export function withRefusal<R>({ reserved, refuseFrom, refuseCount }: Counting, at: number, count: number, act: () => R): R {
  reserved.value = 0;
  refuseFrom.value = at;
  refuseCount.value = count;
  try {
    return act();
  } finally {
    refuseCount.value = 0;
  }
}

/** The message of V8. */
export const REFUSED = "Array buffer allocation failed";

const allocations = { watched: false, made: 0, refuseFrom: 0, refuseCount: 0 };

/** Counts an array that is about to be made; throws as the engine would if it is the one to be refused. */
function allocate(): void {
  if (!allocations.watched) return;
  const at = allocations.made++;
  if (at >= allocations.refuseFrom && at - allocations.refuseFrom < allocations.refuseCount) throw new RangeError(REFUSED);
}

/** Runs `act` while array `at` that it makes, counted from 0, and so many from there on are refused. Gives how many were asked for. */
export function withRefusedArrays(at: number, count: number, act: () => void): number {
  Object.assign(allocations, { watched: true, made: 0, refuseFrom: at, refuseCount: count });
  try {
    act();
  } finally {
    allocations.watched = false;
  }
  return allocations.made;
}

const KINDS = ["Float64Array", "Float32Array", "Int32Array", "Uint32Array", "Int16Array", "Uint16Array", "Int8Array", "Uint8Array", "Uint8ClampedArray"] as const;
const isBuffer = (value: unknown) => value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== "undefined" && value instanceof SharedArrayBuffer);

for (const kind of KINDS) {
  const real: Float64ArrayConstructor = globalThis[kind] as never;
  Object.defineProperty(globalThis, kind, {
    configurable: true, writable: true, value: new Proxy(real, {
      construct(target, args: [unknown], asked: new () => unknown) {
        if (!isBuffer(args[0]) && args[0] !== 0 && (args[0] as ArrayLike<number> | undefined)?.length !== 0) allocate(); // on a buffer it is a view
        return Reflect.construct(target, args, asked) as object;
      },
    }),
  });
}

const prototype = Object.getPrototypeOf(Float64Array.prototype) as Record<string, (this: Float64Array, ...args: unknown[]) => unknown>;
for (const method of ["slice", "map", "filter"]) {
  const real = prototype[method]!;
  Object.defineProperty(prototype, method, {
    configurable: true, writable: true, value(this: Float64Array, ...args: unknown[]) {
      if (this.length > 0) allocate();
      return real.apply(this, args);
    },
  });
}
