/** Arguments that change, or change something else, while they are read. */

type Floats = Float64Array | Float32Array;

/** What an argument does when it is asked for something for the `at`-th time. */
export interface Trick {
  readonly at: number;
  act(given: readonly ArrayBufferView[]): void;
}

export interface Hostile {
  readonly args: unknown[];
  /** How often they have been asked so far. */
  asked(): number;
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

/** The same arguments, behind getters and proxies that count. */
export function hostile(args: readonly unknown[], { fickle, array, trick }: Choices): Hostile {
  let asked = 0;
  const given: ArrayBufferView[] = [];
  const arrays: ArrayBufferView[] = [];
  const touch = () => {
    if (++asked === trick?.at) trick.act(given);
  };
  const garbage = (value: unknown): unknown => (typeof value === "number" ? 1e300 : typeof value === "string" ? 0 : typeof value === "boolean" ? "yes" : { length: 7, 0: NaN });
  const wrap = (value: unknown): unknown => {
    if (typeof value === "function") return value;
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date) return value;
    if (ArrayBuffer.isView(value)) {
      arrays.push(array(copyOf(value)));
      return arrays.at(-1);
    }
    return Array.isArray(value) ? wrapList(value) : wrapObject(value);
  };
  const hand = (value: unknown): unknown => {
    touch();
    if (ArrayBuffer.isView(value)) given.push(value);
    return value;
  };
  const wrapList = (list: readonly unknown[]): unknown => {
    const items = list.map(wrap);
    const seen = new Set<PropertyKey>();
    return new Proxy(items, {
      get(target, key, receiver) {
        if (typeof key !== "string" || !/^\d+$/.test(key)) return Reflect.get(target, key, receiver) as unknown;
        if (fickle && seen.has(key)) return garbage(target[Number(key)]);
        seen.add(key);
        return hand(target[Number(key)]);
      },
    });
  };
  const wrapObject = (object: object): unknown => {
    const out: object = {};
    for (const [key, item] of Object.entries(object)) {
      const own = wrap(item);
      let read = false;
      Object.defineProperty(out, key, {
        enumerable: true,
        get() {
          if (fickle && read) return garbage(own);
          read = true;
          return typeof own === "function" ? (touch(), own) : hand(own);
        },
      });
    }
    return out;
  };
  const top = args.map((value) => {
    const own = wrap(value);
    if (ArrayBuffer.isView(own)) given.push(own);
    return own;
  });
  return { args: top, asked: () => asked, arrays };
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
