import fc from "fast-check";
import { Matrix as MlMatrix, MatrixTransposeView, WrapperMatrix1D, WrapperMatrix2D } from "ml-matrix";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { matrix, type MatrixLike, OutOfMemoryError, singularValues, svd, toRows } from "../src/index";
import { borrowMatrix, readMatrix } from "../src/matrix";
import { LIARS } from "./support/hostile";
import { fromAnotherRealm } from "./support/platform";
import { StdlibNdarray } from "./support/stdlib";

const ROWS = [[1, 2, 3], [4, 5, 6]];
const FLAT = [1, 2, 3, 4, 5, 6];
const EXPECTED = { rows: 2, columns: 3, data: Float64Array.from(FLAT) };

const stdlib = (...parts: ConstructorParameters<typeof StdlibNdarray>) => new StdlibNdarray(...parts);

const padded = Float64Array.of(9, 9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9);

const FORMS: [string, () => unknown][] = [
  ["rows of arrays", () => ROWS],
  ["rows of Float64Array", () => ROWS.map((row) => Float64Array.from(row))],
  ["rows of Float32Array", () => ROWS.map((row) => Float32Array.from(row))],
  ["rows of Uint8Array and, in Node, Buffer", () => [Uint8Array.from(ROWS[0]!), (globalThis.Buffer ?? Uint8Array).from(ROWS[1]!)]],
  ["rows of mixed kinds", () => [ROWS[0], Int16Array.from(ROWS[1]!)]],
  ["array-likes", () => ({ length: 2, 0: { length: 3, 0: 1, 1: 2, 2: 3 }, 1: ROWS[1] })],
  ["frozen rows", () => Object.freeze(ROWS.map((row) => Object.freeze([...row])))],
  ["rows of another realm", () => fromAnotherRealm("[[1, 2, 3], new Float64Array([4, 5, 6])]")],
  ["flat, Float64Array", () => ({ rows: 2, columns: 3, data: Float64Array.from(FLAT) })],
  ["flat, Float32Array", () => ({ rows: 2, columns: 3, data: Float32Array.from(FLAT) })],
  ["flat, Int32Array", () => ({ rows: 2, columns: 3, data: Int32Array.from(FLAT) })],
  ["flat, array", () => ({ rows: 2, columns: 3, data: FLAT })],
  ["flat, part of a buffer", () => ({ rows: 2, columns: 3, data: Float64Array.from([7, ...FLAT, 7]).subarray(1, 7) })],
  ["flat, shared memory", () => {
    const data = new Float64Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, 0, 6);
    data.set(FLAT);
    return { rows: 2, columns: 3, data };
  }],
  ["flat, with getters", () => ({ get rows() { return 2; }, get columns() { return 3; }, get data() { return FLAT; } })],

  ["scijs, Float64Array", () => ndarray(Float64Array.from(FLAT), [2, 3])],
  ["scijs, Float32Array", () => ndarray(Float32Array.from(FLAT), [2, 3])],
  ["scijs, array", () => ndarray([...FLAT], [2, 3])],
  ["scijs, transposed", () => ndarray(Float64Array.of(1, 4, 2, 5, 3, 6), [3, 2]).transpose(1, 0)],
  ["scijs, every second entry from an offset", () => ndarray(padded, [2, 3], [6, 2], 2)],
  ["scijs, lower right part", () => ndarray(Float64Array.of(0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6), [3, 4]).lo(1, 1)],
  ["scijs, upper left part", () => ndarray(Float64Array.of(1, 2, 3, 0, 4, 5, 6, 0, 0, 0, 0, 0), [3, 4]).hi(2, 3)],
  ["scijs, steps of -1", () => ndarray(Float64Array.of(6, 5, 4, 3, 2, 1), [2, 3]).step(-1, -1)],
  ["scijs, picked from three dimensions", () => ndarray(Float64Array.of(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0), [2, 3, 2]).pick(null, null, 0)],
  ["scijs, store with get and set", () => {
    const store = { length: 6, get: (p: number) => FLAT[p]!, set: (p: number, x: number) => (FLAT[p] = x) };
    return ndarray(store as unknown as number[], [2, 3]);
  }],

  ["stdlib, row-major", () => stdlib(Float64Array.from(FLAT), [2, 3], [3, 1])],
  ["stdlib, column-major", () => stdlib(Float64Array.of(1, 4, 2, 5, 3, 6), [2, 3], [1, 2])],
  ["stdlib, generic array", () => stdlib(FLAT, [2, 3], [3, 1])],
  ["stdlib, strides and offset", () => stdlib(padded, [2, 3], [6, 2], 2)],
  ["stdlib, negative strides", () => stdlib(Float64Array.of(6, 5, 4, 3, 2, 1), [2, 3], [-3, -1], 5)],
  ["shape without strides", () => ({ shape: [2, 3], data: FLAT })],
  ["shape as a typed array", () => ({ shape: Uint32Array.of(2, 3), data: FLAT, strides: Int32Array.of(3, 1), offset: 0 })],

  ["ml-matrix", () => new MlMatrix(ROWS)],
  ["ml-matrix, transposed view", () => new MatrixTransposeView(new MlMatrix([[1, 4], [2, 5], [3, 6]]))],
  ["ml-matrix, flat wrapper", () => new WrapperMatrix1D(FLAT, { rows: 2 })],
  ["ml-matrix, rows wrapper", () => new WrapperMatrix2D(ROWS)],
  ["ml-matrix, selection", () => new MlMatrix([[0, 0, 0, 0], [1, 2, 3, 0], [4, 5, 6, 0]]).selection([1, 2], [0, 1, 2])],
  ["get(i, j) on a prototype", () => new (class { rows = 2; columns = 3; get(i: number, j: number) { return ROWS[i]![j]!; } })()],
];

/** Other packages' classes by what they have; test/packages/forms.test.ts has the packages themselves. */
class ArrowTable {
  readonly numRows = 2;
  readonly numCols = 3;
  readonly schema = { fields: ["a", "b", "c"].map((name) => ({ name })) };
  getChildAt(j: number) { return { length: 2, get: (i: number) => ROWS[i]![j]! }; }
  toArray(): never { throw new Error("not asked for"); }
}
class Tensor {
  readonly shape = [2, 3];
  readonly strides = [3];
  data() { return Promise.resolve(Float32Array.from(FLAT)); }
  dataSync() { return Float32Array.from(FLAT); }
}
const OBJECTS = [{ a: 1, b: 2, c: 3 }, { c: 6, a: 4, b: 5 }];
const pixels = (...rgb: number[][]) => Uint8ClampedArray.from(rgb.flatMap((colour) => [...colour, 255]));

describe("matrices of other packages", () => {
  it.each([
    ["rows of objects", () => OBJECTS], ["rows of objects without prototypes", () => OBJECTS.map((row) => Object.assign(Object.create(null) as object, row))],
    ["a table of Arrow", () => new ArrowTable()],
  ])("%s: columns have names", (_, make) => {
    expect(matrix(make() as MatrixLike)).toStrictEqual({ ...EXPECTED, names: ["a", "b", "c"] });
    expect(svd(make() as MatrixLike)).toStrictEqual(svd(ROWS));
    expect(matrix(matrix(make() as MatrixLike)).names).toStrictEqual(["a", "b", "c"]);
  });

  it.each([
    ["a tensor of TensorFlow.js", () => new Tensor()], ["a matrix of math.js", () => ({ size: () => [2, 3], toArray: () => ROWS })],
    ["grey pixels", () => ({ width: 3, height: 2, data: pixels(...FLAT.map((x) => [x, x, x])) })],
  ])("%s", (_, make) => {
    expect(matrix(make() as MatrixLike)).toStrictEqual(EXPECTED);
    expect(svd(make() as MatrixLike)).toStrictEqual(svd(ROWS));
  });

  it("every grey value is its own, and colours are weighed as JPEG weighs them", () => {
    const greys = Array.from({ length: 256 }, (_, x) => x);
    expect([...matrix({ width: 256, height: 1, data: pixels(...greys.map((x) => [x, x, x])) }).data]).toStrictEqual(greys);
    expect([...matrix({ width: 3, height: 1, data: pixels([255, 0, 0], [0, 255, 0], [0, 0, 255]) }).data]).toStrictEqual([76.245, 149.685, 29.07]);
  });

  it.each([
    ["a field that is missing", [{ a: 1, b: 2 }, { a: 3 }], TypeError, /^matrix\[1\]\.b is undefined: expected a finite number$/],
    ["one more field", [{ a: 1 }, { a: 3, b: 4 }], TypeError, /^matrix\[1\]\.b is not in matrix\[0\]: expected a$/],
    ["a text", [{ a: 1, name: "Bob" }], TypeError, /^matrix\[0\]\.name is "Bob": expected a finite number$/],
    ["a NaN", [{ a: 1 }, { a: NaN }], RangeError, /^matrix\[1\]\.a is NaN/],
    ["an object, then a list", [{ a: 1 }, [2]], TypeError, /^matrix\[1\]\.0 is not in matrix\[0\]/],
    ["an object, then nothing", [{ a: 1 }, null], TypeError, /^matrix\[1\] is null: expected an object, as matrix\[0\] is$/],
    ["a null in an Arrow column", Object.assign(new ArrowTable(), { getChildAt: () => ({ get: () => null }) }), TypeError, /^matrix\[0\]\.a is null/],
    ["a BigInt in an Arrow column", Object.assign(new ArrowTable(), { getChildAt: () => ({ get: () => 1n }) }), TypeError, /^matrix\[0\]\.a is 1n/],
    ["a tensor of three dimensions", { shape: [1, 2, 3], dataSync: () => FLAT }, RangeError, /^matrix\.shape has 3 dimensions/],
    ["a tensor that is disposed", { shape: [2, 3], dataSync: () => { throw new Error("Tensor is disposed."); } }, TypeError, /^matrix cannot be read: Tensor is disposed\.$/],
    ["too few pixels", { width: 2, height: 2, data: new Uint8ClampedArray(12) }, RangeError, /^matrix\.data has length 12: expected 16$/],
    ["pixels that are no list", { width: 2, height: 2, data: 7 }, RangeError, /^matrix\.data has length undefined: expected 16$/],
    ["a vector of math.js", { size: () => [3], toArray: () => [1, 2, 3] }, TypeError, /^matrix\[0\] is 1: expected a row of numbers$/],
  ])("refuses %s", (_, a, kind, message) => {
    expect(() => matrix(a as never)).toThrow(kind);
    expect(() => matrix(a as never)).toThrow(message);
  });
});

describe("matrix reads", () => {
  it.each(FORMS)("%s", (_, make) => {
    const a = make() as MatrixLike;
    const got = matrix(a);
    expect(got).toStrictEqual(EXPECTED);
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(got.data.byteLength).toBe(got.data.buffer.byteLength); // a copy of its own, not a window
    got.data.fill(7);
    expect(matrix(a)).toStrictEqual(EXPECTED);
    expect(toRows(a as never)).toStrictEqual(ROWS);
  });

  it.each(FORMS)("%s, and svd gives what it gives for rows of arrays", (_, make) => {
    expect(svd(make() as MatrixLike)).toStrictEqual(svd(ROWS));
  });

  it.each([
    ["[]", [], 0, 0],
    ["[[]]", [[]], 1, 0],
    ["[[], []]", [[], []], 2, 0],
    ["flat 0 × 4", { rows: 0, columns: 4, data: [] }, 0, 4],
    ["flat 4 × 0", { rows: 4, columns: 0, data: new Float64Array(0) }, 4, 0],
    ["sizes of negative zero", { rows: -0, columns: -0, data: [] }, 0, 0],
    ["scijs 0 × 3", ndarray(new Float64Array(0), [0, 3]), 0, 3],
    ["stdlib 0 × 3", stdlib(new Float64Array(0), [0, 3], [3, 1]), 0, 3],
    ["a shape of negative zeros", { shape: [-0, -0], data: [], strides: [-0, -0], offset: -0 }, 0, 0],
    ["ml-matrix 3 × 0", new MlMatrix(3, 0), 3, 0],
  ] as [string, MatrixLike, number, number][])("%s", (_, a, rows, columns) => {
    expect(matrix(a)).toStrictEqual({ rows, columns, data: new Float64Array(0) }); // toStrictEqual tells 0 from -0
    const { U, S, V } = svd(a);
    expect([U.rows, U.columns, S.length, V.rows, V.columns]).toStrictEqual([rows, 0, 0, columns, 0]);
  });

  it("every bit of an entry, negative zero and subnormals included", () => {
    const data = [[-0, 5e-324, -2.2250738585072014e-308], [1.7976931348623157e308, Number.EPSILON, -1e-310]];
    for (const a of [data, { rows: 2, columns: 3, data: data.flat() }, ndarray(data.flat(), [2, 3]), new MlMatrix(data)]) {
      expect([...matrix(a).data]).toStrictEqual(data.flat());
    }
  });

  it("an entry that is read once, even by a getter that counts", () => {
    let calls = 0;
    matrix({ rows: 3, columns: 5, get: () => calls++ });
    expect(calls).toBe(15);
  });
});

const thrower = () => {
  throw new Error("no such entry");
};
const sparseRow = [1, 2, 3];
delete sparseRow[1];
const sparseRows = [[1], [2], [3]];
delete sparseRows[1];
const nothing = Object.create(null) as object;

describe("matrix refuses", () => {
  it.each([
    ["nothing", undefined, TypeError, /^matrix is undefined: expected rows of numbers/],
    ["null", null, TypeError, /^matrix is null/],
    ["a number", 3, TypeError, /^matrix is 3/],
    ["a string", "1,2;3,4", TypeError, /^matrix is "1,2;3,4"/],
    ["a BigInt", 3n, TypeError, /^matrix is 3n/],
    ["a symbol", Symbol("a"), TypeError, /^matrix is a symbol/],
    ["a function", () => 1, TypeError, /^matrix is a function/],
    ["an empty object", {}, TypeError, /^matrix is an object \(Object\)/],
    ["an object without prototype", nothing, TypeError, /^matrix is an object \(no constructor\)/],
    ["a constructor named by a symbol", { constructor: { name: Symbol("x") } }, TypeError, /^matrix is an object \(no constructor\)/],
    ["a Map", new Map([[0, [1]]]), TypeError, /^matrix is an object \(Map\)/],
    ["a DataView", new DataView(new ArrayBuffer(8)), TypeError, /^matrix is an object \(DataView\)/],
    ["an ArrayBuffer", new ArrayBuffer(8), TypeError, /^matrix is an object \(ArrayBuffer\)/],
    ["one row", [1, 2, 3], TypeError, /^matrix\[0\] is 1: expected a row of numbers/],
    ["one typed row", Float64Array.of(1, 2), TypeError, /^matrix\[0\] is 1: expected a row/],
    ["a string for a row", ["123"], TypeError, /^matrix\[0\] is "123": expected a row/],
    ["a String object for a row", [new String("12")], TypeError, /^matrix\[0\]\[0\] is "1"/],
    ["a DataView for a row", [[1], new DataView(new ArrayBuffer(8))], TypeError, /^matrix\[1\] is an object \(DataView\)/],
    ["null for a row", [[1], null], TypeError, /^matrix\[1\] is null: expected a row/],
    ["a missing row", sparseRows, TypeError, /^matrix\[1\] is undefined: expected a row/],
    ["a hole", [[1, 2, 3], sparseRow], TypeError, /^matrix\[1\]\[1\] is undefined/],
    ["a sparse array", [new Array(3)], TypeError, /^matrix\[0\]\[0\] is undefined/],
    ["null for an entry", [[1, null]], TypeError, /^matrix\[0\]\[1\] is null: expected a finite number/],
    ["a string for an entry", [[1], ["2"]], TypeError, /^matrix\[1\]\[0\] is "2"/],
    ["a boolean for an entry", [[1, true]], TypeError, /^matrix\[0\]\[1\] is true/],
    ["a Number object for an entry", [[new Number(1)]], TypeError, /^matrix\[0\]\[0\] is an object \(Number\)/],
    ["an object with valueOf for an entry", [[{ valueOf: () => 1 }]], TypeError, /^matrix\[0\]\[0\] is an object/],
    ["a BigInt for an entry", [[1, 2n]], TypeError, /^matrix\[0\]\[1\] is 2n/],
    ["a BigInt64Array for a row", [[1, 2], BigInt64Array.of(3n, 4n)], TypeError, /^matrix\[1\]\[0\] is 3n/],
    ["a BigUint64Array as data", { rows: 1, columns: 1, data: BigUint64Array.of(3n) }, TypeError, /^matrix\[0\]\[0\] is 3n/],
    ["one level too many", [[[1, 2]], [[3, 4]]], TypeError, /^matrix\[0\]\[0\] is an array of length 2/],
    ["NaN", [[1, 2], [3, NaN]], RangeError, /^matrix\[1\]\[1\] is NaN: expected a finite number/],
    ["Infinity", [[Infinity]], RangeError, /^matrix\[0\]\[0\] is Infinity/],
    ["-Infinity in a typed row", [[1, 2], Float32Array.of(3, -Infinity)], RangeError, /^matrix\[1\]\[1\] is -Infinity/],
    ["NaN in flat data", { rows: 2, columns: 3, data: Float64Array.of(0, 0, 0, 0, NaN, 0) }, RangeError, /^matrix\[1\]\[1\] is NaN/],
    ["NaN in an ndarray", ndarray(Float64Array.of(1, 2, NaN, 4), [2, 2]).transpose(1, 0), RangeError, /^matrix\[0\]\[1\] is NaN/],
    ["NaN in a stdlib ndarray", stdlib(Float64Array.of(1, 2, NaN, 4), [2, 2], [2, 1]), RangeError, /^matrix\[1\]\[0\] is NaN/],
    ["NaN in an ml-matrix", new MlMatrix([[1, 2], [NaN, 4]]), RangeError, /^matrix\[1\]\[0\] is NaN/],
    ["a short row", [[1, 2], [3]], RangeError, /^matrix\[1\] has length 1: expected 2, the length of matrix\[0\]/],
    ["a long row", [[1, 2], [3, 4], Float64Array.of(1, 2, 3)], RangeError, /^matrix\[2\] has length 3: expected 2/],
    ["too little data", { rows: 2, columns: 3, data: [1, 2, 3] }, RangeError, /^matrix\.data has length 3: expected rows \* columns = 6/],
    ["too much data", { rows: 2, columns: 1, data: [1, 2, 3] }, RangeError, /^matrix\.data has length 3: .* = 2/],
    ["data that is a string", { rows: 1, columns: 1, data: "1" }, TypeError, /^matrix\.data is "1": expected an array/],
    ["data that is a DataView", { rows: 0, columns: 0, data: new DataView(new ArrayBuffer(8)) }, TypeError, /^matrix\.data is an object \(DataView\)/],
    ["no data", { rows: 1, columns: 1, data: null }, TypeError, /^matrix\.data is null/],
    ["rows that are no number", { rows: "2", columns: 1, data: [1, 2] }, TypeError, /^matrix\.rows is "2": expected an integer/],
    ["rows but no columns", { rows: 2, get: () => 1 }, TypeError, /^matrix\.columns is undefined/],
    ["columns that are NaN", { rows: 2, columns: NaN, get: () => 1 }, RangeError, /^matrix\.columns is NaN/],
    ["columns that are a fraction", { rows: 2, columns: 1.5, data: [1, 2, 3] }, RangeError, /^matrix\.columns is 1\.5/],
    ["negative rows", { rows: -1, columns: -2, data: [1, 2] }, RangeError, /^matrix\.rows is -1/],
    ["infinite rows", { rows: Infinity, columns: 0, data: [] }, RangeError, /^matrix\.rows is Infinity/],
    ["2^53 rows and no columns", { rows: 2 ** 53, columns: 0, data: [] }, RangeError, /^matrix\.rows is 9007199254740992: expected an integer, 0 to 536870912/],
    ["an array-like of the greatest length", { length: Number.MAX_SAFE_INTEGER, 0: [] }, RangeError, /^matrix\.length is/],
    ["a negative length", { length: -1 }, TypeError, /^matrix is an object/],
    ["more entries than 4 GiB", { rows: 2 ** 20, columns: 2 ** 20, get: () => 1 }, OutOfMemoryError, /^matrix, 1048576 × 1048576, needs 8796093022208 bytes/],
    ["get that throws", { rows: 2, columns: 2, get: (i: number) => (i === 1 ? thrower() : 0) }, TypeError, /^matrix\[1\]\[0\] cannot be read: no such entry/],
    ["get that throws a string", { rows: 1, columns: 1, get: () => { throw "x"; } }, TypeError, /^matrix\[0\]\[0\] cannot be read: "x"/],
    ["get that gives a promise", { rows: 1, columns: 1, get: async () => 1 }, TypeError, /^matrix\[0\]\[0\] is an object \(Promise\)/],
    ["get that gives NaN", { rows: 2, columns: 2, get: (i: number, j: number) => (i + j === 2 ? NaN : 0) }, RangeError, /^matrix\[1\]\[1\] is NaN/],
    ["a length that throws", { get length() { return thrower(); } }, TypeError, /^matrix cannot be read: no such entry/],
    ["an array whose entries throw", [new Proxy([1, 2], { get: (row, key) => (key === "1" ? thrower() : Reflect.get(row, key)) })], TypeError, /^matrix cannot be read: no such entry/],
    ["a shape of one", { shape: [4], data: FLAT }, RangeError, /^matrix\.shape has 1 dimensions: expected 2/],
    ["a shape of three", ndarray(new Float64Array(8), [2, 2, 2]), RangeError, /^matrix\.shape has 3 dimensions/],
    ["a shape that is no list", { shape: 4, data: FLAT }, TypeError, /^matrix\.shape is 4: expected two sizes/],
    ["a shape of strings", { shape: ["2", "3"], data: FLAT }, TypeError, /^matrix\.shape\[0\] is "2"/],
    ["a negative shape", { shape: [2, -3], data: FLAT }, RangeError, /^matrix\.shape\[1\] is -3/],
    ["a NaN shape", { shape: [NaN, 3], data: FLAT }, RangeError, /^matrix\.shape\[0\] is NaN/],
    ["a shape beyond the data", { shape: [2, 4], data: FLAT }, RangeError, /^matrix\.data has length 6: expected it to hold 2 × 4 entries with strides 4, 1 from offset 0/],
    ["an offset beyond the data", { shape: [2, 3], data: FLAT, offset: 1 }, RangeError, /from offset 1/],
    ["a negative offset", { shape: [1, 1], data: FLAT, offset: -1 }, RangeError, /from offset -1/],
    ["strides that leave the data backwards", { shape: [2, 3], data: FLAT, strides: [-3, 1] }, RangeError, /strides -3, 1/],
    ["strides so great that sums round", { shape: [2, 2], data: FLAT, strides: [2 ** 53 - 1, 2 ** 53 - 1] }, RangeError, /^matrix\.data has length 6/],
    ["a fractional stride", { shape: [2, 3], data: FLAT, stride: [3, 0.5] }, RangeError, /^matrix\.strides\[1\] is 0\.5: expected an integer/],
    ["a stride that is no number", { shape: [2, 3], data: FLAT, stride: [3n, 1n] }, TypeError, /^matrix\.strides\[0\] is 3n/],
    ["one stride", { shape: [2, 3], data: FLAT, stride: [3] }, TypeError, /^matrix\.strides is an array of length 1/],
    ["a NaN offset", { shape: [2, 3], data: FLAT, offset: NaN }, RangeError, /^matrix\.offset is NaN/],
    ["an ndarray without data", { shape: [0, 0] }, TypeError, /^matrix\.data is undefined/],
    ["an ndarray over a DataView", { shape: [0, 0], data: new DataView(new ArrayBuffer(8)) }, TypeError, /^matrix\.data is an object \(DataView\)/],
    ["an ndarray over a string", { shape: [1, 1], data: "1" }, TypeError, /^matrix\.data is "1"/],
    ["an ndarray over BigInts", { shape: [1, 1], data: BigInt64Array.of(1n) }, TypeError, /^matrix\[0\]\[0\] is 1n/],
    ["an ndarray whose store throws", { shape: [1, 2], data: { length: 2, get: thrower } }, TypeError, /^matrix\[0\]\[0\] cannot be read/],
  ] as [string, unknown, new () => Error, RegExp][])("%s", (_, a, kind, message) => {
    for (const call of [matrix, toRows, svd, singularValues] as ((a: unknown) => unknown)[]) {
      let error: unknown;
      try {
        call(a);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(kind);
      expect((error as Error).message).toMatch(message);
    }
    expect(singularValues([[3, 0], [0, 4]])).toStrictEqual(Float64Array.of(4, 3));
  });

  it("arrays of the greatest length, at once", () => {
    const endless = new Array(2 ** 32 - 1) as never;
    expect(() => matrix(endless)).toThrow(/^matrix\.length is 4294967295: expected an integer, 0 to 536870912/);
    expect(() => matrix([endless])).toThrow(/^matrix\[0\]\.length is 4294967295/);
  });

  it("keeps the cause of what a source throws", () => {
    const cause = new Error("disk");
    const a = { rows: 1, columns: 1, get: () => { throw cause; } };
    expect(() => matrix(a)).toThrow(expect.objectContaining({ cause }));
  });

  it("a typed array that lies about its length", () => {
    class Liar extends Float64Array {
      override get length() {
        return 2;
      }
    }
    expect(matrix([new Liar([1, 2, 3]), [4, 5, 6]] as never).data).toStrictEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(matrix({ rows: 1, columns: 3, data: new Liar([1, 2, 3]) }).data).toStrictEqual(Float64Array.of(1, 2, 3));
    const short = { rows: 1, columns: 2, data: new Liar([1]) };
    expect(() => svd(short)).toThrow("matrix.data has length 1: expected rows * columns = 2");
  });
});

describe("any value", () => {
  const leaf = fc.oneof(
    fc.double(), fc.integer({ min: -3, max: 9 }), fc.constantFrom(-0, NaN, 2 ** 53, -1, "1", "", null, undefined, true, 1n, Symbol.iterator), fc.object(), fc.func(fc.integer()),
  );
  const list = fc.oneof(fc.array(leaf), fc.array(fc.array(leaf)), fc.sparseArray(leaf, { maxNumElements: 4, maxLength: 8 }), fc.float64Array(), fc.bigInt64Array(), fc.string());
  const value = fc.oneof(
    leaf,
    list,
    fc.record({ rows: leaf, columns: leaf, data: fc.oneof(leaf, list) }, { requiredKeys: [] }),
    fc.record({ rows: fc.nat(4), columns: fc.nat(4), data: list }),
    fc.record({ rows: fc.oneof(fc.nat(4), fc.constantFrom(-1, 2 ** 53, NaN, "2", undefined)), columns: fc.nat(4), get: fc.oneof(leaf, fc.func(leaf)) }),
    fc.record({ shape: fc.oneof(list, fc.array(fc.nat(4), { minLength: 2, maxLength: 2 })), data: fc.oneof(leaf, list), strides: fc.oneof(list, fc.constant(undefined)), offset: leaf }),
    fc.array(fc.oneof(fc.array(fc.double({ noNaN: true })), fc.float32Array({ noNaN: true })), { maxLength: 3 }),
  );

  it("is read right or refused with a TypeError or RangeError that names it", () => {
    fc.assert(
      fc.property(value, (a) => {
        let got;
        try {
          got = matrix(a as MatrixLike);
        } catch (error) {
          expect(error instanceof TypeError || error instanceof RangeError).toBe(true);
          expect((error as Error).message).toMatch(/^matrix/);
          return;
        }
        expect(got.data.length).toBe(got.rows * got.columns);
        expect(got.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it("of the right kind comes back entry for entry from every form", () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }));
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        shapes.chain(([m, n]) => fc.array(fc.array(finite, { minLength: n, maxLength: n }), { minLength: m, maxLength: m })),
        fc.nat(3),
        (rows, offset) => {
          const [m, n] = [rows.length, rows[0]!.length];
          const byColumns = Float64Array.from([...Array(offset).fill(9), ...rows[0]!.flatMap((_, j) => rows.map((row) => row[j]!))]);
          const forms = [
            rows,
            rows.map((row) => Float64Array.from(row)),
            { rows: m, columns: n, data: rows.flat() },
            ndarray(byColumns, [m, n], [1, m], offset),
            stdlib(byColumns, [m, n], [1, m], offset),
            new MlMatrix(rows),
          ];
          for (const form of forms) {
            expect(toRows(matrix(form as MatrixLike))).toStrictEqual(rows);
          }
          expect(matrix(toRows(matrix(rows)))).toStrictEqual(matrix(rows));
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe("results", () => {
  const decomposition = svd(ROWS);

  it("survive structuredClone", () => {
    expect(structuredClone(decomposition)).toStrictEqual(decomposition);
    expect(structuredClone(matrix(ROWS))).toStrictEqual(matrix(ROWS));
  });

  it("survive a transfer without copying", () => {
    const { U } = svd(ROWS);
    const before = U.data.slice();
    const moved = structuredClone(U, { transfer: [U.data.buffer as ArrayBuffer] });
    expect(moved.data).toStrictEqual(before);
  });

  it("survive JSON as rows", () => {
    const rows = toRows(decomposition.U);
    expect(matrix(JSON.parse(JSON.stringify(rows)))).toStrictEqual(decomposition.U);
  });

  it("share no memory with the input or with each other", () => {
    const a = matrix(ROWS);
    const { U, S, V } = svd(a);
    expect(new Set([a.data, U.data, S, V.data].map((x) => x.buffer)).size).toBe(4);
  });
});

describe("reading in place", () => {
  const data = Float64Array.of(1, 2, 3, 4);
  const flat = (of: Float64Array) => ({ rows: 2, columns: 2, data: of });

  it("matrices of plain doubles alone, never shared ones", () => {
    expect(borrowMatrix(flat(data), "a").data).toBe(data);
    expect(readMatrix(flat(data), "a").data).not.toBe(data);
    for (const [kind, array] of Object.entries(LIARS)) {
      const of = array(data.slice()) as Float64Array;
      const { data: read } = borrowMatrix(flat(of), "a");
      expect(Array.from(read), kind).toEqual([1, 2, 3, 4]);
      expect(read === of, kind).toBe(/part of a larger|resized|methods/.test(kind));
    }
  });
});
