// What must hold between decompositions of related matrices; no oracle needed.
import { describe, expect, it } from "vitest";
import { builds, debug, simd } from "../support/builds";
import { type Dense, diagonal, map, pickColumns, pickRows, scaled, transposed, ULP } from "../support/dense";
import { gaussian, lapackTypes, ones, uniform } from "../support/matrices";
import { nastyMatrices } from "../support/nasty";
import { Random } from "../support/random";
import { valuesRatio } from "../support/ratios";

const SHAPES = [[1, 1], [2, 2], [3, 7], [9, 4], [20, 20], [45, 13], [40, 41], [70, 64], [150, 140]] as const;
const matrices = SHAPES.map(([m, n]) => ({ name: `${m}x${n}`, a: uniform(m, n, 50 + m + n) }));
const sameBits = (x: Float64Array, y: Float64Array) => x.length === y.length && x.every((value, i) => Object.is(value, y[i]));

describe.each(matrices)("scaling by a power of two, $name", ({ a }) => {
  it.each([1, -1, 10, -10, 300, -300, 600, -600, 900, -900])("2^%i changes S by exactly that and no vector", (t) => {
    const plain = simd.svd(a);
    const times = simd.svd(scaled(a, t));
    expect(sameBits(times.S, plain.S.map((x) => x * 2 ** t))).toBe(true);
    expect(sameBits(times.U.data, plain.U.data)).toBe(true);
    expect(sameBits(times.V.data, plain.V.data)).toBe(true);
    expect(sameBits(simd.singularValues(scaled(a, t)), simd.singularValues(a).map((x) => x * 2 ** t))).toBe(true);
  });
});

describe.each(builds)("related matrices, $name build", (build) => {
  it.each(matrices)("$name: the transpose has the same values, and U and V change places", ({ a }) => {
    const plain = build.svd(a);
    const turned = build.svd(transposed(a));
    expect(valuesRatio(plain.S, turned.S)).toBeLessThan(2);
    if (a.rows !== a.columns) {
      expect(sameBits(plain.S, turned.S)).toBe(true);
      const magnitudes = (x: Dense) => x.data.map(Math.abs);
      expect(sameBits(magnitudes(plain.U), magnitudes(turned.V))).toBe(true);
      expect(sameBits(magnitudes(plain.V), magnitudes(turned.U))).toBe(true);
    }
  });

  it.each(matrices)("$name: permuted rows and columns and flipped signs keep the values", ({ a }) => {
    const random = new Random(9);
    const { S } = build.svd(a);
    const mixed = pickColumns(pickRows(a, random.permutation(a.rows)), random.permutation(a.columns));
    const signs = Array.from({ length: a.rows }, () => random.sign());
    const flipped = { ...mixed, data: mixed.data.map((x, p) => x * signs[Math.floor(p / a.columns)]!) };
    for (const related of [mixed, flipped, map(a, (x) => -x)]) {
      expect(valuesRatio(S, build.svd(related).S)).toBeLessThan(2);
      expect(valuesRatio(S, build.singularValues(related))).toBeLessThan(2);
    }
  });

  it.each(matrices)("$name: without a row or a column the values interlace", ({ a }) => {
    const { S } = build.svd(a);
    const slack = 10 * Math.max(a.rows, a.columns) * ULP * S[0]!;
    const but = (n: number, left: number) => Array.from({ length: n }, (_, i) => i).filter((i) => i !== left);
    for (const fewer of [pickRows(a, but(a.rows, 0)), pickColumns(a, but(a.columns, a.columns - 1))]) {
      const T = build.singularValues(fewer);
      T.forEach((t, i) => {
        expect(t).toBeLessThanOrEqual(S[i]! + slack);
        expect(t).toBeGreaterThanOrEqual((S[i + 1] ?? 0) - slack);
      });
    }
  });
});

describe("determinism", () => {
  const all = [...lapackTypes(10, 16, 3), ...lapackTypes(40, 30, 4), ...nastyMatrices().slice(0, 60)];

  it("the same call gives the same bits, whatever ran before", () => {
    const first = all.map(({ matrix }) => simd.svd(matrix()));
    for (let i = all.length - 1; i >= 0; i--) {
      const again = simd.svd(all[i]!.matrix());
      expect(sameBits(again.S, first[i]!.S) && sameBits(again.U.data, first[i]!.U.data) && sameBits(again.V.data, first[i]!.V.data)).toBe(true);
    }
  });

  it("the shipped and the debug build give the same bits", () => {
    for (const { matrix } of all) {
      const [x, y] = [simd.svd(matrix()), debug.svd(matrix())];
      expect(sameBits(x.S, y.S) && sameBits(x.U.data, y.U.data) && sameBits(x.V.data, y.V.data)).toBe(true);
    }
  });
});

describe("memory", () => {
  it("does not grow over 10,000 calls, failing ones among them", () => {
    const random = new Random(1);
    const shapes = Array.from({ length: 50 }, () => uniform(random.integer(1, 20), random.integer(1, 20), random.bits()));
    const bad = uniform(5, 5, 1);
    bad.data[7] = NaN;
    const wasm = simd.exports();
    const turn = (i: number) => {
      simd.svd(shapes[i % 50]!, { vectors: i % 3 ? "thin" : "full" });
      simd.singularValues(shapes[(i * 7) % 50]!);
      if (i % 10 === 0) expect(() => simd.svd(bad)).toThrow(RangeError);
    };
    for (let i = 0; i < 200; i++) turn(i);
    const bytes = wasm.memory.buffer.byteLength;
    const top = wasm.mark();
    for (let i = 0; i < 5000; i++) turn(i);
    expect(wasm.memory.buffer.byteLength).toBe(bytes);
    expect(wasm.mark()).toBe(top);
    expect(simd.exports()).toBe(wasm);
  });

  it("a result does not change when later calls reuse the memory", () => {
    const result = simd.svd(gaussian(12, 9, 2));
    const copy = structuredClone(result);
    simd.svd(gaussian(60, 60, 3));
    expect(result).toEqual(copy);
  });

  it("a matrix that cannot fit is refused with the bytes it needs, and the next call works", () => {
    const { OutOfMemoryError } = simd.package;
    const tall = { rows: 30000, columns: 1, data: new Float64Array(30000).fill(1) };
    let error: unknown;
    try {
      simd.svd(tall, { vectors: "full" });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect((error as InstanceType<typeof OutOfMemoryError>).bytes).toBeGreaterThan(30000 ** 2 * 8);
    expect(simd.singularValues(tall)[0]).toBeCloseTo(Math.sqrt(30000), 10);
    expect(simd.svd(ones(2, 2)).S[0]).toBeCloseTo(2, 14);
  });
});

describe("values beyond the range of doubles", () => {
  it.each([[20, 20], [20, 9], [3, 30]])("%i x %i of 1.7e308: the largest is Infinity, vectors as for 1.7e308 / 256", (m, n) => {
    const a = map(ones(m, n), () => 1.7e308);
    const { U, S, V } = simd.svd(a);
    const small = simd.svd(scaled(a, -8));
    expect(S[0]).toBe(Infinity);
    expect(sameBits(S, small.S.map((x) => x * 256))).toBe(true);
    expect(sameBits(U.data, small.U.data) && sameBits(V.data, small.V.data)).toBe(true);
    expect(small.S[0]! / Math.sqrt(m * n) / (1.7e308 / 256)).toBeCloseTo(1, 13);
  });

  it.each([[1, 1e-200], [1e200, 1], [1e300, 1e10], [1e-10, 1e-300], [1e-200, 1, 1e-100], [5e-324, 1e-310]])(
    "the diagonal %j keeps every entry",
    (...entries) => {
      const values = [...entries].sort((x, y) => y - x);
      const { S } = simd.svd(diagonal(entries));
      S.forEach((x, i) => expect(Math.abs(x - values[i]!)).toBeLessThanOrEqual(2 * ULP * values[i]!));
    },
  );
});
