import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

describe("sortDescending", () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 100])("%i values: magnitudes fall, ties keep their order, signs and places are told", (n) => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(100 * n + seed);
      const values = Array.from({ length: n }, () => (seed % 2 ? random.integer(-3, 3) : random.gaussian()));
      const d = place(kernels, values);
      const sign = place(kernels, new Array(n).fill(7));
      const index = place(kernels, new Array(Math.ceil(n / 2)).fill(0));
      const work = place(kernels, new Array(n + Math.ceil(n / 2)).fill(0));
      kernels.sortDescending_f64(n, d.at, index.at, sign.at, work.at);
      const order = values.map((_, i) => i).sort((i, j) => Math.abs(values[j]!) - Math.abs(values[i]!) || i - j);
      expect(Array.from(new Int32Array(kernels.memory.buffer, index.at, n))).toEqual(order);
      const sorted = d.values();
      sorted.forEach((x, i) => expect(Object.is(x, Math.abs(values[order[i]!]!))).toBe(true));
      expect(sign.values()).toEqual(values.map((x) => (x < 0 ? -1 : 1)));
      for (const operand of [d, sign, index, work]) operand.intact();
    }
  });
});

describe("signOfLargest", () => {
  it.each([
    [[1], 1], [[-1], -1], [[0, 0], 1], [[1, -2], -1], [[-2, 2], -1], [[2, -2], 1], [[-1, 1 + 1e-10], -1], [[-1, 1 + 1e-8], 1],
    [[0, 0, 0, 0, -1e-310], -1], [[1, 2, 3, -3.1, 3], -1], [[], 1],
  ])("%j gives %i", (x, expected) => {
    expect(kernels.signOfLargest_f64(x.length, place(kernels, x).at)).toBe(expected);
  });
});
