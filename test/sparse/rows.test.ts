import { describe, expect, it } from "vitest";
import { range } from "../support/implicit";
import { freshKernels } from "../support/operands";
import { place, placeWords } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

describe("toIndices", () => {
  it("takes integers from 0 to below the limit", () => {
    for (const values of [[], [0], [4, 0, 3, 3], [-0, 4]]) {
      const [from, to] = [place(kernels, values), placeWords(kernels, new Array<number>(values.length).fill(-1))];
      expect(kernels.toIndices(values.length, from.at, 5, to.at)).toBe(-1);
      expect(to.values()).toEqual(values.map((x) => x + 0));
      to.intact();
    }
    const top = place(kernels, [2147483646]);
    const to = placeWords(kernels, [0]);
    expect(kernels.toIndices(1, top.at, 2147483647, to.at)).toBe(-1);
    expect(to.values()).toEqual([2147483646]);
  });
  it.each([5, -1, 0.5, -1e-300, 4.999999999999999, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32, 1e300])("tells the place of %d", (bad) => {
    for (const values of [[bad], [0, 4, bad, 1], [1, bad, bad]]) {
      const [from, to] = [place(kernels, values), placeWords(kernels, new Array<number>(values.length).fill(-1))];
      expect(kernels.toIndices(values.length, from.at, 5, to.at)).toBe(values.findIndex((x) => Object.is(x, bad)));
      to.intact();
    }
  });
});

it("firstNotFinite tells the first NaN or infinity", () => {
  const find = (values: number[]) => kernels.firstNotFinite(values.length, place(kernels, values).at);
  expect([find([]), find([1]), find([1e308, -1e308, 5e-324, 0, -0])]).toEqual([-1, -1, -1]);
  for (const bad of [NaN, Infinity, -Infinity]) expect([find([bad]), find([1, bad]), find([1, 2, bad, NaN, 3])]).toEqual([0, 1, 2]);
});

/** The sum of triplets, place by place, in the order they came. */
function summed(rows: number, row: readonly number[], column: readonly number[], value: readonly number[]) {
  const lines = Array.from({ length: rows }, () => new Map<number, number>());
  row.forEach((i, p) => lines[i]!.set(column[p]!, (lines[i]!.get(column[p]!) ?? 0) + value[p]!));
  const entries = lines.map((line) => [...line].sort(([a], [b]) => a - b));
  const rowStart = [0];
  for (const line of entries) rowStart.push(rowStart.at(-1)! + line.length);
  return { rowStart, column: entries.flatMap((line) => line.map(([j]) => j)), value: entries.flatMap((line) => line.map(([, x]) => x)) };
}

describe.each([[0, 5, 0], [1, 1, 1], [1, 4, 9], [6, 3, 40], [20, 15, 60], [3, 200, 500], [50, 50, 10]])("%i × %i from %i triplets", (rows, columns, count) => {
  const random = new Random(rows + columns + count);
  const [row, column] = [range(count, () => random.integer(0, rows - 1)), range(count, () => random.integer(0, columns - 1))];
  const value = range(count, () => random.integer(-8, 8) / 4 + 0);

  it("counts, places, sorts and sums them; the longest row is known; spread over zeros they are the matrix", () => {
    const counts = placeWords(kernels, new Array<number>(rows + 1).fill(0));
    const [r, c, v] = [placeWords(kernels, row), placeWords(kernels, column), place(kernels, value)];
    kernels.countLines(count, r.at, counts.at);
    expect(counts.values()).toEqual([0, ...range(rows, (i) => row.filter((x) => x === i).length)]);
    const longest = Math.max(0, ...counts.values());
    kernels.accumulate(rows, counts.at);
    expect(counts.values()).toEqual(range(rows + 1, (i) => row.filter((x) => x < i).length));
    expect(kernels.longestRow(rows, counts.at)).toBe(longest);

    const next = placeWords(kernels, counts.values());
    const [outColumn, outValue] = [placeWords(kernels, new Array<number>(count).fill(-1)), place(kernels, new Array<number>(count).fill(NaN))];
    const half = count >> 1;
    kernels.placeEntries(half, r.at, c.at, v.at, next.at, outColumn.at, outValue.at);
    kernels.placeEntries(count - half, r.at + 4 * half, c.at + 4 * half, v.at + 8 * half, next.at, outColumn.at, outValue.at);
    const byRow = range(count, (p) => p).sort((p, q) => row[p]! - row[q]! || p - q);
    expect(outColumn.values()).toEqual(byRow.map((p) => column[p]));
    expect(outValue.values()).toEqual(byRow.map((p) => value[p]));
    expect(next.values()).toEqual([...counts.values().slice(1), count]);
    kernels.rewind(rows, next.at);
    expect(next.values()).toEqual(counts.values());

    const [workColumn, workValue] = [placeWords(kernels, new Array<number>(longest).fill(-1)), place(kernels, new Array<number>(longest).fill(NaN))];
    const kept = kernels.sortAndSum(rows, counts.at, outColumn.at, outValue.at, workColumn.at, workValue.at);
    const expected = summed(rows, row, column, value);
    expect(counts.values()).toEqual(expected.rowStart);
    expect(outColumn.values().slice(0, kept)).toEqual(expected.column);
    expect(outValue.values().slice(0, kept)).toEqual(expected.value);

    const full = place(kernels, new Array<number>(rows * columns).fill(NaN));
    kernels.spread(rows, columns, counts.at, outColumn.at, outValue.at, full.at);
    const matrix = new Array<number>(rows * columns).fill(0);
    row.forEach((i, p) => { matrix[i * columns + column[p]!]! += value[p]!; });
    expect(full.values()).toEqual(matrix);
    for (const operand of [counts, r, c, v, next, outColumn, outValue, workColumn, workValue, full]) operand.intact();
  });
});

describe("isWellFormed", () => {
  const check = (rows: number, columns: number, rowStart: number[], column: number[]) =>
    kernels.isWellFormed(rows, columns, column.length, placeWords(kernels, rowStart).at, placeWords(kernels, column).at) === 1;
  it("takes rows that rise, of columns that rise", () => {
    expect(check(0, 3, [0], [])).toBe(true);
    expect(check(2, 3, [0, 0, 0], [])).toBe(true);
    expect(check(3, 4, [0, 2, 2, 5], [0, 3, 1, 2, 3])).toBe(true);
  });
  it.each([
    ["begins above 0", 2, 3, [1, 1, 2], [0, 1]],
    ["ends below the count", 2, 3, [0, 1, 1], [0, 1]],
    ["ends above the count", 2, 3, [0, 1, 3], [0, 1]],
    ["falls", 3, 3, [0, 2, 1, 2], [0, 1]],
    ["goes past the count in between", 3, 3, [0, 5, 1, 2], [0, 1]],
    ["a column twice", 1, 3, [0, 2], [1, 1]],
    ["columns fall", 1, 3, [0, 2], [2, 1]],
    ["a column too many", 1, 3, [0, 2], [1, 3]],
    ["a negative column", 1, 3, [0, 2], [-1, 1]],
    ["a negative start", 2, 3, [0, -1, 1], [1]],
  ])("refuses one that %s", (_, rows, columns, rowStart, column) => expect(check(rows, columns, rowStart, column)).toBe(false));
});
