// Arguments that lie, change while they are read, or take others away: one consistent reading or a typed error, and the next call is right.
import { beforeAll, describe, expect, it } from "vitest";
import { complete, ConvergenceError, predict, singularValues, svd, UnsupportedError } from "../src/index";
import { completion } from "../src/wasm/completion";
import { core } from "../src/wasm/module";
import { hash } from "./hashes/hash";
import { type Call, call, calls as smallCalls, NAMES } from "./support/calls";
import { type Choices, type Hostile, hostile, LIARS, type Trick } from "./support/hostile";
import { withoutFunctions } from "./support/outcome";

/** HOSTILE=all: every position of every call, at its first, last and middle time; otherwise each position of a function in one of its calls, at its first and last time. */
const EVERYTHING = process.env.HOSTILE === "all";

const A = [[4, 11, 14], [8, 7, -2]];
const before = hash(svd(A));
const MODULES = [core, completion] as const;
const marks = () => MODULES.map((module) => module.exports().mark());
const base = marks();

/** What a call gave: the hash of its result, or its error. Of hostile arguments some may be in the result: they behave when it is looked at. */
function outcome(name: Call["name"], { args, calm }: Pick<Hostile, "args"> & Partial<Hostile>): string | Error {
  try {
    const result = call(name, args);
    calm?.();
    return hash(withoutFunctions(result));
  } catch (error) {
    return error instanceof Error ? error : new Error(`threw ${String(error)}`);
  }
}

function isTyped(error: Error): boolean {
  return [TypeError, RangeError, ConvergenceError, UnsupportedError].some((kind) => error instanceof kind) && /^LOWRANK_[A-Z]+$/.test(String((error as { code?: unknown }).code)) && !/Cannot|is not a function|undefined \(|detached|out of bounds/.test(error.message);
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

/** Whether the result is an array of the caller's, which goes on lying: test/svd-batch.test.ts has those. */
const takesResults = ({ args }: Call) => args.some((arg) => typeof arg === "object" && arg !== null && "out" in arg);

const keep = (array: ArrayBufferView) => array;

let calls: readonly Call[];
beforeAll(() => (calls = smallCalls()));

it("there are calls of every function", () => expect(new Set(calls.map(({ name }) => name))).toEqual(new Set(NAMES)));

describe("read once", () => {
  it.each(NAMES)("%s: what is asked for twice is something else the second time", (name) => {
    for (const { args } of calls.filter((one) => one.name === name)) {
      const expected = outcome(name, hostile(args, { fickle: false, array: keep }));
      expect(expected).toBeTypeOf("string");
      expect(outcome(name, hostile(args, { fickle: true, array: keep }))).toBe(expected);
      unharmed();
    }
  });
});

describe.each(Object.entries(LIARS))("typed arrays with %s", (kind, array) => {
  it.each(NAMES)("%s", (name) => {
    for (const { args } of calls.filter((one) => one.name === name && !takesResults(one))) {
      soil();
      const expected = outcome(name, hostile(args, { fickle: false, array: keep }));
      const got = outcome(name, hostile(args, { fickle: false, array }));
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

/** Whether a result is one where each array that was handed over was read before or after it was overwritten. */
function isReading({ name, args }: Call, handed: readonly number[], overwrite: (array: ArrayBufferView) => void, got: string): boolean {
  const gives = (choice: number) => {
    const own = hostile(args, { fickle: false, array: keep });
    handed.forEach((a, n) => { if ((choice >> n) % 2 === 1) overwrite(own.arrays[a]!); });
    return outcome(name, own) === got;
  };
  const all = 2 ** handed.length;
  // First those of most readers: what came first was copied and the rest seen in place, or the other way round.
  if (handed.some((_, n) => gives(all - 2 ** n) || gives(2 ** n - 1))) return true;
  expect(handed.length).toBeLessThan(14);
  return Array.from({ length: all }, (_, choice) => choice).some(gives);
}

/** The times at which a trick is played: of each position that has not had it the first, the middle and the last. */
function times(asked: readonly string[], had: Set<string>): number[] {
  const found: number[] = [];
  for (const position of new Set(asked)) {
    if (!EVERYTHING && had.has(position)) continue;
    had.add(position);
    const all = asked.flatMap((other, at) => (other === position ? [at + 1] : []));
    found.push(...new Set(EVERYTHING ? [all[0]!, all[all.length >> 1]!, all.at(-1)!] : [all[0]!, all.at(-1)!]));
  }
  return found;
}

describe.each(Object.entries(ACTS))("an argument that %s", (title, act) => {
  it.each(NAMES)("%s", (name) => {
    const had = new Set<string>();
    for (const one of calls.filter((other) => other.name === name)) {
      const array = title.includes("smaller") ? LIARS["a buffer that can be resized"]! : keep;
      const choices: Choices = { fickle: false, array };
      const honest = hostile(one.args, choices);
      const expected = outcome(name, honest);
      for (const at of times(honest.asked, had)) {
        soil();
        let handed: readonly ArrayBufferView[] = [];
        const trick: Trick = { at, act: (given) => { handed = [...given]; act(given); } };
        const tricky = hostile(one.args, { ...choices, trick });
        const got = outcome(name, tricky);
        const where = `asked for ${honest.asked[at - 1]}, ${at} of ${honest.asked.length}`;
        if (typeof got !== "string") {
          const isTheirs = honest.asked[at - 1]!.endsWith("()") && got.message.endsWith("mischief"); // what a function of the caller throws reaches the caller
          expect(isTyped(got) || isTheirs, `${where}: ${got.stack}`).toBe(true);
        } else if (got !== expected) {
          expect(title, where).toContain("overwrites");
          const places = [...new Set(handed)].map((array) => tricky.arrays.indexOf(array));
          expect(isReading(one, places, (array) => act([array]), got), where).toBe(true);
        }
        unharmed();
      }
    }
  });
});
