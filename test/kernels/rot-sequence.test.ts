import { describe, expect, it } from "vitest";
import { distinct, freshKernels, kernel, plain, PRECISIONS } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type Sequence = (count: number, rotations: number, x: number, stride: number) => void;

/** The rotations of the sequence on columns j and j + 1, one after the other, in the order given. */
function rotate(columns: number[][], pairs: readonly (readonly [number, number])[], order: readonly number[]): number[][] {
  const x = columns.map((column) => [...column]);
  for (const j of order) {
    const [c, s] = pairs[j]!;
    for (let i = 0; i < x[j]!.length; i++) {
      const [a, b] = [x[j]![i]!, x[j + 1]![i]!];
      x[j]![i] = c * a + s * b;
      x[j + 1]![i] = c * b - s * a;
    }
  }
  return x;
}

describe.each(PRECISIONS)("rotation sequences, %s", (precision, width) => {
  const rows = kernel<() => number>(kernels, "stripRows", precision)();

  it.each([["rotForward", false], ["rotBackward", true]] as const)("%s takes 0 to 9 rotations across a strip, and no other row or column", (name, backward) => {
    const apply = kernel<Sequence>(kernels, name, precision);
    for (let count = 0; count <= 9; count++) {
      for (const padding of [0, rows, 3]) {
        const ld = rows + padding;
        const all = distinct((count + 3) * ld, count + padding);
        const pairs = Array.from({ length: count }, (_, j) => [[1, 1], [0, 1], [1, -1], [2, 1], [1, 0]][j % 5]! as [number, number]);
        const x = place(kernels, all, width);
        const rotations = place(kernels, pairs.flat(), width);
        // The strip begins one column in, so that a column on either side would show a stray write.
        apply(count, rotations.at, x.at + ld * width, ld * width);
        const columns = Array.from({ length: count + 1 }, (_, j) => all.slice((j + 1) * ld, (j + 1) * ld + rows));
        const order = Array.from({ length: count }, (_, j) => (backward ? count - 1 - j : j));
        const expected = [...all];
        rotate(columns, pairs, order).forEach((column, j) => column.forEach((v, i) => (expected[(j + 1) * ld + i] = v)));
        expect(plain(x.values())).toEqual(plain(expected));
        expect(rotations.values()).toEqual(pairs.flat());
        x.intact();
        rotations.intact();
      }
    }
  });
});
