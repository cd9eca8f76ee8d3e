import { narrow } from "../../kernels/narrow";
import { rotBackward, rotForward, stripRows } from "../../kernels/rot-sequence";
import { bytesOf, Vector, vector } from "../../memory";
import { real } from "../../real";
import { DOWN } from "./find-block";

/** A recorded sequence: its first column, how many rotations, which way, and its first pair among those of the batch. */
@unmanaged
class Sequence {
  first: i32;
  count: i32;
  direction: i32;
  pair: i32;
}

/**
 * A batch of recorded rotation sequences, replayed on the columns of U and V strip by strip, so that a strip of rows
 * meets all of them while it is in the first-level cache.   [VZGQ14]
 *
 *   the record | sequences | pairs (c, s) for U | pairs (c, s) for V
 *
 * U and V are column-major with leading dimensions that are multiples of stripRows(); a pointer 0 means "not wanted".
 */
@unmanaged
export class Batch {
  /** How many of each are recorded, and the pairs there is room for. */
  sequences: i32;
  pairs: i32;
  capacity: i32;
  u: usize;
  uRows: i32;
  ldu: i32;
  v: usize;
  vRows: i32;
  ldv: i32;
}

/** Sweeps of full length in a batch: enough to amortise a strip's way through the cache, few enough to stay in it. */
const SWEEPS: i32 = 24;
/** Sequences in a batch; late sweeps are short. */
const MAX_SEQUENCES: i32 = 256;
/** Bytes before the sequences: one line. */
const HEADER: usize = 64;

// @ts-ignore: decorator
@inline
function capacityFor(n: i32): i32 {
  return SWEEPS * n;
}

/** Bytes of a batch for an n x n bidiagonal. */
export function batchBytes(n: i32): usize {
  return HEADER + <usize>MAX_SEQUENCES * offsetof<Sequence>() + bytesOf<f64>(4 * capacityFor(n));
}

export function openBatch(batch: Batch, n: i32, u: usize, uRows: i32, ldu: i32, v: usize, vRows: i32, ldv: i32): void {
  batch.sequences = 0;
  batch.pairs = 0;
  batch.capacity = capacityFor(n);
  batch.u = u;
  batch.uRows = uRows;
  batch.ldu = ldu;
  batch.v = v;
  batch.vRows = vRows;
  batch.ldv = ldv;
}

// @ts-ignore: decorator
@inline
function sequence(batch: Batch, i: i32): Sequence {
  return changetype<Sequence>(changetype<usize>(batch) + HEADER + <usize>i * offsetof<Sequence>());
}

/** The pairs for U; `capacity` pairs on begin those for V. */
// @ts-ignore: decorator
@inline
function firstPair(batch: Batch): Vector<f64> {
  return vector<f64>(changetype<usize>(sequence(batch, MAX_SEQUENCES)));
}

/** Where the pairs of the next sequence for U go; room for `count` is made first. */
export function leftPairs(batch: Batch, count: i32): Vector<f64> {
  if (batch.pairs + count > batch.capacity || batch.sequences == MAX_SEQUENCES) replay(batch);
  return firstPair(batch).from(2 * batch.pairs);
}

/** Where the pairs of the same sequence for V go. */
export function rightPairs(batch: Batch, left: Vector<f64>): Vector<f64> {
  return left.from(2 * batch.capacity);
}

/** Takes the sequence just written into the batch. */
export function record(batch: Batch, first: i32, count: i32, direction: i32): void {
  const entry = sequence(batch, batch.sequences);
  entry.first = first;
  entry.count = count;
  entry.direction = direction;
  entry.pair = batch.pairs;
  batch.sequences++;
  batch.pairs += count;
}

/** Applies the recorded sequences to U and V and empties the batch. */
export function replay(batch: Batch): void {
  const left = firstPair(batch);
  narrow<real>(2 * batch.pairs, left.at(0));
  narrow<real>(2 * batch.pairs, rightPairs(batch, left).at(0));
  replayOn(batch, vector<real>(left.at(0)), batch.u, batch.uRows, batch.ldu);
  replayOn(batch, vector<real>(rightPairs(batch, left).at(0)), batch.v, batch.vRows, batch.ldv);
  batch.sequences = 0;
  batch.pairs = 0;
}

function replayOn(batch: Batch, pairs: Vector<real>, x: usize, rows: i32, ldx: i32): void {
  if (x == 0) return;
  const stride = bytesOf<real>(ldx);
  for (let i = 0; i < rows; i += stripRows<real>()) {
    for (let k = 0; k < batch.sequences; k++) {
      const entry = sequence(batch, k);
      const strip = x + <usize>entry.first * stride;
      if (entry.direction == DOWN) rotForward<real>(entry.count, pairs.at(2 * entry.pair), strip, stride);
      else rotBackward<real>(entry.count, pairs.at(2 * entry.pair), strip, stride);
    }
    x += bytesOf<real>(stripRows<real>());
  }
}
