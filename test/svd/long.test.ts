// Columns so long that rounding of a plain running sum would show, most of all on equal entries.
import { describe, expect, it } from "vitest";
import { singularValues, svd, verify } from "../../src";
import { Random } from "../support/random";

const LIMIT = 10;

function long(rows: number, columns: number, at: (random: Random) => number) {
  const random = new Random(rows);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => at(random)) };
}

describe.each([
  ["all 0.1, 20000 x 20", long(20000, 20, () => 0.1)],
  ["all 0.1, 6000 x 100", long(6000, 100, () => 0.1)],
  ["all 1, 9000 x 40", long(9000, 40, () => 1)],
  ["all 0.7, 50000 x 1", long(50000, 1, () => 0.7)],
  ["normal entries, 30000 x 12", long(30000, 12, (random) => random.gaussian())],
])("%s", (_, a) => {
  it.each([["tall", a], ["wide", { rows: a.columns, columns: a.rows, data: a.data }]])("%s", (_, matrix) => {
    const result = svd(matrix);
    for (const ratio of Object.values(verify(matrix, result))) expect(ratio).toBeLessThan(LIMIT);
    const values = singularValues(matrix);
    expect(Math.abs(values[0]! - result.S[0]!)).toBeLessThanOrEqual(LIMIT * a.columns * Number.EPSILON * values[0]!);
  });
});
