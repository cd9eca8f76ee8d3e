import { expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

function normals(n: number, seed: bigint, stream: number, attempt: number): number[] {
  const [out, scratch] = [place(kernels, new Array<number>(n).fill(NaN)), place(kernels, [0, 0])];
  kernels.randomNormals(n, seed, stream, attempt, out.at, scratch.at);
  for (const operand of [out, scratch]) operand.intact();
  return out.values();
}

it("gives the same numbers for the same seed, stream and attempt, others for any other", () => {
  const one = normals(101, 7n, 3, 0);
  expect(normals(101, 7n, 3, 0)).toEqual(one);
  expect(normals(50, 7n, 3, 0)).toEqual(one.slice(0, 50));
  for (const other of [normals(101, 8n, 3, 0), normals(101, 7n + 2n ** 32n, 3, 0), normals(101, 7n, 4, 0), normals(101, 7n, 3, 1)]) {
    expect(other.filter((x, i) => x === one[i]).length).toBe(0);
  }
});

it("their moments are those of standard normal numbers", () => {
  const n = 40000;
  const x = normals(n, 1n, 0, 0);
  const moment = (power: number) => x.reduce((sum, value) => sum + value ** power, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan((5 * Math.sqrt(2)) / Math.sqrt(n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan((5 * Math.sqrt(96)) / Math.sqrt(n));
});
