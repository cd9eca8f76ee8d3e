/**
 * What is measured, as data. `want`: thin U, S and V ("vectors") or S alone ("values"); `count`: so many matrices of this
 * size in one call; `spectrum`: see matrices.mjs. `against`: the speeds to reach, as (their time) / (our time) at least.
 */
export const cases = [
  square(3, { peer: 1.5, mlMatrix: 4 }),
  square(10, { peer: 1.5, mlMatrix: 4 }),
  square(50, { native: 1 / 1.2, peer: 2, mlMatrix: 10 }),
  square(100, { native: 1 / 1.2, peer: 2, mlMatrix: 10 }),
  square(200, { native: 1 / 1.1, peer: 2.5, mlMatrix: 15 }),
  square(500, { native: 1 / 1.1, gesvd: 1, peer: 2.5, mlMatrix: 22 }),
  square(1000, { native: 1 / 0.9, gesvd: 1, peer: 5, mlMatrix: 30 }),
  square(2000, { native: 1 / 0.9, gesvd: 1, peer: 5, mlMatrix: 30 }),
  shape(2000, 200),
  shape(200, 2000),
  shape(10_000, 100),
  shape(100_000, 20),
  values(500),
  values(1000),
  { ...square(500, {}), name: "500-graded", spectrum: "graded" },
  { ...square(500, {}), name: "500-low-rank", spectrum: "low-rank" },
  { ...square(3, {}), name: "batch-3", count: 1000 },
];

function square(n, against) {
  return { name: String(n), rows: n, columns: n, count: 1, want: "vectors", spectrum: "gaussian", against };
}

function shape(rows, columns) {
  return { ...square(rows, { native: 1 / 1.1, peer: 3, mlMatrix: 25 }), name: `${rows}x${columns}`, columns };
}

function values(n) {
  return { ...square(n, { native: 1 / 1.1, peer: 3, mlMatrix: 15 }), name: `values-${n}`, want: "values" };
}
