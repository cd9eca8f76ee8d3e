// Arguments that lie, change while they are read, or take others away: one consistent reading or a typed error, and the next call is right.
import { beforeAll, describe, expect, it } from "vitest";
import { complete, ConvergenceError, predict, singularValues, svd, UnsupportedError } from "../src/index";
import { completion } from "../src/wasm/completion";
import { core } from "../src/wasm/module";
import { hash } from "./hashes/hash";
import { call, capture, type Captured, moreCalls, NAMES, smallest } from "./support/captured";
import { type Choices, hostile, LIARS, type Trick } from "./support/hostile";
import { Random } from "./support/random";

/** Calls of each function, and places in each where a trick is played. */
const CALLS = Number(process.env.HOSTILE_CALLS ?? 2);
const PLACES = Number(process.env.HOSTILE_PLACES ?? 3);

const A = [[4, 11, 14], [8, 7, -2]];
const before = hash(svd(A));
const MODULES = [core, completion] as const;
const marks = () => MODULES.map((module) => module.exports().mark());
const base = marks();

/** What a call gave: the hash of its result, or its error. */
function outcome(name: Captured["name"], args: readonly unknown[]): string | Error {
  try {
    return hash(withoutFunctions(call(name, args)));
  } catch (error) {
    return error instanceof Error ? error : new Error(`threw ${String(error)}`);
  }
}

/** `labelled` gives functions too. */
function withoutFunctions(result: unknown): unknown {
  if (typeof result !== "object" || result === null || ArrayBuffer.isView(result)) return result;
  if (Array.isArray(result)) return result.map(withoutFunctions);
  return Object.fromEntries(Object.entries(result).filter(([, item]) => typeof item !== "function").map(([key, item]) => [key, withoutFunctions(item)]));
}

function isTyped(error: Error): boolean {
  return [TypeError, RangeError, ConvergenceError, UnsupportedError].some((kind) => error instanceof kind) && !/Cannot|is not a function|undefined \(|detached|out of bounds/.test(error.message);
}

/** Fills the memory of both modules with numbers that are easily told from others. */
function soil(): void {
  MODULES.forEach((module, m) => new Float64Array(module.exports().memory.buffer, base[m], 2 ** 15).fill(12345.678));
}

function callThePackage(): void {
  singularValues(Array.from({ length: 40 }, () => new Array<number>(40).fill(12345.678)));
  predict(complete([[7777.25, null], [1111.5, 2222.75], [3333.125, 4444.5]], { method: "als", rank: 1, lambda: 0.1 }), 0, 1);
}

function unharmed(): void {
  expect(hash(svd(A))).toBe(before);
  expect(marks()).toEqual(base);
}

const keep = (array: ArrayBufferView) => array;

let calls: Captured[];
beforeAll(() => (calls = [...moreCalls(), ...smallest(capture().filter(({ name }) => name !== "crossValidate"), CALLS)]), 120_000);

it("there are calls of every function", () => expect(new Set(calls.map(({ name }) => name))).toEqual(new Set(NAMES)));

describe("read once", () => {
  it.each(NAMES)("%s: what is asked for twice is something else the second time", (name) => {
    for (const { args } of calls.filter((one) => one.name === name)) {
      const expected = outcome(name, args);
      expect(expected).toBeTypeOf("string");
      expect(outcome(name, hostile(args, { fickle: true, array: keep }).args)).toBe(expected);
      unharmed();
    }
  });
});

describe.each(Object.entries(LIARS))("typed arrays with %s", (kind, array) => {
  it.each(NAMES)("%s", (name) => {
    for (const { args } of calls.filter((one) => one.name === name)) {
      soil();
      const expected = outcome(name, args);
      const got = outcome(name, hostile(args, { fickle: false, array }).args);
      expect(got, kind).toBe(expected);
      unharmed();
    }
  });
});

/** What can be done to typed arrays that were handed over before. */
const ACTS: Readonly<Record<string, (given: readonly ArrayBufferView[]) => void>> = {
  "throws": () => { throw new (class Mischief extends Error {})("mischief"); },
  "throws something that is no error": () => { throw "mischief"; },  
  "detaches what was handed over": (given) => given.forEach(({ buffer }) => { if (buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer as ArrayBuffer] }); }),
  "makes what was handed over smaller": (given) => given.forEach(({ buffer }) => (buffer as unknown as { resize(bytes: number): void }).resize(Math.floor(buffer.byteLength / 16) * 8)),
  "overwrites what was handed over": (given) => given.forEach((array) => (array as Float64Array).fill(3)),
  "overwrites what was handed over with NaN": (given) => given.forEach((array) => (array as Float64Array).fill(NaN)),
  "calls the package": callThePackage,
};

/** The hashes of results where each array that was handed over was read before or after it was overwritten. */
function readings({ name, args }: Captured, handed: readonly number[], overwrite: (array: ArrayBufferView) => void): Set<string | Error> {
  const found = new Set<string | Error>();
  for (let choice = 0; choice < 2 ** handed.length; choice++) {
    const own = hostile(args, { fickle: false, array: keep });
    handed.forEach((a, n) => { if ((choice >> n) % 2 === 1) overwrite(own.arrays[a]!); });
    found.add(outcome(name, own.args));
  }
  return found;
}

describe.each(Object.entries(ACTS))("an argument that %s", (title, act) => {
  it.each(NAMES)("%s", (name) => {
    const random = new Random(17);
    for (const one of calls.filter((other) => other.name === name)) {
      const array = title.includes("smaller") ? LIARS["a buffer that can be resized"]! : keep;
      const choices: Choices = { fickle: false, array };
      const honest = hostile(one.args, choices);
      const expected = outcome(name, honest.args);
      const count = honest.asked();
      const places = count <= PLACES ? Array.from({ length: count }, (_, i) => i + 1) : Array.from({ length: PLACES }, () => random.integer(1, count));
      for (const at of places) {
        soil();
        let handed: readonly ArrayBufferView[] = [];
        const trick: Trick = { at, act: (given) => { handed = [...given]; act(given); } };
        const tricky = hostile(one.args, { ...choices, trick });
        const got = outcome(name, tricky.args);
        if (typeof got !== "string") expect(isTyped(got), `${got.stack}`).toBe(true);
        else if (got !== expected) {
          expect(title).toContain("overwrites");
          const places = [...new Set(handed)].map((array) => tricky.arrays.indexOf(array));
          expect(places.length).toBeLessThan(14);
          expect(readings(one, places, (array) => act([array])), `asked ${at} of ${count}`).toContain(got);
        }
        unharmed();
      }
    }
  });
});
