import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix, multiply, sparse, toRows, transpose } from "../src/index";
import { type Dense, dense, transposed } from "./support/dense";
import { multiply as naive } from "./support/naive";
import { expectClose } from "./support/products";

/** Small whole numbers: every order of summation gives the same. */
const whole = (rows: number, columns: number, seed: number) => dense(rows, columns, (i, j) => ((7 * i + 5 * j + 3 * i * j + seed) % 19) - 9);
/** The same without its zeros and some more. */
const thinned = (a: Dense) => dense(a.rows, a.columns, (i, j) => ((i + 2 * j) % 3 === 0 ? 0 : a.data[i * a.columns + j]!));
const asSparse = ({ rows, columns, data }: Dense) =>
  sparse(rows, columns, Array.from(data, (x, p) => [Math.floor(p / columns), p % columns, x] as const).filter(([, , x]) => x !== 0));
const plain = ({ rows, columns, data }: Dense) => ({ rows, columns, data: Float64Array.from(data) });

describe("multiply", () => {
  it.each([[1, 1, 1], [3, 4, 5], [5, 4, 3], [7, 1, 9], [1, 9, 1], [17, 33, 6], [130, 5, 9]])("%i × %i times %i columns, dense and sparse, exactly", (m, n, p) => {
    const [a, b] = [thinned(whole(m, n, 1)), thinned(whole(n, p, 2))];
    const expected = plain(naive(a, b));
    expect(multiply(a, b)).toEqual(expected);
    expect(multiply(asSparse(a), b)).toEqual(expected);
    expect(multiply(a, asSparse(b))).toEqual(expected);
    expect(multiply(asSparse(a), asSparse(b))).toEqual(expected);
  });

  it("agrees with its definition to rounding", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer(), (m, n, p, seed) => {
      const real = (rows: number, columns: number, s: number) => dense(rows, columns, (i, j) => Math.sin(seed + s + 13 * i + 7 * j));
      const [a, b] = [real(m, n, 1), real(n, p, 2)];
      const expected = naive(a, b);
      expectClose(multiply(a, b), expected, n * 4 * Number.EPSILON);
      expectClose(multiply(asSparse(a), b), expected, n * 4 * Number.EPSILON);
    }), { seed: 17, numRuns: 60 });
  });

  it("a vector gives a vector, whichever list it is", () => {
    const a = [[1, 2, 3], [4, 5, 6]];
    const expected = Float64Array.of(14, 32);
    for (const b of [[1, 2, 3], Float64Array.of(1, 2, 3), Float32Array.of(1, 2, 3), Int8Array.of(1, 2, 3), { length: 3, nullCount: 0, get: (i: number) => i + 1 }]) {
      expect(multiply(a, b)).toStrictEqual(expected);
      expect(multiply(asSparse(matrix(a)), b)).toStrictEqual(expected);
    }
    expect(multiply([{ x: 1, y: 2, z: 3 }], [1, 1, 1])).toStrictEqual(Float64Array.of(6));
  });

  it.each([[0, 3, 2], [3, 0, 2], [3, 2, 0], [0, 0, 0]])("%i × %i times %i columns", (m, n, p) => {
    const zeros = { rows: m, columns: p, data: new Float64Array(m * p) };
    expect(multiply({ rows: m, columns: n, data: [] .concat(new Array(m * n).fill(1) as never) }, { rows: n, columns: p, data: new Array(n * p).fill(1) })).toEqual(n === 0 ? zeros : { ...zeros, data: zeros.data.fill(n) });
    expect(multiply(sparse(m, n, []), { rows: n, columns: p, data: new Array(n * p).fill(1) })).toEqual({ ...zeros, data: new Float64Array(m * p) });
  });

  it("at the ends of the range: what is a number comes out as one, what is not is infinite", () => {
    expect([...multiply([[1e300, 1e300]], [1e-300, -1e-300])]).toEqual([0]);
    expect([...multiply([[1e300]], [1e300])]).toEqual([Infinity]);
    expect([...multiply([[5e-324]], [2])]).toEqual([1e-323]);
    expect([...multiply([[1e-200]], [1e-200])]).toEqual([0]);
  });

  it("leaves its arguments alone", () => {
    const [a, b] = [matrix([[1, 2], [3, 4]]), matrix([[5, 6], [7, 8]])];
    expect(toRows(multiply(a, b))).toEqual([[19, 22], [43, 50]]);
    expect([toRows(a), toRows(b)]).toEqual([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
  });

  it.each([
    ["shapes that do not fit", [[1, 2]], [[1, 2]], RangeError, /^b has 1 rows: expected 2, the columns of the matrix$/],
    ["a list that is too long", [[1, 2]], [1, 2, 3], RangeError, /^b has 3 rows: expected 2/],
    ["no number in the list", [[1, 2]], [1, "2"], TypeError, /^b\[1\] is "2": expected a finite number$/],
    ["NaN", [[1, 2]], [1, NaN], RangeError, /^b\[1\] is NaN/],
    ["NaN in the matrix", [[1, NaN]], [1, 2], RangeError, /^matrix\[0\]\[1\] is NaN/],
    ["nothing", [[1, 2]], null, TypeError, /^b is null: expected a matrix or a list of numbers$/],
    ["a malformed sparse b", [[1, 2]], { rows: 2, columns: 1, rowStart: Int32Array.of(0, 1), column: Int32Array.of(0), value: Float64Array.of(1) }, RangeError, /^b\.rowStart has length 2: expected 3/],
  ])("refuses %s", (_, a, b, kind, message) => {
    expect(() => multiply(a as never, b as never)).toThrow(kind);
    expect(() => multiply(a as never, b as never)).toThrow(message);
  });
});

describe("transpose", () => {
  it.each([[0, 0], [0, 3], [3, 0], [1, 1], [1, 5], [4, 3], [3, 4], [40, 33]])("%i × %i, dense and sparse, and back", (m, n) => {
    const a = thinned(whole(m, n, 3));
    expect(transpose(a)).toEqual(plain(transposed(a)));
    expect(transpose(transpose(a))).toEqual(plain(a));
    expect(transpose(asSparse(a))).toEqual(asSparse(transposed(a)));
    expect(transpose(transpose(asSparse(a)))).toEqual(asSparse(a));
  });

  it("is a copy", () => {
    const a = matrix([[1, 2]]);
    transpose(a).data.fill(9);
    expect(toRows(a)).toEqual([[1, 2]]);
  });

  it("refuses a malformed sparse matrix", () =>
    expect(() => transpose({ rows: 2, columns: 2, rowStart: Int32Array.of(0, 2, 1), column: Int32Array.of(0), value: Float64Array.of(1) })).toThrow(/^matrix is malformed/));
});
