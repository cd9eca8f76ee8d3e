import { rotBackward, rotForward, stripRows } from "../../kernels/rot-sequence";
import { DOWN } from "./find-block";

/**
 * A batch of recorded rotation sequences, replayed on the columns of U and V strip by strip, so that a strip of rows
 * meets all of them while it is in the first-level cache.   [VZGQ14]
 *
 *   header | sequences: (first column, count, direction, offset) | pairs (c, s) for U | pairs (c, s) for V
 *
 * U and V are column-major with leading dimensions that are multiples of stripRows(); a pointer 0 means "not wanted".
 */
const SEQUENCES: usize = 0;
const PAIRS: usize = 4;
const CAPACITY: usize = 8;
const U: usize = 12;
const U_ROWS: usize = 16;
const U_STRIDE: usize = 20;
const V: usize = 24;
const V_ROWS: usize = 28;
const V_STRIDE: usize = 32;
const HEADER: usize = 64;

/** Sweeps of full length in a batch: enough to amortise a strip's way through the cache, few enough to stay in it. */
const SWEEPS: i32 = 24;
/** Sequences in a batch; late sweeps are short. */
const MAX_SEQUENCES: i32 = 256;

// @ts-ignore: decorator
@inline
function capacityFor(n: i32): i32 {
  return SWEEPS * n;
}

/** Bytes of a batch for an n x n bidiagonal. */
export function batchBytes(n: i32): usize {
  return HEADER + <usize>MAX_SEQUENCES * 16 + (<usize>capacityFor(n) << 5);
}

export function openBatch(
  batch: usize, n: i32, u: usize, uRows: i32, ldu: i32, v: usize, vRows: i32, ldv: i32,
): void {
  store<i32>(batch + SEQUENCES, 0);
  store<i32>(batch + PAIRS, 0);
  store<i32>(batch + CAPACITY, capacityFor(n));
  store<usize>(batch + U, u);
  store<i32>(batch + U_ROWS, uRows);
  store<usize>(batch + U_STRIDE, <usize>ldu << 3);
  store<usize>(batch + V, v);
  store<i32>(batch + V_ROWS, vRows);
  store<usize>(batch + V_STRIDE, <usize>ldv << 3);
}

/** Where the pairs of the next sequence for U go; room for `count` is made first. */
export function leftPairs(batch: usize, count: i32): usize {
  if (
    load<i32>(batch + PAIRS) + count > load<i32>(batch + CAPACITY) ||
    load<i32>(batch + SEQUENCES) == MAX_SEQUENCES
  ) {
    replay(batch);
  }
  return batch + HEADER + <usize>MAX_SEQUENCES * 16 + (<usize>load<i32>(batch + PAIRS) << 4);
}

/** Where the pairs of the same sequence for V go. */
export function rightPairs(batch: usize, left: usize): usize {
  return left + (<usize>load<i32>(batch + CAPACITY) << 4);
}

/** Takes the sequence just written into the batch. */
export function record(batch: usize, first: i32, count: i32, direction: i32): void {
  const sequences = load<i32>(batch + SEQUENCES);
  const pairs = load<i32>(batch + PAIRS);
  const entry = batch + HEADER + (<usize>sequences << 4);
  store<i32>(entry, first);
  store<i32>(entry, count, 4);
  store<i32>(entry, direction, 8);
  store<i32>(entry, pairs, 12);
  store<i32>(batch + SEQUENCES, sequences + 1);
  store<i32>(batch + PAIRS, pairs + count);
}

/** Applies the recorded sequences to U and V and empties the batch. */
export function replay(batch: usize): void {
  const left = batch + HEADER + <usize>MAX_SEQUENCES * 16;
  const right = rightPairs(batch, left);
  replayOn(batch, left, load<usize>(batch + U), load<i32>(batch + U_ROWS), load<usize>(batch + U_STRIDE));
  replayOn(batch, right, load<usize>(batch + V), load<i32>(batch + V_ROWS), load<usize>(batch + V_STRIDE));
  store<i32>(batch + SEQUENCES, 0);
  store<i32>(batch + PAIRS, 0);
}

function replayOn(batch: usize, pairs: usize, x: usize, rows: i32, stride: usize): void {
  if (x == 0) return;
  const firstEntry = batch + HEADER;
  const lastEntry = firstEntry + (<usize>load<i32>(batch + SEQUENCES) << 4);
  for (let i = 0; i < rows; i += stripRows<f64>()) {
    for (let entry = firstEntry; entry < lastEntry; entry += 16) {
      const strip = x + <usize>load<i32>(entry) * stride;
      const sequence = pairs + (<usize>load<i32>(entry, 12) << 4);
      if (load<i32>(entry, 8) == DOWN) rotForward<f64>(load<i32>(entry, 4), sequence, strip, stride);
      else rotBackward<f64>(load<i32>(entry, 4), sequence, strip, stride);
    }
    x += <usize>stripRows<f64>() << 3;
  }
}
