// What a program can see of a decomposition besides its getters: fields, keys, JSON, clones. The same as of ml-matrix's own class.
import * as theirs from "ml-matrix";
import { Matrix } from "ml-matrix";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as ours from "../../src/ml-matrix/ml-matrix";
import { aligned, distance, largest, random, skew } from "../support/ml-matrix";

interface Fields { m: number; n: number; s: Float64Array; U: Matrix; V: Matrix }
/** A decomposition with the fields that the typings of ml-matrix do not show. */
type Visible = theirs.SVD & Fields;

const SHAPES: [number, number][] = [[1, 1], [2, 2], [3, 3], [5, 1], [4, 3], [9, 4], [20, 20], [70, 65], [1, 2], [1, 5], [3, 4], [2, 9], [7, 40], [65, 70]];
const OPTIONS = [{}, { computeLeftSingularVectors: false }, { computeRightSingularVectors: false }, { computeLeftSingularVectors: false, computeRightSingularVectors: false }];
const VARIANTS = SHAPES.flatMap(([rows, columns]) =>
  OPTIONS.flatMap((options) => [false, true].map((autoTranspose) => ({ rows, columns, options: { ...options, autoTranspose } }))),
);

afterEach(() => vi.restoreAllMocks());

function both(rows: number, columns: number, options: theirs.ISVDOptions): [ours.SVD, Visible] {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const a = random(rows, columns);
  return [new ours.SVD(a, options), new theirs.SVD(a, options) as Visible];
}

/** The kind and the keys of everything inside, without the numbers. */
function structure(value: unknown): unknown {
  if (value instanceof Float64Array) return "Float64Array";
  if (Array.isArray(value)) return ["list", structure(value[0])];
  if (value === null || typeof value !== "object") return typeof value;
  return [Object.getPrototypeOf(value) === Object.prototype ? "object" : value.constructor.name, Object.entries(value).map(([key, inner]) => [key, structure(inner)])];
}

describe("one class, member for member", () => {
  it("static, prototype and own properties", () => {
    const names = (object: object) => Reflect.ownKeys(object).map(String).sort();
    expect(names(ours.SVD)).toEqual(names(theirs.SVD));
    expect(names(ours.SVD.prototype)).toEqual(names(theirs.SVD.prototype));
    const [mine, other] = both(4, 3, {});
    expect(Reflect.ownKeys(mine)).toEqual(Reflect.ownKeys(other));
    for (const name of names(theirs.SVD.prototype)) {
      const [a, b] = [ours.SVD, theirs.SVD].map((of) => Object.getOwnPropertyDescriptor(of.prototype, name)!);
      expect([name, a!.enumerable, typeof a!.get, typeof a!.set, typeof a!.value]).toEqual([name, b!.enumerable, typeof b!.get, typeof b!.set, typeof b!.value]);
    }
  });

  it.each(VARIANTS)("$rows × $columns, $options", ({ rows, columns, options }) => {
    const [mine, other] = both(rows, columns, options);
    // ml-matrix has a singular value too many there, a zero.
    const surplus = rows < columns && !options.autoTranspose;
    expect(Object.keys(mine)).toEqual(["m", "n", "s", "U", "V"]);
    expect(Object.keys(mine)).toEqual(Object.keys(other));
    const inherited: string[] = [];
    for (const key in mine) inherited.push(key);
    expect(inherited).toEqual(Object.keys(other));
    expect([mine.m, mine.n]).toEqual([other.m, other.n]);
    for (const field of ["m", "n", "s", "U", "V"] as const) {
      const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(other, field)!;
      const found = Object.getOwnPropertyDescriptor(mine, field)!;
      expect([field, found.writable ?? found.set !== undefined, found.enumerable, found.configurable]).toEqual([field, writable, enumerable, configurable]);
    }
    expect(mine.s).toBeInstanceOf(Float64Array);
    expect(mine.s).toHaveLength(Math.min(rows, columns));
    for (const side of ["U", "V"] as const) {
      expect(mine[side]).toBeInstanceOf(Matrix);
      expect([mine[side].rows, mine[side].columns]).toEqual([other[side].rows, other[side].columns]);
    }
    expect(mine.U).toBe(mine.leftSingularVectors);
    expect(mine.V).toBe(mine.rightSingularVectors);
    expect(mine.diagonal).toEqual(Array.from(mine.s));

    const text = JSON.parse(JSON.stringify(mine)) as Record<string, unknown>;
    const otherText = JSON.parse(JSON.stringify(other)) as Record<string, unknown>;
    expect(Object.keys(text)).toEqual(Object.keys(otherText));
    expect(Object.keys(text.s as object)).toEqual(Array.from({ length: Math.min(rows, columns) }, (_, i) => String(i)));
    if (!surplus) expect(structure(text)).toEqual(structure(otherText));
    expect(text.U).toEqual(mine.U.to2DArray());
    expect(text.V).toEqual(mine.V.to2DArray());
    expect(structure(structuredClone(mine))).toEqual(structure(structuredClone(other)));
    expect(structure({ ...mine })).toEqual(structure({ ...other }));
    expect(new Matrix(text.V as number[][]).to2DArray()).toEqual(mine.V.to2DArray());
  });

  it.each(VARIANTS.filter(({ rows, columns, options }) => rows >= columns || options.autoTranspose))("fields hold ml-matrix's numbers but for signs: $rows × $columns, $options", ({ rows, columns, options }) => {
    const [mine, other] = both(rows, columns, options);
    mine.s.forEach((s, i) => expect(Math.abs(s - other.s[i]!)).toBeLessThan(1e-13 * other.s[0]!));
    for (const side of ["U", "V"] as const) expect(distance(aligned(mine[side], other[side]), other[side])).toBeLessThan(1e-10);
  });
});

describe("autoTranspose", () => {
  const same = (a: Matrix, b: Matrix) => a.rows === b.rows && a.columns === b.columns && a.to1DArray().every((x, p) => Object.is(x, b.get(Math.floor(p / b.columns), p % b.columns)));
  const repeated = (rows: number, columns: number) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => (i === (3 * j) % rows ? 2 : 0)));
  const ofRankOne = (rows: number, columns: number) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => (i + 1) * (j - 2)));
  const KINDS: Record<string, (rows: number, columns: number) => number[][]> = {
    random, repeated, ofRankOne,
    negative: (rows, columns) => random(rows, columns, 5).map((row) => row.map((x) => -Math.abs(x))),
    zero: (rows, columns) => random(rows, columns).map((row) => row.map(() => 0)),
    graded: (rows, columns) => random(rows, columns, 2).map((row, i) => row.map((x, j) => x * 10 ** -(i + 2 * j))),
    integers: (rows, columns) => random(rows, columns, 3).map((row) => row.map((x) => Math.round(2 * x))),
  };
  const SIZES: [number, number][] = [[2, 1], [3, 2], [10, 2], [6, 5], [30, 7], [66, 64], [90, 20]];

  it.each(Object.keys(KINDS).flatMap((kind) => SIZES.map((size) => [kind, ...size] as const)))("%s, %i × %i: V of A is U of Aᵀ to the last bit, and the other way round", (kind, rows, columns) => {
    const a = new Matrix(KINDS[kind]!(rows, columns));
    for (const options of OPTIONS) {
      const mirrored = { computeLeftSingularVectors: options.computeRightSingularVectors ?? true, computeRightSingularVectors: options.computeLeftSingularVectors ?? true };
      const tall = new ours.SVD(a, { ...options, autoTranspose: true });
      const wide = new ours.SVD(a.transpose(), { ...mirrored, autoTranspose: true });
      expect(same(wide.leftSingularVectors, tall.rightSingularVectors)).toBe(true);
      expect(same(wide.rightSingularVectors, tall.leftSingularVectors)).toBe(true);
      expect(wide.s).toEqual(tall.s);
      expect(same(wide.diagonalMatrix, tall.diagonalMatrix)).toBe(true);
      expect([wide.rank, wide.condition, wide.norm2, wide.threshold, wide.m, wide.n]).toEqual([tall.rank, tall.condition, tall.norm2, tall.threshold, tall.m, tall.n]);
    }
  });

  it("is the same rule of signs on the other side", () => {
    for (const [rows, columns] of SIZES) {
      const { V } = new ours.SVD(random(columns, rows), { autoTranspose: true });
      for (let j = 0; j < V.columns; j++) expect(Math.max(...V.getColumn(j))).toBeGreaterThan(Math.max(...V.getColumn(j).map((x) => -x)));
    }
  });
});

describe("fields that a program changes", () => {
  it.each(SHAPES.filter(([rows, columns]) => rows >= columns))("%i × %i: getters and methods read them, as ml-matrix's do", (rows, columns) => {
    const b = new Matrix(random(rows, 2, 9));
    for (let zeroed = 0; zeroed < columns; zeroed += columns > 9 ? 16 : 1) {
      const [mine, other] = both(rows, columns, {});
      for (const svd of [mine, other]) svd.s[zeroed] = 0;
      expect(mine.diagonal[zeroed]).toBe(0);
      expect(mine.rank).toBe(other.rank);
      expect(mine.diagonalMatrix.get(zeroed, zeroed)).toBe(0);
      const tolerance = 1e-10 * (1 + largest(other.inverse()));
      expect(distance(mine.inverse(), other.inverse())).toBeLessThan(tolerance);
      expect(distance(mine.solve(b), other.solve(b))).toBeLessThan(10 * tolerance);
    }
  });

  it("a V that was put in place of one that nobody had asked for is the one that is used", () => {
    const svd = new ours.SVD([[3, 0, 0, 0], [0, 2, 0, 0]]);
    const V = Matrix.eye(4).mul(2);
    svd.V = V;
    expect(svd.V).toBe(V);
    expect(svd.rightSingularVectors).toBe(V);
    expect(svd.inverse().to2DArray()).toEqual([[2 / 3, 0], [0, 1], [0, 0], [0, 0]]);
    expect(Object.keys(svd)).toEqual(["m", "n", "s", "U", "V"]);
  });

  it("V of a wide matrix is the same object at every reading, and orthogonal", () => {
    const svd = new ours.SVD(random(3, 8));
    const before = svd.inverse();
    const V = svd.V;
    expect(svd.V).toBe(V);
    expect(skew(V)).toBeLessThan(1e-14);
    expect(svd.inverse().to2DArray()).toEqual(before.to2DArray());
    V.set(0, 0, 5);
    expect(svd.inverse().get(0, 0)).not.toBe(before.get(0, 0));
  });
});
