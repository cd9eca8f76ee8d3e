// Single precision in workers: the value goes along with the options.
import { expect, it } from "vitest";
import { lowrank, testPool } from "../support/pool";
import { single } from "../support/pool-platform";

const pool = testPool({ size: 1 });
const a = { rows: 2, columns: 3, data: Float32Array.of(4, 11, 14, 8, 7, -2) };

it("gives what the functions give, in arrays of singles, again and again", async () => {
  const precision = { precision: single };
  for (let turn = 0; turn < 3; turn++) {
    expect(await pool.svd(a, precision)).toStrictEqual(lowrank.svd(a, precision));
    expect(await pool.svd(a)).toStrictEqual(lowrank.svd(a));
  }
  expect(await pool.singularValues(a, precision)).toBeInstanceOf(Float32Array);
  expect(await pool.truncatedSvd(a, 1, precision)).toStrictEqual(lowrank.truncatedSvd(a, 1, precision));
  expect(await pool.pca(a, { ...precision, components: 1 })).toStrictEqual(lowrank.pca(a, { ...precision, components: 1 }));
  expect(await pool.leastSquares(a, [1, 2], precision)).toStrictEqual(lowrank.leastSquares(a, [1, 2], precision));
});

it("moves arrays of singles", async () => {
  const moved = { ...a, data: a.data.slice() };
  const job = pool.svd(moved, { precision: single, transfer: true });
  expect(moved.data.length).toBe(0);
  expect((await job).S).toStrictEqual(lowrank.svd(a, { precision: single }).S);
});

it("refuses what is none", async () => {
  await expect(pool.svd(a, { precision: "single" as never })).rejects.toThrow(/options\.precision is "single": expected single/);
  await expect(pool.svd([[1e39]], { precision: single })).rejects.toThrow(/matrix\[0\]\[0\] is 1e\+39: expected a number below 3\.4e38/);
});
