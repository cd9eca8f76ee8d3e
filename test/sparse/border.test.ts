// What sparse matrices are refused for, to the last value, and what is read of those that are taken.
import { describe, expect, it } from "vitest";
import { frobeniusNorm, matrix, OutOfMemoryError, sparse, type SparseMatrix, truncatedSvd } from "../../src/index";
import { copyInSparse, readSparse } from "../../src/sparse";
import type { Frame } from "../../src/wasm/frame";

const MOST = 2 ** 31 - 2;

describe("sizes", () => {
  it(`columns go to ${MOST}`, () => {
    expect(sparse(1, MOST, [[0, MOST - 1, 5]]).column).toEqual(Int32Array.of(MOST - 1));
    expect(() => sparse(1, MOST + 1, [])).toThrow(expect.objectContaining({ name: "RangeError", message: `columns is ${MOST + 1}: expected an integer, 0 to ${MOST}` }));
    expect(() => sparse(MOST + 1, 1, [])).toThrow(expect.objectContaining({ name: "RangeError", message: `rows is ${MOST + 1}: expected an integer, 0 to ${MOST}` }));
  });

  it("as many rows do not fit, which is told before anything is done", () => expect(() => sparse(MOST, 1, [])).toThrow(OutOfMemoryError));

  it("of a matrix that is handed in are held to the same limits", () => {
    const a = sparse(1, 1, []);
    expect(() => truncatedSvd({ ...a, columns: MOST + 1 }, 1)).toThrow(RangeError);
    expect(() => truncatedSvd({ ...a, columns: -1 }, 1)).toThrow(RangeError);
  });
});

describe("sums beyond the largest number", () => {
  it.each([[0, 0, 1], [0, 3, 2], [4, 1, 3], [4, 4, 0]])("at row %i, column %i, after %i others", (row, column, others) => {
    const before = [[0, 1], [0, 2], [2, 0]].filter(([i, j]) => i! < row || (i === row && j! < column)).slice(0, others);
    const entries = [...before.map(([i, j]) => [i!, j!, 1] as const), [row, column, 1.5e308] as const, [row, column, 1.5e308] as const];
    expect(() => sparse(5, 5, entries)).toThrow(expect.objectContaining({ name: "RangeError", message: `the entries at row ${row}, column ${column} add up to Infinity: expected a finite sum (scale the values down)` }));
  });
});

describe("the three arrays", () => {
  const a = sparse(2, 3, [[0, 1, 4], [1, 2, 8]]);
  it.each(["rowStart", "column", "value"] as const)("%s must be of its type", (part) => {
    const type = part === "value" ? "Float64Array" : "Int32Array";
    const article = type === "Int32Array" ? "an" : "a";
    for (const other of [[...a[part]], Float32Array.from(a[part]), undefined, null]) {
      expect(() => truncatedSvd({ ...a, [part]: other }, 1)).toThrow(new RegExp(`${part} is .*: expected ${article} ${type}$`));
      expect(() => truncatedSvd({ ...a, [part]: other }, 1)).toThrow(TypeError);
    }
  });

  it("are looked at in place, or copied where a copy is wanted", () => {
    const buffers = (b: SparseMatrix) => [b.rowStart.buffer, b.column.buffer, b.value.buffer];
    expect(buffers(readSparse(a, "a"))).toEqual(buffers(a));
    readSparse(a, "a").value[0] = 4;
    for (const [p, buffer] of buffers(readSparse(a, "a")).entries()) expect(buffer).toBe(buffers(a)[p]);
    for (const [p, buffer] of buffers(readSparse(a, "a", true)).entries()) expect(buffer).not.toBe(buffers(a)[p]);
  });

  it("are asked room for before one of them is copied", () => {
    const asked: number[] = [];
    const frame = { require: (bytes: number) => { asked.push(bytes); throw new Error("enough"); } } as unknown as Frame;
    expect(() => copyInSparse(frame, a, "a")).toThrow("enough");
    expect(asked).toEqual([4 * 3 + 12 * 2]);
  });
});

describe("dense matrices at the same border", () => {
  it("of 2^29 rows and no column are fine, of one more not", () => {
    expect(matrix({ rows: 2 ** 29, columns: 0, data: [] })).toMatchObject({ rows: 2 ** 29, columns: 0 });
    expect(() => matrix({ rows: 2 ** 29 + 1, columns: 0, data: [] })).toThrow(expect.objectContaining({ name: "RangeError", message: "matrix.rows is 536870913: expected an integer, 0 to 536870912" }));
  });

  it.each([{ rows: 2 }, { rows: 2, columns: 2 }, { rows: 2, data: [1, 2] }])("%o is no matrix", (a) =>
    expect(() => frobeniusNorm(a as never)).toThrow(/^matrix is an object \(Object\): expected rows of numbers/));
});
