// The same bits everywhere: hashes of results, committed. After a change that is meant to change bits: npm run hashes
import { beforeAll, describe, expect, it } from "vitest";
import * as lowrank from "../../src/index";
import { textFile } from "../support/platform";
import { hashes, type Package } from "./cases";
import { hash } from "./hash";

const expected = JSON.parse(textFile("test/fixtures/hashes.json")) as Record<string, string>;

describe("results have the committed bits", () => {
  const called = new Set<string>();
  let found: Record<string, string>;

  beforeAll(() => {
    const watched = Object.fromEntries(
      Object.entries(lowrank).map(([name, value]) => [name, /^[a-z]/.test(name) ? (...args: unknown[]) => (called.add(name), (value as (...args: unknown[]) => unknown)(...args)) : value]),
    );
    found = hashes(watched as unknown as Package);
  }, 120_000);

  it.each(Object.keys(expected))("%s", (name) => expect(found[name]).toBe(expected[name]));

  it("no case is without a hash", () => expect(Object.keys(found)).toEqual(Object.keys(expected)));

  it("every function of the package has a case", () => {
    const functions = Object.keys(lowrank).filter((name) => /^[a-z]/.test(name));
    expect(functions.filter((name) => !called.has(name))).toEqual(["ready", "truncatedSvdAsync"]); // what the latter gives is what truncatedSvd does: test/truncated-passes.test.ts
  });
});

describe("hash", () => {
  it("tells every bit, name, kind and length", () => {
    const results = [
      0, -0, 1, 1 + 2 ** -52, NaN, Infinity, "0", "1", null, undefined, true, [], {}, [0], [0, 0], [[0], 0], [0, [0]], { a: 0 }, { b: 0 }, { a: [0] }, { a: -0 },
      new Float64Array(0), new Float64Array(1), new Float32Array(1), new Int32Array(1), Float64Array.of(-0), Float64Array.of(0, 5e-324), Float64Array.of(5e-324, 0),
    ];
    expect(new Set(results.map(hash)).size).toBe(results.length);
    expect(hash({ a: 1, b: undefined, c: [2] })).toBe(hash({ c: [2], a: 1 }));
    expect(hash(Float64Array.from({ length: 1000 }, (_, i) => i))).not.toBe(hash(Float64Array.from({ length: 1000 }, (_, i) => (i === 500 ? 500 + 2 ** -43 : i))));
  });
});
