import { lanes, multiplyAdd, sumLanes, zeros } from "./lanes";

/**
 * x'y.   [BLAS dot]
 *
 * x, y: n contiguous elements. Four vectors of partial sums, added pairwise: the same tree for every n.
 */
export function dot<T>(n: i32, x: usize, y: usize): T {
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
