import { lanes, multiplyAdd, sumLanes, zeros } from "./lanes";

/** Elements summed before the vectors of partial sums are set aside: on equal terms rounding goes one way, and grows with the run. */
export const RUN: i32 = 512;
/** Elements of 16 runs, whose sums are added before they join the rest. */
export const SPAN: i32 = 16 * RUN;

/**
 * x'y.   [BLAS dot]
 *
 * x, y: n contiguous elements, summed in runs of RUN and spans of SPAN.
 */
export function dot<T>(n: i32, x: usize, y: usize): T {
  if (n <= SPAN) return dotSpan<T>(n, x, y);
  const bytes = <usize>SPAN * sizeof<T>();
  let sum = <T>0;
  for (; n > 0; n -= SPAN) {
    sum += dotSpan<T>(min(n, SPAN), x, y);
    x += bytes;
    y += bytes;
  }
  return sum;
}

/** Four vectors of partial sums in each run, four of those of all runs, added pairwise: the same tree for every n. */
function dotSpan<T>(n: i32, x: usize, y: usize): T {
  const width = sizeof<T>();
  const end = x + <usize>n * width;
  const blockEnd = x + <usize>(n & ~(4 * lanes<T>() - 1)) * width;
  let t0 = zeros<T>();
  let t1 = zeros<T>();
  let t2 = zeros<T>();
  let t3 = zeros<T>();

  while (x < blockEnd) {
    const runEnd = min(x + <usize>RUN * width, blockEnd);
    let s0 = zeros<T>();
    let s1 = zeros<T>();
    let s2 = zeros<T>();
    let s3 = zeros<T>();
    while (x < runEnd) {
      s0 = multiplyAdd<T>(v128.load(x), v128.load(y), s0);
      s1 = multiplyAdd<T>(v128.load(x, 16), v128.load(y, 16), s1);
      s2 = multiplyAdd<T>(v128.load(x, 32), v128.load(y, 32), s2);
      s3 = multiplyAdd<T>(v128.load(x, 48), v128.load(y, 48), s3);
      x += 64;
      y += 64;
    }
    t0 = v128.add<T>(t0, s0);
    t1 = v128.add<T>(t1, s1);
    t2 = v128.add<T>(t2, s2);
    t3 = v128.add<T>(t3, s3);
  }
  let sum = sumLanes<T>(v128.add<T>(v128.add<T>(t0, t1), v128.add<T>(t2, t3)));
  while (x < end) {
    sum += load<T>(x) * load<T>(y);
    x += width;
    y += width;
  }
  return sum;
}
