import { describe, expect, it } from "vitest";
import { range } from "../support/implicit";
import { freshKernels } from "../support/operands";
import { place, placeWords } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

function sorted(column: readonly number[]): void {
  const n = column.length;
  const value = range(n, (p) => p + 0.25);
  const [c, v] = [placeWords(kernels, column), place(kernels, value)];
  const [workColumn, workValue] = [placeWords(kernels, new Array<number>(n).fill(-1)), place(kernels, new Array<number>(n).fill(NaN))];
  kernels.sortRow(n, c.at, v.at, workColumn.at, workValue.at);
  // Stable: of equal columns the one that was first stays first.
  const order = range(n, (p) => p).sort((p, q) => column[p]! - column[q]! || p - q);
  expect(c.values()).toEqual(order.map((p) => column[p]));
  expect(v.values()).toEqual(order.map((p) => value[p]));
  for (const operand of [c, v, workColumn, workValue]) operand.intact();
}

describe("sorts a row by column, equal columns in the order they came", () => {
  it.each([0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 129, 500])("%i entries", (n) => {
    const random = new Random(n + 1);
    sorted(random.permutation(n));
    sorted(range(n, (p) => p));
    sorted(range(n, (p) => n - p));
    sorted(range(n, () => 7));
    sorted(range(n, () => random.integer(0, 3)));
    sorted(range(n, () => random.integer(0, Math.max(1, n))));
    sorted(range(n, (p) => (p === n - 1 ? 0 : p)));
  });
});
