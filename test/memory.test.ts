import { describe, expect, it } from "vitest";
import {
  complete, conditionNumber, denoise, frobeniusNorm, leastSquares, lowRank, matrixRank, nuclearNorm, nullSpace, orthonormalBasis, OutOfMemoryError, pca, polar, predictMatrix, procrustes, pseudoInverse,
  singularValues, spectralNorm, svd, truncatedSvd, verify,
} from "../src/index";
import { type Frame, requireRoom, withFrame } from "../src/wasm/frame";
import * as completion from "../src/wasm/completion";
import { exports, ready } from "../src/wasm/module";
import { heldBytes } from "./support/platform";

const A = [[4, 11, 14], [8, 7, -2], [1, 0, 3], [5, 5, 5]];
const before = svd(A);
const base = exports().mark();

const TABLE = [[4, null, 14], [8, 7, -2], [1, 0, 3], [5, 5, null]];
const model = complete(TABLE, { method: "als", rank: 1, lambda: 0.5 });
const completionBase = completion.exports().mark();

/** The next call gives the same bits, and the arena is where it was. */
function unharmed(): void {
  expect(svd(A)).toStrictEqual(before);
  expect(exports().mark()).toBe(base);
}

/** A call whose result address lies beyond the memory. */
function trap(): void {
  withFrame("trap", (frame) => frame.wasm.svd(2, 2, frame.copyIn([1, 2, 3, 4]), 1, 0, 0xfffffff0));
}

describe("after an error the next call works and nothing leaks", () => {
  it("a trap", () => {
    const instance = exports();
    expect(trap).toThrow(WebAssembly.RuntimeError);
    expect(exports()).not.toBe(instance);
    unharmed();
  });

  it("a trap in one module: the other keeps its instance, and both work", () => {
    const instances = [exports(), completion.exports()];
    expect(() => completion.withFrame("trap", ({ wasm }) => wasm.gramOf(2, 2, 0xfffffff0, 2, 0xfffffff0))).toThrow(WebAssembly.RuntimeError);
    expect(completion.exports()).not.toBe(instances[1]);
    expect(exports()).toBe(instances[0]);
    expect(trap).toThrow(WebAssembly.RuntimeError);
    expect(complete(TABLE, { method: "als", rank: 1, lambda: 0.5 })).toStrictEqual(model);
    expect(completion.exports().mark()).toBe(completionBase);
    unharmed();
  });

  it("300 traps in a row", () => {
    for (let i = 0; i < 300; i++) expect(trap).toThrow(WebAssembly.RuntimeError);
    unharmed();
  });

  it("a trap in a frame inside another, which goes on with its own memory", () => {
    const seen = withFrame("outer", (outer) => {
      const at = outer.copyIn([1, 2, 3]);
      expect(trap).toThrow(WebAssembly.RuntimeError);
      expect(svd(A)).toStrictEqual(before);
      return outer.copyOut(at, 3);
    });
    expect(seen).toStrictEqual(Float64Array.of(1, 2, 3));
    unharmed();
  });

  it("an error thrown in nested frames", () => {
    const nest = (depth: number): void =>
      withFrame("nest", (frame) => {
        frame.reserve(1000);
        if (depth === 0) throw new Error("stop");
        nest(depth - 1);
      });
    for (let i = 0; i < 100; i++) expect(() => nest(20)).toThrow("stop");
    unharmed();
  });

  it("a full JavaScript stack, wherever it breaks off", () => {
    let failures = 0;
    const dive = (): void => {
      try {
        dive();
      } catch {
        try {
          svd(A);
        } catch {
          failures++;
        }
        throw new RangeError("up");
      }
    };
    expect(dive).toThrow("up");
    expect(failures).toBeGreaterThan(0);
    unharmed();
  });

  it("a frame that could not release what it had: the next call does", () => {
    const free = exports().available();
    // As an unfinished frame leaves it.
    for (const bytes of [8, 1000, 1 << 20]) {
      expect(exports().reserve(bytes)).not.toBe(0);
      expect(exports().available()).toBeLessThan(free);
      withFrame("next", (frame) => expect(frame.wasm.mark()).toBe(base));
      expect(exports().available()).toBe(free);
      exports().reserve(bytes);
      unharmed();
      completion.exports().reserve(bytes);
      predictMatrix(model);
      expect(completion.exports().mark()).toBe(completionBase);
    }
  });

  it("memory that the call cannot have", () => {
    for (const bytes of [2 ** 32, 2 ** 33 + 8, 1e300, Infinity, NaN]) {
      expect(() => withFrame("greedy", (frame) => frame.bytes(bytes))).toThrow(OutOfMemoryError);
      expect(() => requireRoom("greedy", bytes)).toThrow(OutOfMemoryError);
    }
    unharmed();
  });

  it("the status of a driver that finds no memory", () => {
    withFrame("full", (frame) => {
      const at = frame.copyIn([1, 2, 3, 4]);
      const result = frame.bytes(12);
      expect(frame.wasm.svd(20000, 20000, at, 2, 0, result)).toBe(1);
      expect(frame.wasm.svd(2, 2, at, 1, 0, result)).toBe(0);
      const free = frame.wasm.available();
      for (const vectors of [0, 1, 2]) expect(frame.wasm.svdHigh(20000, 20000, at, vectors, result)).toBe(1);
      expect(frame.wasm.available()).toBe(free);
      expect(frame.wasm.svdHigh(2, 2, at, 1, result)).toBe(0);
    });
    unharmed();
  });

  it("every driver that opens something names the call and the bytes that it was refused", () => {
    const most = 2 ** 31 - 1;
    const opens: readonly ((frame: Frame, result: number) => number)[] = [
      ({ wasm }, result) => wasm.sparseOpen(most - 1, 1, most, result),
      ({ wasm }, result) => wasm.updateOpen(2 ** 29, 40000, 3, 1, result),
      ({ wasm }, result) => wasm.truncatedOpen(most, most, 4, 4, 0, 1, 0, 0, result),
      ({ wasm }, result) => wasm.sketchOpen(most, most, 16, 1, 1, 0, 0, 0, result),
      ({ wasm }, result) => wasm.svd(40000, 40000, result, 2, 0, result),
      ({ wasm }, result) => wasm.svdHigh(40000, 40000, result, 2, result),
    ];
    for (const [o, open] of opens.entries()) {
      const refused = () => withFrame("a function", (frame) => frame.open((result) => open(frame, result)));
      expect(refused, String(o)).toThrow(OutOfMemoryError);
      expect(refused, String(o)).toThrow(/^a function needs [1-9]\d{7,} bytes/);
      unharmed();
    }
  });

  it("a scope gives back what it took, and nothing else", () => {
    withFrame("scope", (frame) => {
      const before = frame.copyIn([1, 2]);
      const free = frame.wasm.available();
      expect(frame.scope(() => frame.scope(() => frame.number(frame.at(frame.copyIn([3, 4, 5]), 1), 1)))).toBe(5);
      expect(frame.wasm.available()).toBe(free);
      expect(frame.copyOut(before, 2)).toStrictEqual(Float64Array.of(1, 2));
    });
    expect(() => withFrame("scope", (frame) => frame.scope(() => frame.bytes(2 ** 33)))).toThrow("scope needs 8589934592 bytes");
    unharmed();
  });
});

describe("a matrix too great for the memory is refused with the bytes, before an entry is read", () => {
  const read = () => {
    throw new Error("an entry was read");
  };
  const lazy = (rows: number, columns: number) => ({ rows, columns, get: read });

  it("the measure of held bytes sees an array buffer", () => {
    // Garbage collected in between may hide one; not each of five.
    const kept: Float64Array[] = [];
    const growth = Array.from({ length: 5 }, () => {
      const held = heldBytes();
      kept.push(new Float64Array(2 ** 22));
      return heldBytes() - held;
    });
    expect(Math.max(...growth)).toBeGreaterThanOrEqual(kept[0]!.byteLength);
  });

  it.each([
    ["svd, 20000 × 20000", () => svd(lazy(20000, 20000)), 3 * 20000 ** 2 * 8],
    ["svd full, 23000 × 2", () => svd(lazy(23000, 2), { vectors: "full" }), 23000 ** 2 * 8],
    ["singularValues, 20000 × 20000", () => singularValues(lazy(20000, 20000)), 2 * 20000 ** 2 * 8],
    ["svd, 2^29 × 1", () => svd(lazy(2 ** 29, 1)), 2 ** 29 * 8],
    ["svd, 10^8 × 10^8", () => svd(lazy(1e8, 1e8)), 1e16 * 8],
    ["svd full, 2^29 × 0", () => svd({ rows: 2 ** 29, columns: 0, data: [] }, { vectors: "full" }), 2 ** 61],
    ...([[20000, 20000], [600, 800_000], [800_000, 600], [2 ** 29, 1], [1, 2 ** 29]] as const).flatMap(([m, n]) => {
      const a = lazy(m, n);
      const whole = 2 * m * n * 8;
      const calls: [string, () => unknown, number][] = [
        ["svd high", () => svd(a, { accuracy: "high" }), whole], ["spectralNorm", () => spectralNorm(a), m * n * 8], ["nuclearNorm", () => nuclearNorm(a), m * n * 8],
        ["pseudoInverse", () => pseudoInverse(a), whole], ["matrixRank", () => matrixRank(a), m * n * 8], ["conditionNumber", () => conditionNumber(a), m * n * 8],
        ["nullSpace", () => nullSpace(a), whole], ["orthonormalBasis", () => orthonormalBasis(a), whole], ["polar", () => polar(a), whole], ["polar left", () => polar(a, { side: "left" }), whole],
        ["procrustes", () => procrustes(a, a), whole], ["pca", () => pca(a), whole], ["denoise", () => denoise(a), whole], ["denoise, noise known", () => denoise(a, { noise: 1 }), whole],
        ["leastSquares", () => leastSquares(a, [1]), whole], ["leastSquares, right side", () => leastSquares([[1, 2], [3, 4]], lazy(2, 2 ** 28)), 2 ** 29 * 8],
        ["lowRank, gap", () => lowRank(a, "gap"), whole], ["lowRank, threshold", () => lowRank(a, "optimal-threshold"), whole], ["lowRank, half of all", () => lowRank(a, Math.max(1, Math.min(m, n) / 2)), whole],
      ];
      // Rows of a tall matrix enter some at a time: its solutions take what the caller has, and little more.
      return calls.filter(([name]) => !(name === "leastSquares" && m > n)).map(([name, call, least]): [string, () => unknown, number] => [`${name}, ${m} × ${n}`, call, least]);
    }),
    ["frobeniusNorm, 2^29 × 1", () => frobeniusNorm(lazy(2 ** 29, 1)), 2 ** 29 * 8],
    ["lowRank of few, 2^29 × 1", () => lowRank(lazy(2 ** 15, 2 ** 14), 2), 2 ** 29 * 8],
    ["verify, 2^29 × 1", () => verify(lazy(2 ** 29, 1), svd([[1]])), 2 ** 29 * 8],
  ])("%s", (_, call, least) => {
    const held = heldBytes();
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ name: "OutOfMemoryError" });
    expect((error as OutOfMemoryError).bytes).toBeGreaterThanOrEqual(least);
    expect((error as Error).message).toContain(String((error as OutOfMemoryError).bytes));
    expect(heldBytes() - held).toBeLessThan(2 ** 24);
    unharmed();
  });
});

describe("memory", () => {
  it("does not grow over 10,000 calls, good and bad", () => {
    const held = () => exports().memory.buffer.byteLength;
    for (let i = 0; i < 50; i++) svd(A);
    const start = held();
    for (let i = 0; i < 10_000; i++) {
      if (i % 3 === 0) svd(A);
      else if (i % 3 === 1) lowRank(A, 2);
      else expect(() => svd([[1, NaN]])).toThrow(RangeError);
    }
    expect(held()).toBe(start);
    unharmed();
  });

  it("that grew large is given back after the call", () => {
    singularValues({ rows: 4_200_000, columns: 4, data: new Float64Array(4 * 4_200_000).fill(1) });
    expect(exports().memory.buffer.byteLength).toBeLessThan(2 ** 28);
    unharmed();
  });

  it("grows in the middle of a call without harm to what was reserved before", () => {
    withFrame("grow", (frame) => {
      const at = frame.copyIn([1, 2, 3]);
      frame.bytes(frame.wasm.memory.buffer.byteLength + 65536);
      expect(frame.copyOut(at, 3)).toStrictEqual(Float64Array.of(1, 2, 3));
    });
    unharmed();
  });

  it("ready() may be awaited before, after and many times at once", async () => {
    const instance = exports();
    await Promise.all([ready(), ready(), ready()]);
    expect(exports()).toBe(instance);
    unharmed();
  });
});

describe("what a decomposition needs", () => {
  it("n = 2000 with vectors: at most five matrices, the input included", () => {
    expect(exports().svdBytes(2000, 2000, 1, 0) + 2000 * 2000 * 8).toBeLessThanOrEqual(5 * 2000 * 2000 * 8);
  });

  it("n = 4000 with vectors fits, 20000 is refused with its bytes", () => {
    expect(exports().svdBytes(4000, 4000, 1, 0) + 4000 * 4000 * 8).toBeLessThan(exports().available());
    expect(exports().svdBytes(20000, 20000, 1, 0)).toBeGreaterThan(exports().available());
  });
});

describe("what does not fit", () => {
  const huge = { rows: 2 ** 28, columns: 2, data: { length: 2 ** 29 } };
  it.each<[string, () => unknown, RegExp]>([
    ["a decomposition", () => svd(huge), /; lowrank\/partial takes rows in parts, truncatedSvd the leading triplets alone$/],
    ["principal components", () => pca(huge), /lowrank\/partial takes rows/],
    ["least squares", () => leastSquares(huge, huge), /lowrank\/partial takes rows/],
    ["an operator", () => truncatedSvd({ rows: 2e7, columns: 100, multiply: () => { throw new Error("asked"); }, multiplyTransposed: () => { throw new Error("asked"); } }, 5), /; \{ vectors: "right" \} takes less$/],
  ])("%s: the message says what takes less, before an entry is read", (_, call, way) => {
    expect(call).toThrow(OutOfMemoryError);
    expect(call).toThrow(way);
  });
});
