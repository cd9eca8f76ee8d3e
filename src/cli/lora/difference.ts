import { frobeniusNorm } from "../../index";
import { DataError } from "../failure";
import { quoted } from "../files/json";
import type { Checkpoint, Tensor } from "../files/safetensors/checkpoint";
import type { FloatType } from "../files/safetensors/numbers";
import { RoundingTest } from "./precision";

/** How a tensor of the tuned model differs from that of the base. */
export interface Difference {
  /** ‖W' − W‖_F. */
  readonly norm: number;
  /** Why that counts as no change; undefined if it is one. */
  readonly rounding: string | undefined;
}

/** The two sides of a comparison. */
export interface Models {
  readonly base: Checkpoint;
  readonly tuned: Checkpoint;
}

/** Numbers taken at a time where both sides are read. */
const RUN = 1 << 16;

/**
 * Compares two tensors of one shape; see `RoundingTest` for what is no change.
 *
 * @param take  is handed the differences in order, as far as doubles hold them exactly; valid until it returns.
 */
export function compare({ base, tuned }: Models, before: Tensor, after: Tensor, minimum: number | undefined, take?: (differences: Float64Array) => void): Difference {
  const test = new RoundingTest();
  let [norm, at] = [0, 0];
  const differences = new Float64Array(RUN);
  for (const [a, b] of pairs(base.numbers(before), tuned.numbers(after))) {
    const run = differences.subarray(0, a.length);
    for (let p = 0; p < run.length; p++) run[p] = b[p]! - a[p]!;
    const bad = run.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw notFinite(base, tuned, before, at + bad);
    norm = Math.hypot(norm, frobeniusNorm({ rows: 1, columns: run.length, data: run }));
    test.note(a, b, run);
    take?.(run);
    at += run.length;
  }
  return { norm, rounding: norm === 0 ? undefined : test.reason(before.type as FloatType, after.type as FloatType, minimum) };
}

/** Two streams of numbers, whose pieces may differ in length, in runs of one length. */
function* pairs(first: Iterator<ArrayLike<number>>, second: Iterator<ArrayLike<number>>): Generator<[Float64Array, Float64Array]> {
  const [a, b] = [new Cursor(first), new Cursor(second)];
  const [x, y] = [new Float64Array(RUN), new Float64Array(RUN)];
  for (let count = a.fill(x); count > 0; count = a.fill(x)) {
    b.fill(y.subarray(0, count));
    yield [x.subarray(0, count), y.subarray(0, count)];
  }
}

class Cursor {
  private piece: ArrayLike<number> = [];
  private at = 0;

  constructor(private readonly pieces: Iterator<ArrayLike<number>>) {}

  /** Fills an array with the numbers that come next; the count of them is less at the end only. */
  fill(into: Float64Array): number {
    let filled = 0;
    while (filled < into.length) {
      if (this.at === this.piece.length) {
        const next = this.pieces.next();
        if (next.done === true) break;
        [this.piece, this.at] = [next.value, 0];
      }
      const count = Math.min(into.length - filled, this.piece.length - this.at);
      for (let p = 0; p < count; p++) into[filled++] = this.piece[this.at++]!;
    }
    return filled;
  }
}

function notFinite(base: Checkpoint, tuned: Checkpoint, { name, shape }: Tensor, index: number): DataError {
  const place = shape.map((_, d) => Math.floor(index / shape.slice(d + 1).reduce((product, n) => product * n, 1)) % shape[d]!);
  return new DataError(`${base.path} or ${tuned.path}, tensor ${quoted(name)}, entry [${place.join(", ")}]: is not a finite number`);
}
