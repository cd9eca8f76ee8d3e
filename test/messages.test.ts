// What errors say, to the letter, where a fault in the text would be seen by nobody else.
import { expect, it } from "vitest";
import { outOfRange, wrongKind } from "../src/errors";
import { sparse, svd, verify } from "../src/index";
import { describe as describeValue, readOptions } from "../src/checks";

it("a long text is cut behind its fortieth character, a shorter one is not", () => {
  for (const length of [0, 1, 39, 40]) expect(describeValue("x".repeat(length))).toBe(`"${"x".repeat(length)}"`);
  for (const length of [41, 42, 81]) expect(describeValue("ab".repeat(50).slice(0, length))).toBe(`"${"ab".repeat(20)}…"`);
});

it("options that are undefined are left out, as if they were not there", () => {
  expect(Object.keys(readOptions("options", { a: undefined, b: 1 }, ["a", "b"]))).toEqual(["b"]);
});

it("a triplet names the first of its parts that is no number, whichever it is", () => {
  for (const at of [0, 1, 2]) {
    const entry: unknown[] = [0, 1, 2.5];
    entry[at] = "1";
    expect(() => sparse(2, 2, [[0, 0, 1], entry as never])).toThrow(wrongKind(`entries[1][${at}] is "1": expected a number`));
  }
});

it("entries that add up to infinity are named by row and column, wherever they are", () => {
  for (const [row, column] of [[0, 0], [0, 2], [3, 1], [5, 6]] as const) {
    expect(() => sparse(6, 7, [[1, 1, 2], [row, column, 1.7e308], [4, 4, 1], [row, column, 1.7e308]]))
      .toThrow(outOfRange(`the entries at row ${row}, column ${column} add up to Infinity: expected a finite sum (scale the values down)`));
  }
});

it("lists of entries that have another field name the argument", () => {
  expect(() => sparse(2, 2, { row: [0], column: [0], value: [1], weight: [1] } as never)).toThrow(/^entries\.weight|^entries.*weight/);
});

it("verify sees a fault in any column of a full U or V", () => {
  const a = [[3, 1, 0, 2, 1], [0, 2, 1, 1, 0]];
  for (const [matrix, ratio, input] of [["V", "orthogonalityV", a], ["U", "orthogonalityU", a[0]!.map((_, j) => a.map((row) => row[j]!))]] as const) {
    const right = svd(input, { vectors: "full" });
    expect(right[matrix].columns).toBe(5);
    for (let j = 0; j < 5; j++) {
      const data = right[matrix].data.slice();
      data[2 * 5 + j]! += 1e-9;
      expect(verify(input, right)[ratio]).toBeLessThan(10);
      expect(verify(input, { ...right, [matrix]: { rows: 5, columns: 5, data } })[ratio]).toBeGreaterThan(1e4);
    }
  }
});
