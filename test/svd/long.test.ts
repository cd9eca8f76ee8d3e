// Columns so long that rounding of a plain running sum would show, most of all on equal entries.
import { describe, expect, it } from "vitest";
import { type Matrix, singularValues, svd, verify } from "../../src";
import { Random } from "../support/random";

const LIMIT = 10;

function long(rows: number, columns: number, at: (random: Random) => number): Matrix {
  const random = new Random(rows);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => at(random)) };
}

describe.each<[string, Matrix]>([
  ["all 0.1, 20000 x 20", long(20000, 20, () => 0.1)],
  ["all 0.1, 6000 x 100", long(6000, 100, () => 0.1)],
  ["all 1, 9000 x 40", long(9000, 40, () => 1)],
  ["all 0.7, 50000 x 1", long(50000, 1, () => 0.7)],
  ...([[2000, 2], [8000, 2], [8000, 4], [50000, 2], [100000, 3]] as const).flatMap(([rows, columns]): [string, Matrix][] => [
    [`all 0.1, ${rows} x ${columns}`, long(rows, columns, () => 0.1)],
    [`all 1/3 but for 1e-9, ${rows} x ${columns}`, long(rows, columns, (random) => 1 / 3 + 1e-9 * random.gaussian())],
  ]),
  ["normal entries, 30000 x 12", long(30000, 12, (random) => random.gaussian())],
])("%s", (_, a) => {
  it.each([["tall", a], ["wide", { rows: a.columns, columns: a.rows, data: a.data }]])("%s", (_, matrix) => {
    const result = svd(matrix);
    for (const ratio of Object.values(verify(matrix, result))) expect(ratio).toBeLessThan(LIMIT);
    const values = singularValues(matrix);
    expect(Math.abs(values[0]! - result.S[0]!)).toBeLessThanOrEqual(LIMIT * a.columns * Number.EPSILON * values[0]!);
  });
});
