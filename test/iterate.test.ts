import { describe, expect, it } from "vitest";
import { iterate, iterationOptions, type Progress } from "../src/iterate";

const defaults = { tolerance: 1e-3, maxIterations: 50 };
const halving = (iteration: number) => ({ change: 2 ** -iteration, objective: 1 + 2 ** -iteration });

describe("iterate", () => {
  it("stops at the first change within the tolerance", () => {
    expect(iterate(halving, iterationOptions(undefined, defaults))).toEqual({
      converged: true, iterations: 10, change: 2 ** -10, objective: 1 + 2 ** -10,
    });
  });
  it("reports the cap as information", () => {
    const info = iterate(halving, iterationOptions({ maxIterations: 4 }, defaults));
    expect(info).toEqual({ converged: false, iterations: 4, change: 2 ** -4, objective: 1 + 2 ** -4 });
  });
  it("tells onProgress every iteration and stops when it returns false", () => {
    const seen: Progress[] = [];
    const info = iterate(halving, iterationOptions({ onProgress: (p) => { seen.push(p); return p.iteration < 3; } }, defaults));
    expect(seen.map((p) => p.iteration)).toEqual([1, 2, 3]);
    expect(seen[2]).toEqual({ iteration: 3, change: 0.125, objective: 1.125 });
    expect(info).toMatchObject({ converged: false, iterations: 3 });
  });
  it("goes on when onProgress returns nothing", () => {
    expect(iterate(halving, iterationOptions({ onProgress: () => {} }, defaults)).converged).toBe(true);
  });
  it("lets a method decide for itself", () => {
    expect(iterate((i) => ({ change: 0, converged: i === 7 }), iterationOptions(undefined, defaults)).iterations).toBe(7);
  });
  it("ends on a change that is not a number, unconverged", () => {
    const info = iterate((i) => ({ change: i < 5 ? 1 : NaN }), iterationOptions(undefined, defaults));
    expect(info).toMatchObject({ converged: false, iterations: 5 });
    expect(info.change).toBeNaN();
  });
  it.each([
    [{ tolerance: -1 }, RangeError, "options.tolerance"],
    [{ tolerance: NaN }, RangeError, "options.tolerance"],
    [{ tolerance: "1" }, TypeError, "options.tolerance"],
    [{ maxIterations: 0 }, RangeError, "options.maxIterations"],
    [{ maxIterations: 1.5 }, RangeError, "options.maxIterations"],
    [{ onProgress: 1 }, TypeError, "options.onProgress"],
  ])("refuses %j", (options, kind, name) => {
    expect(() => iterationOptions(options as never, defaults)).toThrow(kind);
    expect(() => iterationOptions(options as never, defaults)).toThrow(name);
  });
});
