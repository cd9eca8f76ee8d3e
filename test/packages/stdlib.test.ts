// The real stdlib ndarray, which brings 220 packages, as argument of the packed package.
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import StdlibNdarray from "@stdlib/ndarray-base-ctor";
import { describe, expect, inject, it } from "vitest";
import { StdlibNdarray as StandIn } from "../support/stdlib";

const { matrix, svd, toRows } = (await import(pathToFileURL(join(inject("packed"), "node_modules/lowrank/dist/index.js")).href)) as typeof import("../../src/index");

const FLAT = [1, 2, 3, 4, 5, 6];
const padded = Float64Array.of(9, 9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9);

type Layout = [name: string, data: number[] | Float64Array, strides: number[], offset: number, order: "row-major" | "column-major"];

describe("an ndarray of stdlib", () => {
  it.each<Layout>([
    ["row-major", Float64Array.from(FLAT), [3, 1], 0, "row-major"],
    ["column-major", Float64Array.of(1, 4, 2, 5, 3, 6), [1, 2], 0, "column-major"],
    ["of a generic array", FLAT, [3, 1], 0, "row-major"],
    ["with strides and an offset", padded, [6, 2], 2, "row-major"],
    ["with negative strides", Float64Array.of(6, 5, 4, 3, 2, 1), [-3, -1], 5, "row-major"],
  ])("%s", (_, data, strides, offset, order) => {
    const real = new StdlibNdarray(data instanceof Float64Array ? "float64" : "generic", data as number[], [2, 3], strides, offset, order);
    expect(toRows(matrix(real))).toEqual([[1, 2, 3], [4, 5, 6]]);
    expect(svd(real)).toEqual(svd([[1, 2, 3], [4, 5, 6]]));
    const standIn = new StandIn(data, [2, 3], strides, offset);
    for (const name of ["shape", "strides", "offset", "data", "ndims", "length"] as const) expect(standIn[name], name).toEqual(real[name]);
    expect(standIn.get(1, 2)).toBe(real.get(1, 2));
  });

  it("that is empty, or holds a NaN", () => {
    expect(matrix(new StdlibNdarray("float64", new Float64Array(0) as unknown as number[], [0, 3], [3, 1], 0, "row-major"))).toMatchObject({ rows: 0, columns: 3 });
    const bad = new StdlibNdarray("float64", Float64Array.of(1, 2, NaN, 4), [2, 2], [2, 1], 0, "row-major");
    expect(() => matrix(bad)).toThrow(/^matrix\[1\]\[0\] is NaN/);
  });
});
