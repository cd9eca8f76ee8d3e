// What the command line computes in single precision, and says so.
import { describe, expect, it } from "vitest";
import { singularValues } from "../../src/index";
import { formatNpy, npyHeader } from "../../src/cli/files/matrix/npy";
import { call, expectFailure, workplace } from "../support/command";
import { gaussian } from "../support/matrices";

const { file } = workplace("precision");

const a = gaussian(30, 12, 3);
const rounded = { ...a, data: Float64Array.from(a.data, Math.fround) };

const doubles = file("doubles.npy", formatNpy(rounded));
const singles = file("singles.npy", Buffer.concat([Buffer.from(npyHeader("30, 12").toString("latin1").replace("<f8", "<f4"), "latin1"), Buffer.from(Float32Array.from(a.data).buffer)]));

describe("svd", () => {
  const values = (...args: string[]) => JSON.parse(call("svd", ...args, "--json").out) as { precision: string; singularValues: number[]; residual?: number };
  const expected = singularValues(rounded);

  it.each([[[]], [["-k", "3"]], [["--values-only"]]] as const)("%s of float32 is in single precision, and can be in double", (args) => {
    const [found, asked, usual, forced] = [values(singles, ...args), values(singles, ...args, "--precision", "double"), values(doubles, ...args), values(doubles, ...args, "--precision", "single")];
    expect([found.precision, asked.precision, usual.precision, forced.precision]).toEqual(["single", "double", "double", "single"]);
    expect(asked.singularValues).toEqual(usual.singularValues);
    expect(forced.singularValues).toEqual(found.singularValues);
    found.singularValues.forEach((s, i) => {
      expect(s).toBe(Math.fround(s));
      expect(Math.abs(s - expected[i]!)).toBeLessThan(1e-5);
    });
    expect(found.residual ?? 0).toBeLessThan(10); // in units of single precision
  });

  it("says so", () => {
    expect(call("svd", singles).out).toMatch(/computed in +single precision, as that of the file \(--precision double\)\n/);
    expect(call("svd", singles, "-k", "2").out).toMatch(/computed in +single precision, as that of the file/);
    expect(call("svd", doubles, "--precision", "single").out).toMatch(/computed in +single precision\n/);
    expect(call("svd", doubles).out).not.toContain("precision");
    expectFailure(call("svd", singles, "--precision", "half"), 2, /precision/);
  });

  it("numbers beyond single precision are refused with their place and the way out", () => {
    const large = file("large.npy", formatNpy({ rows: 1, columns: 2, data: Float64Array.of(1, 1e39) }));
    expectFailure(call("svd", large, "--precision", "single"), 1, /\[0\]\[1\] is 1e\+39: expected a number below 3\.4e38/);
  });
});
