/** Arguments that change, or change something else, while they are read. */

type Floats = Float64Array | Float32Array;

/** What an argument does when it is asked for something for the `at`-th time. */
export interface Trick {
  readonly at: number;
  act(given: readonly ArrayBufferView[]): void;
}

export interface Hostile {
  readonly args: unknown[];
  /** What they have been asked for so far: the position, with [] for any element of a list and () for a call of a function. */
  readonly asked: readonly string[];
  /** From now on they behave. */
  calm(): void;
  /** All typed arrays in them. */
  readonly arrays: readonly ArrayBufferView[];
}

export interface Choices {
  /** Whether what is asked for twice is something else the second time. */
  readonly fickle: boolean;
  /** Typed arrays as they are passed on. */
  readonly array: (array: ArrayBufferView) => ArrayBufferView;
  readonly trick?: Trick;
}

/** An intrinsic of all typed arrays. */
const copyOf = <A extends ArrayBufferView>(array: A): A => new (array.constructor as new (from: A) => A)(array);

/** The same arguments, behind getters, proxies and functions that count. */
export function hostile(args: readonly unknown[], { fickle, array, trick }: Choices): Hostile {
  const asked: string[] = [];
  const given: ArrayBufferView[] = [];
  const arrays: ArrayBufferView[] = [];
  let isCalm = false;
  const touch = (position: string) => {
    if (!isCalm && asked.push(position) === trick?.at) trick.act(given);
  };
  const garbage = (value: unknown): unknown => (typeof value === "number" ? 1e300 : typeof value === "string" ? 0 : typeof value === "boolean" ? "yes" : { length: 7, 0: NaN });
  const wrap = (value: unknown, position: string): unknown => {
    if (typeof value === "function") return wrapFunction(value as () => unknown, `${position}()`);
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date || value instanceof ArrayBuffer) return value;
    if (ArrayBuffer.isView(value)) {
      arrays.push(array(copyOf(value)));
      return arrays.at(-1);
    }
    return Array.isArray(value) ? wrapList(value, `${position}[]`) : wrapObject(value, position);
  };
  const hand = (value: unknown, position: string): unknown => {
    touch(position);
    if (ArrayBuffer.isView(value)) given.push(value);
    return value;
  };
  /** What it gives back is hostile, too. */
  const wrapFunction = (real: (...parameters: never[]) => unknown, position: string): unknown =>
    function called(this: unknown, ...parameters: unknown[]): unknown {
      touch(position);
      return wrap(Reflect.apply(real, this, parameters), position);
    };
  const wrapList = (list: readonly unknown[], position: string): unknown => {
    const items = list.map((item) => wrap(item, position));
    const seen = new Set<PropertyKey>();
    return new Proxy(items, {
      get(target, key, receiver) {
        if (typeof key !== "string" || !/^\d+$/.test(key)) return Reflect.get(target, key, receiver) as unknown;
        if (fickle && !isCalm && seen.has(key)) return garbage(target[Number(key)]);
        seen.add(key);
        return hand(target[Number(key)], position);
      },
    });
  };
  const wrapObject = (object: object, position: string): unknown => {
    const out: object = {};
    for (const [key, item] of Object.entries(object)) {
      const at = `${position}.${key}`;
      const own = wrap(item, at);
      let read = false;
      Object.defineProperty(out, key, {
        enumerable: true,
        get() {
          if (fickle && !isCalm && read) return garbage(own);
          read = true;
          return hand(own, at);
        },
      });
    }
    return out;
  };
  const top = args.map((value, a) => {
    const own = wrap(value, String(a));
    if (ArrayBuffer.isView(own)) given.push(own);
    return own;
  });
  return { args: top, asked, arrays, calm: () => { isCalm = true; } };
}

/** Subclasses and fields that lie about everything a reader may ask. */
export const LIARS: Readonly<Record<string, (array: ArrayBufferView) => ArrayBufferView>> = {
  "a length of its own, too long": (array) => Object.defineProperty(array, "length", { value: 1000 }),
  "a length of its own, too short": (array) => Object.defineProperty(array, "length", { value: 1 }),
  "methods of its own": (array) => Object.assign(array, Object.fromEntries(["slice", "subarray", "set", "map", "every", "forEach", "findIndex"].map((name) => [name, () => 7]))),
  "a subclass with another length, buffer and species": (array) => {
    const Base = array.constructor as new (from: ArrayBufferView) => Floats;
    class Liar extends (Base as typeof Float64Array) {
      static get [Symbol.species](): typeof Float64Array { return Array as never; }
      override get length(): never { return 12345 as never; }
      override get byteLength(): never { return 1 as never; }
      override get byteOffset(): never { return 8 as never; }
      override get buffer(): never { return new ArrayBuffer(8) as never; }
      override [Symbol.iterator](): never { return [9, 9, 9].values() as never; }
    }
    return new Liar(array as Float64Array);
  },
  "a part of a larger buffer": (array) => {
    const all = array as Float64Array;
    const larger = new (array.constructor as Float64ArrayConstructor)(all.length + 5).fill(99);
    larger.set(all, 3);
    return larger.subarray(3, 3 + all.length);
  },
  "a buffer that can be resized": (array) => {
    const all = array as Float64Array;
    const buffer = new (ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer)(all.byteLength, { maxByteLength: all.byteLength + 64 });
    const resizable = new (array.constructor as Float64ArrayConstructor)(buffer);
    resizable.set(all);
    return resizable;
  },
  ...(typeof SharedArrayBuffer === "undefined" ? {} : { // pages have it only when isolated
    "shared memory": (array) => {
      const all = array as Float64Array;
      const shared = new (array.constructor as new (buffer: SharedArrayBuffer) => Float64Array)(new SharedArrayBuffer(all.byteLength));
      shared.set(all);
      return shared;
    },
  }),
};
