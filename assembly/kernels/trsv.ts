import { axpy } from "./axpy";
import { dot } from "./dot";

/**
 * x := L^-1*x.   [BLAS trsv('L', 'N')]
 *
 * l: n x n lower triangle, column-major, ldl. x: n contiguous elements, overwritten; 0 where the diagonal of L is 0.
 */
export function trsv<T>(n: i32, l: usize, ldl: i32, x: usize): void {
  const width = <usize>sizeof<T>();
  const step = <usize>(ldl + 1) * width;
  for (let j = 0; j < n; j++) {
    const pivot = load<T>(l);
    const value = pivot == <T>0 ? <T>0 : load<T>(x) / pivot;
    store<T>(x, value);
    axpy<T>(n - j - 1, -value, l + width, x + width);
    l += step;
    x += width;
  }
}

/**
 * x := L'^-1*x.   [BLAS trsv('L', 'T')]
 *
 * l: n x n lower triangle, column-major, ldl. x: n contiguous elements, overwritten; 0 where the diagonal of L is 0.
 */
export function trsvTransposed<T>(n: i32, l: usize, ldl: i32, x: usize): void {
  const width = <usize>sizeof<T>();
  const step = <usize>(ldl + 1) * width;
  l += <usize>n * step;
  x += <usize>n * width;
  for (let j = n - 1; j >= 0; j--) {
    l -= step;
    x -= width;
    const pivot = load<T>(l);
    const rest = load<T>(x) - dot<T>(n - j - 1, l + width, x + width);
    store<T>(x, pivot == <T>0 ? <T>0 : rest / pivot);
  }
}
