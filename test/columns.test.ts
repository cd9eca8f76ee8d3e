import { describe, expect, it } from "vitest";
import { column, matrix, toObjects } from "../src/index";

const OBJECTS = [{ height: 1.8, weight: 75 }, { height: 1.6, weight: 60 }];

describe("column", () => {
  it("by number and by name, a copy", () => {
    expect(column([[1, 2], [3, 4]], 1)).toStrictEqual(Float64Array.of(2, 4));
    expect(column(OBJECTS, "weight")).toStrictEqual(Float64Array.of(75, 60));
    const m = matrix(OBJECTS);
    column(m, "height").fill(0);
    expect(column(m, 0)).toStrictEqual(Float64Array.of(1.8, 1.6));
  });

  it.each([
    [[[1, 2]], 2, RangeError, /^j is 2: expected an integer, 0 to 1$/], [[[1, 2]], -1, RangeError, /^j is -1/], [[[1, 2]], 0.5, RangeError, /^j is 0\.5/], [[[1, 2]], null, TypeError, /^j is null/],
    [[[1, 2]], "x", RangeError, /^j is "x": expected a number, for the columns have no names$/], [OBJECTS, "age", RangeError, /^j is "age": expected "height", "weight"$/],
  ])("%j has no column %j", (a, j, kind, message) => {
    expect(() => column(a as never, j as never)).toThrow(kind);
    expect(() => column(a as never, j as never)).toThrow(message);
  });
});

describe("toObjects", () => {
  it("is the way back from rows of objects", () => {
    expect(toObjects(OBJECTS)).toStrictEqual(OBJECTS);
    expect(toObjects(matrix(OBJECTS))).toStrictEqual(OBJECTS);
    expect(toObjects([[1, 2]], ["x", "y"])).toStrictEqual([{ x: 1, y: 2 }]);
    expect(toObjects(OBJECTS, ["h", "w"])[0]).toStrictEqual({ h: 1.8, w: 75 });
    expect(Object.keys(toObjects([[1]], ["__proto__"])[0]!)).toEqual(["__proto__"]);
  });

  it.each([
    [[[1, 2]], undefined, TypeError, /^names is undefined: expected 2 names, for the columns of the matrix have none$/], [[[1, 2]], ["x"], RangeError, /^names has length 1: expected 2/],
    [[[1, 2]], ["x", "x"], RangeError, /^names has "x" twice/], [[[1, 2]], ["x", 3], TypeError, /^names\[1\] is 3: expected a text$/], [[[1, 2]], 7, TypeError, /^names is 7: expected a list of texts$/],
  ])("%j with names %j is refused", (a, names, kind, message) => {
    expect(() => toObjects(a as never, names as never)).toThrow(kind);
    expect(() => toObjects(a as never, names as never)).toThrow(message);
  });
});
