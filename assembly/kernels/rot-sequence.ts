import { lanes, multiplyAdd, multiplySubtract, splatAt } from "./lanes";

/** Rows rotated together: four vectors, one 64-byte line of f64. */
// @ts-ignore: decorator
@inline
export function stripRows<T>(): i32 {
  return 4 * lanes<T>();
}

/**
 * Applies a sequence of plane rotations to consecutive columns of one strip of rows, left to right.
 *
 *   for j = 0 .. count-1:   a' = c_j*a + s_j*b,   b' = c_j*b - s_j*a,   a = column j, b = column j+1   [LAPACK lasr]
 *
 * x: strip of stripRows() rows, its first column; `stride` bytes from one column to the next; overwritten.
 * rotations: count pairs (c_j, s_j). The right-hand column of a rotation is carried in registers to the next one.
 */
export function rotForward<T>(count: i32, rotations: usize, x: usize, stride: usize): void {
  if (count <= 0) return;
  const width = sizeof<T>();
  const end = rotations + <usize>count * (2 * width);
  let a0 = v128.load(x);
  let a1 = v128.load(x, 16);
  let a2 = v128.load(x, 32);
  let a3 = v128.load(x, 48);
  while (rotations < end) {
    const next = x + stride;
    const c = splatAt<T>(rotations);
    const s = splatAt<T>(rotations + width);
    const b0 = v128.load(next);
    const b1 = v128.load(next, 16);
    const b2 = v128.load(next, 32);
    const b3 = v128.load(next, 48);
    v128.store(x, multiplyAdd<T>(s, b0, v128.mul<T>(c, a0)));
    a0 = multiplySubtract<T>(s, a0, v128.mul<T>(c, b0));
    v128.store(x, multiplyAdd<T>(s, b1, v128.mul<T>(c, a1)), 16);
    a1 = multiplySubtract<T>(s, a1, v128.mul<T>(c, b1));
    v128.store(x, multiplyAdd<T>(s, b2, v128.mul<T>(c, a2)), 32);
    a2 = multiplySubtract<T>(s, a2, v128.mul<T>(c, b2));
    v128.store(x, multiplyAdd<T>(s, b3, v128.mul<T>(c, a3)), 48);
    a3 = multiplySubtract<T>(s, a3, v128.mul<T>(c, b3));
    x = next;
    rotations += 2 * width;
  }
  v128.store(x, a0);
  v128.store(x, a1, 16);
  v128.store(x, a2, 32);
  v128.store(x, a3, 48);
}

/**
 * The same rotations as rotForward, applied right to left: j = count-1 .. 0.
 *
 * The left-hand column of a rotation is carried in registers to the next one.
 */
export function rotBackward<T>(count: i32, rotations: usize, x: usize, stride: usize): void {
  if (count <= 0) return;
  const width = sizeof<T>();
  let pair = rotations + <usize>count * (2 * width);
  x += <usize>count * stride;
  let b0 = v128.load(x);
  let b1 = v128.load(x, 16);
  let b2 = v128.load(x, 32);
  let b3 = v128.load(x, 48);
  while (pair > rotations) {
    pair -= 2 * width;
    const previous = x - stride;
    const c = splatAt<T>(pair);
    const s = splatAt<T>(pair + width);
    const a0 = v128.load(previous);
    const a1 = v128.load(previous, 16);
    const a2 = v128.load(previous, 32);
    const a3 = v128.load(previous, 48);
    v128.store(x, multiplySubtract<T>(s, a0, v128.mul<T>(c, b0)));
    b0 = multiplyAdd<T>(s, b0, v128.mul<T>(c, a0));
    v128.store(x, multiplySubtract<T>(s, a1, v128.mul<T>(c, b1)), 16);
    b1 = multiplyAdd<T>(s, b1, v128.mul<T>(c, a1));
    v128.store(x, multiplySubtract<T>(s, a2, v128.mul<T>(c, b2)), 32);
    b2 = multiplyAdd<T>(s, b2, v128.mul<T>(c, a2));
    v128.store(x, multiplySubtract<T>(s, a3, v128.mul<T>(c, b3)), 48);
    b3 = multiplyAdd<T>(s, b3, v128.mul<T>(c, a3));
    x = previous;
  }
  v128.store(x, b0);
  v128.store(x, b1, 16);
  v128.store(x, b2, 32);
  v128.store(x, b3, 48);
}
