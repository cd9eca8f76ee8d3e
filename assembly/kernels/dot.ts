import { lanes, multiplyAdd, sumLanes, zeros } from "./lanes";

/** Elements summed before a partial sum is set aside: on equal terms rounding goes one way, and grows with the run. */
export const RUN: i32 = 2048;

/**
 * x'y.   [BLAS dot]
 *
 * x, y: n contiguous elements, summed in runs of RUN.
 */
export function dot<T>(n: i32, x: usize, y: usize): T {
  if (n <= RUN) return dotRun<T>(n, x, y);
  const bytes = <usize>RUN * sizeof<T>();
  let sum = <T>0;
  for (; n > 0; n -= RUN) {
    sum += dotRun<T>(min(n, RUN), x, y);
    x += bytes;
    y += bytes;
  }
  return sum;
}

/** Four vectors of partial sums, added pairwise: the same tree for every n. */
function dotRun<T>(n: i32, x: usize, y: usize): T {
  const width = sizeof<T>();
  const end = x + <usize>n * width;
  const blockEnd = x + <usize>(n & ~(4 * lanes<T>() - 1)) * width;
  let s0 = zeros<T>();
  let s1 = zeros<T>();
  let s2 = zeros<T>();
  let s3 = zeros<T>();

  while (x < blockEnd) {
    s0 = multiplyAdd<T>(v128.load(x), v128.load(y), s0);
    s1 = multiplyAdd<T>(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = multiplyAdd<T>(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = multiplyAdd<T>(v128.load(x, 48), v128.load(y, 48), s3);
    x += 64;
    y += 64;
  }
  let sum = sumLanes<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
  while (x < end) {
    sum += load<T>(x) * load<T>(y);
    x += width;
    y += width;
  }
  return sum;
}
