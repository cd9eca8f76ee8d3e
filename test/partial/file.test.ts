// The file of a partial: each byte of it counts, what is damaged or put together wrongly is refused by name, and nothing it claims is believed.
import { describe, expect, it } from "vitest";
import { OutOfMemoryError } from "../../src/index";
import { merge, openPartial, type PartialOptions, singularValuesOf, svdOf } from "../../src/partial/partial";
import { gaussian } from "../support/matrices";
import { Random } from "../support/random";

const HEAD = 80;

/** CRC-32C bit by bit, from its definition. */
function crc32c(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** The same file with sums that are right for what it says. */
function summed(file: Uint8Array): Uint8Array {
  const copy = file.slice();
  if (copy.length < HEAD) return copy;
  const view = new DataView(copy.buffer);
  const first = Math.min(copy.length, HEAD + (view.getUint32(28, true) === 1 ? 8 * view.getUint32(20, true) : 0));
  view.setUint32(52, crc32c(copy.subarray(first)), true);
  view.setUint32(72, crc32c(copy.subarray(HEAD, first), crc32c(copy.subarray(0, 72))), true);
  return copy;
}

const leafOf = (leaf: number, options: Partial<PartialOptions> = {}, seed = leaf) => {
  const { rows = 5, ...plan } = { columns: 3, leaves: 4, leaf, ...options };
  return openPartial(options.rows === undefined ? plan : { ...plan, rows }).push(gaussian(rows, 3, seed)).bytes();
};
const KINDS: Record<string, Partial<PartialOptions>> = { r: {}, centred: { centre: [1, 2, 3] }, fd: { kind: "fd", rows: 2 }, sum: { kind: "sum", rows: 2 }, factors: { kind: "factors" } };

const refused = (file: Uint8Array): string => {
  try {
    merge([file]);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return "";
};

describe("the format", () => {
  it("is as written: the fields of a file, one after the other", async () => {
    const file = openPartial({ columns: 2, centre: [1, -2], exponent: 3, job: "zürich", leaves: 8, leaf: 5 }).push([[4, 2], [1, 1], [0, 3]]).bytes();
    const view = new DataView(file.buffer);
    expect(Array.from(file.subarray(0, 8))).toEqual([0x89, 76, 82, 80, 13, 10, 26, 10]);
    expect([8, 12, 16, 20, 24, 28, 32, 36].map((at) => view.getInt32(at, true))).toEqual([1, 1, 1, 2, 0, 1, 3, 8]);
    expect([view.getBigUint64(40, true), view.getUint32(48, true), view.getUint32(76, true)]).toEqual([3n, 1, 0]);
    expect([view.getFloat64(80, true), view.getFloat64(88, true)]).toEqual([1, -2]);
    expect([view.getUint32(96, true), view.getUint32(100, true), view.getBigUint64(104, true)]).toEqual([5, 0, 3n]);
    expect(file.length).toBe(112 + 8 * 6);
    expect(view.getFloat64(112, true)).toBeCloseTo(Math.sqrt(3), 15);
    expect(summed(file)).toEqual(file);
    // The job: the first half of a SHA-256.
    const message = new Uint8Array([...new Uint8Array(new Uint32Array([1, 2, 0, 1, 3, 8]).buffer), ...new Uint8Array(new Float64Array([1, -2]).buffer), ...new TextEncoder().encode("zürich")]);
    expect(file.slice(56, 72)).toEqual(new Uint8Array(await crypto.subtle.digest("SHA-256", message)).slice(0, 16));
  });

  it.each([0, 1, 7, 31, 32, 39, 40, 41, 95, 96, 103, 104, 200])("a job told in %i letters: SHA-256 over every length of its last block", async (length) => {
    const job = "x".repeat(length);
    const message = new Uint8Array([...new Uint8Array(new Uint32Array([1, 1, 0, 0, 0, 1]).buffer), ...new TextEncoder().encode(job)]);
    expect(openPartial({ columns: 1, job }).bytes().slice(56, 72)).toEqual(new Uint8Array(await crypto.subtle.digest("SHA-256", message)).slice(0, 16));
  });

  it("a triangle of 64 columns: 16.7 kB", () => expect(openPartial({ columns: 64 }).push(gaussian(100, 64, 1)).bytes().length).toBe(HEAD + 16 + 8 * 2080));
});

describe("what does not belong together", () => {
  it("a leaf that is there twice, alone or in what was merged; the same bytes may be dropped, others not", () => {
    const [zero, one, other] = [leafOf(0), leafOf(1), leafOf(1, {}, 9)];
    expect(() => merge([zero, one, one])).toThrow("partials[2] has leaf 1 of 4, which is there already");
    expect(() => merge([merge([zero, one]), one])).toThrow("partials[1] has leaf 1 of 4, which is there already");
    expect(() => merge([one, merge([zero, one])])).toThrow("partials[1] has leaf 1 of 4");
    expect(merge([zero, one, one, zero], { duplicates: "drop" })).toEqual(merge([zero, one]));
    expect(() => merge([zero, one, other], { duplicates: "drop" })).toThrow("partials[2] has leaf 1 of 4");
    expect(() => openPartial({ columns: 3, leaves: 4, leaf: 1 }).merge(one)).toThrow("partials[0] has leaf 1 of 4, which is there already");
  });

  it("refusing one leaves what was there", () => {
    const partial = openPartial({ columns: 3, leaves: 4, leaf: 0 }).push(gaussian(5, 3, 0));
    partial.merge(leafOf(1));
    const before = partial.bytes();
    const damaged = leafOf(2);
    damaged[90]! ^= 1;
    for (const bad of [leafOf(1), damaged, leafOf(2, { job: "other" }), merge([leafOf(2), leafOf(1)]), new Uint8Array(3)]) {
      expect(() => partial.merge(bad)).toThrow(RangeError);
      expect(partial.bytes()).toEqual(before);
    }
    expect(partial.merge(leafOf(2), leafOf(3)).bytes()).toEqual(merge([0, 1, 2, 3].map((leaf) => leafOf(leaf))));
  });

  it("a hole, named", () => {
    expect(() => svdOf(merge([leafOf(0), leafOf(1), leafOf(3)]))).toThrow("leaf 2 of 4 is missing");
    expect(() => svdOf(merge([leafOf(1), leafOf(2)]))).toThrow("leaf 0 of 4 is missing");
    expect(() => svdOf(leafOf(0))).toThrow("leaf 1 of 4 is missing");
  });

  it("other jobs: kind, columns, parameters, leaves, centre, exponent, words", () => {
    const like = leafOf(0);
    const others: PartialOptions[] = [
      { columns: 4, leaves: 4 }, { columns: 3, leaves: 5 }, { columns: 3, leaves: 4, job: "a" }, { columns: 3, leaves: 4, exponent: 1 }, { columns: 3, leaves: 4, centre: [0, 0, 0] },
      { columns: 3, leaves: 4, kind: "fd", rows: 2 }, { columns: 3, leaves: 4, kind: "factors" }, { columns: 3, leaves: 4, kind: "sum", rows: 1 },
    ];
    for (const options of others) expect(() => merge([like, openPartial({ ...options, leaf: 1 }).bytes()]), JSON.stringify(options)).toThrow("partials[1] is of another job");
    const centred = (c: number) => openPartial({ columns: 1, leaves: 2, leaf: c, centre: [c] }).bytes();
    expect(() => merge([centred(0), centred(1)])).toThrow("of another job");
  });
});

describe("what is damaged", () => {
  it.each(Object.keys(KINDS))("every bit of every byte, cut anywhere, longer: %s", (kind) => {
    const file = merge([leafOf(0, KINDS[kind]), leafOf(1, KINDS[kind]), leafOf(3, KINDS[kind])]);
    expect(refused(file)).toBe("");
    for (let at = 0; at < file.length; at++) for (let bit = 0; bit < 8; bit++) {
      const damaged = file.slice();
      damaged[at]! ^= 1 << bit;
      if (!/^partials (is not a partial|is a partial of another|is damaged|is not valid|is cut short)/.test(refused(damaged))) expect.fail(`byte ${at}, bit ${bit}`);
    }
    for (let length = 0; length < file.length; length++) expect(refused(file.slice(0, length))).toMatch(/^partials is (not a partial|cut short|damaged)/);
    expect(refused(new Uint8Array([...file, 0]))).toMatch(/cut short or too long/);
    expect(refused(new Uint8Array([...file, ...file]))).toMatch(/cut short or too long/);
  });

  it("each claim that no sum protects: sizes, fields, leaves, numbers, with sums that are right", () => {
    const file = merge([leafOf(0), leafOf(2)]);
    const said = (change: (view: DataView) => void) => {
      const copy = file.slice();
      change(new DataView(copy.buffer));
      return refused(summed(copy));
    };
    const word = (at: number, value: number) => said((view) => view.setUint32(at, value, true));
    const number = (at: number, value: number) => said((view) => view.setFloat64(at, value, true));
    const [first, second] = [HEAD, HEAD + 16 + 48];
    for (const [at, values] of [[12, [0, 5, 2, 2 ** 31]], [16, [0, 2]], [20, [0, 46341, 2 ** 32 - 1]], [24, [1]], [28, [2]], [32, [1101, -1101]], [36, [0, 1, 2 ** 31]], [48, [5]], [76, [1]]] as const) {
      for (const value of values) expect(word(at, value), `${at}: ${value}`).toMatch(/is (not valid: a field|cut short|not valid: its leaves)/);
    }
    for (const value of [1, 4, 46340]) expect(word(20, value)).toMatch(/cut short/);
    for (const value of [0, 1, 3]) expect(word(48, value)).toMatch(/cut short/);
    expect(word(8, 2)).toMatch(/another version/);
    for (const [at, value] of [[first, 4], [first, 2], [first, 3], [first + 4, 1], [first + 4, 33], [second, 0], [second, 1_000_000], [second + 4, 2], [first + 8, 6], [first + 12, 2 ** 31], [40, 11], [44, 2 ** 22]] as const) {
      if (at === first + 4 && value === 1) continue; // leaves 0 and 1: a node that may be
      expect(word(at, value), `${at}: ${value}`).toMatch(/is not valid/);
    }
    for (const value of [NaN, Infinity, -Infinity, -1, -0]) expect(number(first + 16, value), `${value}`).toMatch(/a number is not finite, or a diagonal/);
    for (const value of [NaN, Infinity, -0]) expect(number(first + 24, value), `${value}`).toMatch(/a number is not finite/);
    expect(number(first + 24, -1)).toBe("");
  });

  it.each(Object.keys(KINDS))("mutants with right sums: refused by name, or a partial; memory for no more than twice their size: %s", (kind) => {
    const random = new Random(kind.length + 1);
    const seeds = [leafOf(0, KINDS[kind]), merge([leafOf(1, KINDS[kind]), leafOf(2, KINDS[kind])]), openPartial({ columns: 3, leaves: 4, ...KINDS[kind] }).bytes()];
    let taken = 0;
    const count = Number(MUTANTS ?? 2000);
    for (let i = 0; i < count; i++) {
      let file: Uint8Array = random.pick(seeds).slice();
      for (let change = random.integer(1, 3); change > 0; change--) {
        const at = random.unit() < 0.5 ? random.integer(8, HEAD + 40) : random.integer(0, file.length);
        const view = new DataView(file.buffer);
        const way = random.integer(0, 4);
        if (way === 0 && at < file.length) file[at] = random.integer(0, 255);
        else if (way === 1 && at + 4 <= file.length) view.setUint32(at & ~3, random.pick([0, 1, 2, 3, 255, 46340, 65535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]), true);
        else if (way === 2 && at + 8 <= file.length) view.setFloat64(at & ~7, random.pick([0, -0, NaN, Infinity, -1, 1e308, 5e-324]), true);
        else if (way === 3) file = file.slice(0, at);
        else file = new Uint8Array([...file.subarray(0, at), ...file.subarray(random.integer(0, file.length))]);
      }
      file = summed(file);
      let error: unknown;
      try {
        singularValuesOf(merge([file]));
        taken++;
      } catch (caught) {
        error = caught;
      }
      if (error !== undefined && !(error instanceof RangeError) || error instanceof WebAssembly.RuntimeError || error instanceof OutOfMemoryError) expect.fail(`mutant ${i}: ${String(error)}`);
    }
    if (kind === "r") expect(taken).toBeGreaterThan(0);
  });
});

const MUTANTS = (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.MUTANTS;

describe("arguments", () => {
  it("say what is wrong with them", () => {
    const open = openPartial as (options: unknown) => unknown;
    for (const [options, message] of [
      [{}, "options.columns is undefined"], [{ columns: 0 }, "options.columns is 0"], [{ columns: 46341 }, "options.columns is 46341"], [{ columns: 2, kind: "q" }, "options.kind is \"q\""],
      [{ columns: 2, rows: 3 }, "options.rows is given"], [{ columns: 2, kind: "fd" }, "options.rows is undefined"], [{ columns: 2, leaf: 1 }, "options.leaf is 1"], [{ columns: 2, leaves: 0 }, "options.leaves is 0"],
      [{ columns: 2, centre: [1] }, "options.centre has length 1"], [{ columns: 2, centre: false }, "options.centre is false"], [{ columns: 2, centre: [1, NaN] }, "options.centre[1] is NaN"],
      [{ columns: 2, centre: true, leaves: 2 }, "options.centre is true"], [{ columns: 2, kind: "sum", rows: 1, centre: true }, "options.centre is given"], [{ columns: 2, exponent: 1001 }, "options.exponent is 1001"],
      [{ columns: 2, job: 3 }, "options.job is 3"], [{ columns: 2, seed: 3 }, "options.seed is not an option"], [{ columns: 2, centre: [1e300, 0] }, "options.centre[0] is 1e+300"],
    ] as const) expect(() => open(options), message).toThrow(message);
    const partial = openPartial({ columns: 2 });
    expect(() => partial.push([[1, 2], [3, NaN]])).toThrow("rows[1][1] is NaN");
    expect(() => partial.push([[1, 2, 3]])).toThrow("rows have 3 entries: expected 2");
    expect(() => partial.push(3 as never)).toThrow("rows is 3");
    expect(partial.rows).toBe(0);
    expect(() => openPartial({ columns: 2, leaves: 3 }).push([[1, 2]])).toThrow("no leaf of its own");
    expect(() => partial.merge("x" as never)).toThrow('partials[0] is "x"');
    expect(() => merge([])).toThrow("partials is empty");
    expect(() => merge(3 as never)).toThrow("partials is 3");
    expect(() => merge([partial.bytes()], { duplicates: "keep" as never })).toThrow("options.duplicates");
    expect(() => svdOf({} as never)).toThrow("partial is an object (Object): expected an open partial or a Uint8Array");
    expect(() => svdOf(openPartial({ columns: 2, kind: "factors" }))).toThrow('expected "r" or "fd"');
    expect(() => svdOf(openPartial({ columns: 2, centre: true }))).toThrow("partial is centred: expected one opened without centre");
  });

  it("what does not fit is refused before anything is reserved", () => {
    expect(() => openPartial({ columns: 46340 })).toThrow(OutOfMemoryError);
    expect(() => openPartial({ columns: 46340, kind: "sum", rows: 46340 })).toThrow(OutOfMemoryError);
    expect(openPartial({ columns: 3 }).push(gaussian(4, 3, 1)).rows).toBe(4);
    // A few bytes that claim 46,340 columns and have none of their numbers: nothing is reserved for the claim.
    const claim = openPartial({ columns: 46340, leaves: 2 }).bytes();
    expect(claim.length).toBe(HEAD);
    expect(merge([claim])).toEqual(claim);
    expect(() => svdOf(claim)).toThrow("leaf 0 of 2 is missing");
  });
});
