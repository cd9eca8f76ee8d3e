// Bad arguments: always a TypeError, a RangeError or an error of ours, never a trap, and the next call works.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ConvergenceError, type MatrixLike, OutOfMemoryError, singularValues, svd, type SvdOptions, UnsupportedError,
} from "../../src/index";
import { uniform } from "../support/matrices";

const a = uniform(6, 4, 1);
const expected = svd(a);
const KINDS = [TypeError, RangeError, ConvergenceError, OutOfMemoryError, UnsupportedError];

/** Runs a call that may fail; whatever happens, the next one gives the right bits. */
function survives(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!KINDS.some((kind) => error instanceof kind)) throw error;
    expect((error as Error).message).toMatch(/is|has|needs/);
  }
  expect(svd(a)).toEqual(expected);
}

describe("not finite", () => {
  const places = [[0, 0], [0, 3], [5, 0], [5, 3], [2, 1]] as const;
  it.each([NaN, Infinity, -Infinity])("%s is refused with its position, in every form of matrix", (value) => {
    for (const [i, j] of places) {
      const bad = { rows: 6, columns: 4, data: a.data.slice() };
      bad.data[4 * i + j] = value;
      const rows = Array.from({ length: 6 }, (_, r) => Array.from(bad.data.subarray(4 * r, 4 * r + 4)));
      const forms: MatrixLike[] = [
        bad, { ...bad, data: [...bad.data] }, { ...bad, data: Float32Array.from(bad.data) }, rows,
        rows.map((row) => Float64Array.from(row)), { shape: [6, 4], data: bad.data },
        { rows: 6, columns: 4, get: (r: number, c: number) => bad.data[4 * r + c]! },
      ];
      for (const form of forms) {
        const message = new RegExp(`^matrix\\[${i}\\]\\[${j}\\] is ${value}: expected a finite number$`);
        expect(() => svd(form)).toThrow(message);
        expect(() => singularValues(form)).toThrow(RangeError);
      }
    }
    expect(svd(a)).toEqual(expected);
  });
});

describe("wrong kinds", () => {
  it.each([
    ["undefined", undefined], ["null", null], ["a number", 3], ["a string", "[[1]]"], ["a bigint", 1n], ["a function", () => 1],
    ["a symbol", Symbol("a")], ["true", true], ["an empty object", {}], ["a flat array", [1, 2, 3]], ["a date", new Date(0)],
    ["strings in rows", [["1", "2"]]], ["a hole", [[1, , 3]]], ["null in a row", [[1, null]]], ["a bigint in a row", [[1n]]],
    ["a missing row", [[1, 2], undefined]], ["bigint data", { rows: 1, columns: 1, data: new BigInt64Array(1) }],
    ["rows of no number", { rows: "1", columns: 1, data: [1] }], ["no data", { rows: 1, columns: 1 }],
    ["an object entry", [[{}]]], ["complex pairs", [[[1, 2], [3, 4]]]],
  ])("%s: TypeError", (_, bad) => {
    expect(() => svd(bad as MatrixLike)).toThrow(TypeError);
    expect(() => singularValues(bad as MatrixLike)).toThrow(TypeError);
    survives(() => svd(bad as MatrixLike));
  });

  it.each([
    ["ragged rows", [[1, 2], [3]]], ["a longer row", [[1], [2, 3]]], ["too little data", { rows: 2, columns: 2, data: [1, 2, 3] }],
    ["too much data", { rows: 1, columns: 1, data: [1, 2] }], ["negative rows", { rows: -1, columns: 2, data: [] }],
    ["half a row", { rows: 0.5, columns: 2, data: [1] }], ["three dimensions", { shape: [1, 1, 1], data: [1] }],
    ["far too large", { rows: 2 ** 20, columns: 2 ** 20, data: [] }],
    ["a getter far too large", { rows: 1e9, columns: 1e9, get: () => 0 }],
  ])("%s: RangeError", (_, bad) => {
    expect(() => svd(bad as unknown as MatrixLike)).toThrow(RangeError);
    survives(() => svd(bad));
  });

  it.each([
    [{ vectors: "none" }, RangeError], [{ vectors: 3 }, TypeError], [{ Vectors: "thin" }, TypeError],
    ["full", TypeError], [3, TypeError], [null, TypeError], [["full"], TypeError],
  ])("options %j are refused", (options, kind) => {
    expect(() => svd(a, options as SvdOptions)).toThrow(kind);
    survives(() => svd(a, options as SvdOptions));
  });

  it("the message of an error in the caller's own getter comes through, and the next call works", () => {
    const bad = { rows: 2, columns: 2, get: () => { throw new SyntaxError("mine"); } };
    expect(() => svd(bad)).toThrow(/mine/);
    expect(svd(a)).toEqual(expected);
  });
});

describe("fuzz", () => {
  it("anything at all", () => {
    fc.assert(fc.property(fc.anything({ withTypedArray: true, withBigInt: true, withSparseArray: true }), (x) => {
      survives(() => svd(x as MatrixLike));
      survives(() => singularValues(x as MatrixLike));
      survives(() => svd(a, x as SvdOptions));
    }), { numRuns: 1500, seed: 1 });
  });

  it("objects that look like matrices", () => {
    const small = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(NaN, 1.5, Infinity, "2", null, undefined, 2n));
    const number = fc.oneof(fc.double(), fc.constantFrom(NaN, null, "1", undefined, 1n, 2));
    const data = fc.oneof(fc.array(number, { maxLength: 12 }), fc.float64Array({ maxLength: 12 }), fc.float32Array({ maxLength: 12 }));
    const likes = fc.oneof(
      fc.record({ rows: small, columns: small, data }, { requiredKeys: [] }),
      fc.record({ shape: fc.array(small, { maxLength: 3 }), data, strides: fc.array(small, { maxLength: 3 }), offset: small }, { requiredKeys: ["shape"] }),
      fc.array(fc.oneof(fc.array(number, { maxLength: 3 }), fc.anything()), { maxLength: 4 }),
    );
    fc.assert(fc.property(likes, (x) => survives(() => svd(x as MatrixLike))), { numRuns: 3000, seed: 2 });
  });
});
