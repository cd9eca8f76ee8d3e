// Iterables that throw at any element, or hold one that is wrong: an error that names it, the iterator closed, and the next call is right.
import { beforeAll, describe, expect, it } from "vitest";
import { hash } from "../hashes/hash";
import { type Call, call, calls, NAMES } from "../support/calls";
import { withoutFunctions } from "../support/outcome";
import { exports as ofCompletion } from "../../src/wasm/completion";
import { exports } from "../../src/wasm/module";

class Mischief extends Error {}

/** The items one by one; what is done at element `at` instead of giving it. */
class Source implements Iterable<unknown> {
  closed = 0;
  constructor(private readonly items: readonly unknown[], private readonly at = Infinity, private readonly instead = (): unknown => undefined) {}

  [Symbol.iterator](): Iterator<unknown> {
    let next = 0;
    return {
      next: () => {
        const e = next++;
        if (e === this.at) return { done: false, value: this.instead() };
        return e < this.items.length ? { done: false, value: this.items[e] } : { done: true, value: undefined };
      },
      return: () => {
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}

/** The places of arrays in arguments, by the way to them. */
function lists(args: readonly unknown[]): { items: readonly unknown[]; put: (source: Source) => unknown[] }[] {
  return args.flatMap((arg, a) => {
    const replaced = (value: unknown) => args.map((other, b) => (a === b ? value : other));
    if (Array.isArray(arg)) return [{ items: arg, put: replaced }];
    if (typeof arg !== "object" || arg === null || ArrayBuffer.isView(arg)) return [];
    return Object.entries(arg).flatMap(([key, value]) => (Array.isArray(value) ? [{ items: value as unknown[], put: (source: Source) => replaced({ ...arg, [key]: source }) }] : []));
  });
}

const resultOf = (name: Call["name"], args: readonly unknown[]) => {
  try {
    return hash(withoutFunctions(call(name, args)));
  } catch (error) {
    return error as Error;
  }
};

let all: readonly Call[];
let marks: () => number[];
let base: number[];
beforeAll(() => {
  all = calls();
  marks = () => [exports().mark(), ofCompletion().mark()];
  base = marks();
});

describe("an iterable", () => {
  const taken = new Set<string>();

  it.each(NAMES)("%s", (name) => {
    for (const { args } of all.filter((one) => one.name === name)) {
      const expected = resultOf(name, args);
      for (const { items, put } of lists(args)) {
        if (resultOf(name, put(new Source(items))) !== expected || items.length === 0) continue; // takes arrays alone
        taken.add(name);
        for (const at of new Set([0, 1, items.length >> 1, items.length])) {
          const broken = resultOf(name, put(new Source(items, at, () => { throw new Mischief("mischief"); })));
          expect(broken, `throws at ${at}`).toBeInstanceOf(TypeError);
          expect((broken as Error).message).toMatch(/^[\w.]+ cannot be read: mischief$/);
          expect((broken as Error).cause).toBeInstanceOf(Mischief);
          if (at < items.length) {
            const source = new Source(items, at, () => Symbol("wrong"));
            const wrong = resultOf(name, put(source)) as Error;
            expect(wrong instanceof TypeError || wrong instanceof RangeError, `wrong at ${at}: ${String(wrong)}`).toBe(true);
            expect(source.closed).toBe(["appendColumns", "appendRows", "foldIn", "recommend"].includes(name) ? 0 : 1); // those read all before they look
          }
          expect(marks()).toEqual(base);
          expect(resultOf(name, args)).toBe(expected);
        }
      }
    }
  });

  it("is taken where the documents say so", () => {
    expect([...taken].sort()).toEqual(["appendColumns", "appendRows", "complete", "crossValidate", "evaluate", "foldIn", "itemModel", "labelled", "loadFactors", "recommend", "recommender", "sparse", "split", "standings"]);
  });
});
