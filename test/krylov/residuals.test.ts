import { expect, it } from "vitest";
import { range } from "../support/implicit";
import { freshKernels, small } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();

it.each([[1, 1, 1, 1], [5, 3, 4, 8], [40, 4, 4, 5], [7, 1, 8, 16], [3, 0, 4, 4]])("%i rows, %i of %i columns, %i apart: the norm of Y − W diag(s), or what was there if that is more", (rows, count, width, ldw) => {
  const [y, w, s] = [small(rows * width, 1), small(rows * ldw, 2), range(count, (j) => j + 0.5)];
  const before = range(count, (j) => (j % 2 === 0 ? 0 : 1e6));
  const [py, pw, ps, residuals, column] = [place(kernels, y), place(kernels, w), place(kernels, s), place(kernels, before), place(kernels, new Array<number>(rows).fill(NaN))];
  kernels.panelResiduals(rows, count, width, py.at, ps.at, pw.at, ldw, residuals.at, column.at);
  residuals.values().forEach((residual, j) => {
    const expected = Math.hypot(...range(rows, (i) => y[i * width + j]! - s[j]! * w[i * ldw + j]!));
    expect(Math.abs(residual - Math.max(before[j]!, expected))).toBeLessThanOrEqual(1e-15 * residual);
  });
  expect([py.values(), pw.values(), ps.values()]).toEqual([y, w, s]);
  for (const operand of [py, pw, ps, residuals, column]) operand.intact();
});
