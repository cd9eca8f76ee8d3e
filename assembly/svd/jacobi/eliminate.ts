import { amax } from "../../kernels/amax";
import { axpyMax } from "../../kernels/axpy-max";
import { swap } from "../../kernels/swap";
import { bytesOf, elements, Vector, Words } from "../../memory";

/** A multiplier below 2^-1020 is kept aside, times 2^1020: by itself it could underflow, its product with a large row need not. */
const SMALL: f64 = 8.900295434028806e-308;
/** 2^510 and its inverse, by which value and pivot are taken apart, as 2^1020 could be too much for one. */
const HALF: f64 = 3.3519519824856493e153;
const HALF_INVERSE: f64 = 2.983336292480083e-154;

/** Bytes that eliminate needs at `work`. */
export function eliminateBytes(m: i32, n: i32): usize {
  return bytesOf<f64>(m + n);
}

/**
 * Gaussian elimination with complete pivoting:  A[rows, columns] = L*U,  L unit lower trapezoidal, no entry above 1 in
 * magnitude; returns the rank r, the number of pivots that are not zero.   [DGESVD99], [GVL13, section 3.4.8]
 *
 * Scaling rows or columns of A by powers of two scales L and U and changes no digit of them, as long as the pivots are the
 * same. A multiplier below 2^-1020 is stored as 0 in L; what it does to the rest of A is done.
 *
 * A: m x n, m >= n, column-major, lda, max |A| < 2^1001; overwritten: U (r x n) on and above the diagonal, L (m x r) below it, zeros in
 * the rest. rows: m, columns: n, the old places. work: eliminateBytes(m, n).
 */
export function eliminate(m: i32, n: i32, a: Vector<f64>, lda: i32, rows: Words, columns: Words, work: usize): i32 {
  const largest = elements<f64>(work, 0); // of each column below the pivots
  const small = largest.from(n);
  for (let i = 0; i < m; i++) rows[i] = i;
  for (let j = 0; j < n; j++) {
    columns[j] = j;
    largest[j] = amax<f64>(m, a.at(j * lda));
  }
  for (let k = 0; k < n; k++) {
    const j = firstLargest(k, n, largest);
    const pivot = largest[j];
    if (pivot == 0) return k;
    if (j != k) {
      swap<f64>(m, a.at(j * lda), 8, a.at(k * lda), 8);
      largest[j] = largest[k];
      swapOrder(columns, j, k);
    }
    const x = a.from(k * lda);
    let i = k;
    while (abs<f64>(x[i]) != pivot) i++;
    if (i != k) {
      swap<f64>(n, a.at(i), bytesOf<f64>(lda), a.at(k), bytesOf<f64>(lda));
      swapOrder(rows, i, k);
    }
    eliminateColumn(m - k - 1, n - k - 1, x.from(k), lda, largest.from(k + 1), small);
  }
  return n;
}

function firstLargest(begin: i32, n: i32, x: Vector<f64>): i32 {
  let here = begin;
  for (let j = begin + 1; j < n; j++) {
    if (x[j] > x[here]) here = j;
  }
  return here;
}

function swapOrder(order: Words, i: i32, j: i32): void {
  const old = order[i];
  order[i] = order[j];
  order[j] = old;
}

/** One step: the pivot stands at `corner`, m entries below it, n columns to its right. */
function eliminateColumn(m: i32, n: i32, corner: Vector<f64>, lda: i32, largest: Vector<f64>, small: Vector<f64>): void {
  const l = corner.from(1);
  const anySmall = divide(m, corner[0], l, small);
  for (let j = 0; j < n; j++) {
    const top = corner.from((j + 1) * lda);
    const u = top[0];
    if (u == 0) continue; // and the largest magnitude is not in this row
    largest[j] = axpyMax<f64>(m, -u, l.at(0), top.at(1));
    if (anySmall) largest[j] = axpyMax<f64>(m, -u * SMALL, small.at(0), top.at(1));
  }
}

/** x := x/pivot but for quotients below SMALL, which go to `small` times 2^1020; returns whether there were any. */
function divide(m: i32, pivot: f64, x: Vector<f64>, small: Vector<f64>): bool {
  let any = false;
  for (let i = 0; i < m; i++) {
    const value = x[i];
    const quotient = value / pivot;
    if (value == 0 || abs<f64>(quotient) >= SMALL) {
      x[i] = quotient;
      continue;
    }
    if (!any) memory.fill(small.at(0), 0, bytesOf<f64>(m));
    any = true;
    small[i] = (value * HALF) / (pivot * HALF_INVERSE);
    x[i] = 0;
  }
  return any;
}
