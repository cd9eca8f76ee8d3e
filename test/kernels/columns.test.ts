import { describe, expect, it } from "vitest";
import { range } from "../support/implicit";
import { distinct, freshKernels } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

/** Element (i, j) of what is `ld` apart. */
const at = (x: readonly number[], ld: number, i: number, j: number) => x[i * ld + j]!;

describe.each([[1, 1], [1, 5], [2, 3], [5, 1], [7, 4], [33, 9]])("%i rows, blocks of %i columns", (rows, count) => {
  const basis = distinct(rows * (count + 6), rows + count);
  const ld = count + 6;

  it("loadColumns copies columns of a basis, storeColumns puts them back elsewhere", () => {
    for (const first of [0, 1, 6]) {
      const [from, block] = [place(kernels, basis, 8, 1), place(kernels, new Array<number>(rows * count).fill(NaN), 8, 1)];
      kernels.loadColumns(rows, count, from.at, ld, first, block.at);
      expect(block.values()).toEqual(range(rows * count, (p) => at(basis, ld, Math.floor(p / count), first + (p % count))));
      expect(from.values()).toEqual(basis);
      const to = place(kernels, basis.map((x) => 1000 + x));
      kernels.storeColumns(rows, count, block.at, to.at, ld, 6 - first);
      expect(to.values()).toEqual(range(rows * ld, (p) => {
        const [i, j] = [Math.floor(p / ld), (p % ld) - (6 - first)];
        return j >= 0 && j < count ? at(basis, ld, i, first + j) : 1000 + basis[p]!;
      }));
      for (const operand of [from, block, to]) operand.intact();
    }
  });

  it("moveColumns moves them, forward, backward, over themselves", () => {
    for (const [first, to] of [[0, 6], [6, 0], [0, 1], [1, 0], [2, 5], [3, 3]] as const) {
      for (const some of [count, 0]) {
        const moved = place(kernels, basis);
        kernels.moveColumns(rows, some, moved.at, ld, first, to);
        expect(moved.values()).toEqual(range(rows * ld, (p) => {
          const [i, j] = [Math.floor(p / ld), p % ld];
          return j >= to && j < to + some ? at(basis, ld, i, first + j - to) : basis[p]!;
        }));
        moved.intact();
      }
    }
  });

  it("clearColumns makes them 0 and nothing else", () => {
    const cleared = place(kernels, basis);
    kernels.clearColumns(rows, count, cleared.at, ld, 2);
    expect(cleared.values()).toEqual(range(rows * ld, (p) => (p % ld >= 2 && p % ld < 2 + count ? 0 : basis[p]!)));
    cleared.intact();
  });

  it("splitColumns turns a block to one column after another, joinColumns turns it back", () => {
    const values = distinct(rows * count, 3);
    const stride = rows + 3;
    const [block, split, joined] = [place(kernels, values), place(kernels, new Array<number>(stride * count).fill(0.5)), place(kernels, new Array<number>(rows * count).fill(NaN))];
    kernels.splitColumns(rows, count, block.at, split.at, stride);
    expect(split.values()).toEqual(range(stride * count, (p) => (p % stride < rows ? values[(p % stride) * count + Math.floor(p / stride)]! : 0.5)));
    kernels.joinColumns(rows, count, split.at, stride, joined.at);
    expect(joined.values()).toEqual(values);
    for (const operand of [block, split, joined]) operand.intact();
  });

  it("columnNorms measures them", () => {
    const values = distinct(rows * count, 4);
    const [block, norms] = [place(kernels, values), place(kernels, new Array<number>(count).fill(NaN))];
    kernels.columnNorms(rows, count, block.at, norms.at);
    norms.values().forEach((norm, j) => expect(norm).toBe(Math.sqrt(range(rows, (i) => values[i * count + j]! ** 2).reduce((x, y) => x + y, 0))));
    for (const operand of [block, norms]) operand.intact();
  });
});
