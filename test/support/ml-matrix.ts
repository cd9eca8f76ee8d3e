/** Matrices of ml-matrix: made at random, and compared. */
import { Matrix } from "ml-matrix";
import { expect } from "vitest";
import { Random } from "./random";

export type Rows = number[][];

export function random(rows: number, columns: number, seed = 1): Rows {
  const source = new Random(1000 * rows + columns + 7919 * seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => source.gaussian()));
}

export function largest(a: Matrix): number {
  return a.rows * a.columns === 0 ? 0 : Math.max(...a.to1DArray().map(Math.abs));
}

/** Largest difference of two matrices of one shape. */
export function distance(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  return largest(Matrix.sub(a, b));
}

/** How far the columns are from orthonormal. */
export function skew(u: Matrix): number {
  return distance(u.transpose().mmul(u), Matrix.eye(u.columns));
}

/** `a` with every column's sign as in `b`. */
export function aligned(a: Matrix, b: Matrix): Matrix {
  const copy = a.clone();
  for (let j = 0; j < a.columns; j++) {
    const dot = a.getColumn(j).reduce((sum, x, i) => sum + x * b.get(i, j), 0);
    if (dot < 0) copy.mulColumn(j, -1);
  }
  return copy;
}
