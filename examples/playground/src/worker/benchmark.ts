import { svd, verify } from "lowrank";
import { CONTESTANTS, type ContestantName } from "./contestants";

export const KINDS = ["random", "low rank", "graded"] as const;
export type Kind = (typeof KINDS)[number];

export interface Measurement {
  /** Median time of a run. */
  readonly milliseconds: number;
  readonly samples: number;
  /** LAPACK's test ratios, in units of rounding: below 50 is right. */
  readonly residual: number;
  readonly orthogonality: number;
}

/** Runs for this many milliseconds before the clock counts: engines compile what is used often. */
const WARM = 150;
/** A run that takes longer than this is the only one, and counts. */
const LONG = 2000;
/** A sample repeats the run for at least this long: clocks of browsers are coarse on purpose. */
const SAMPLE = 25;
const SAMPLES = 7;

/** Times a library on a matrix (the median of seven samples), and measures how right it was. */
export async function measure(name: ContestantName, kind: Kind, rows: number, columns: number, onSample: (sample: number) => void): Promise<Measurement> {
  const data = matrixOf(kind, rows, columns);
  const contestant = await CONTESTANTS[name]();
  const { run, read } = contestant(rows, columns, data);
  const [warming, warmRuns] = repeated(run, WARM);
  const times: number[] = [];
  if (warming > LONG) times.push(warming / warmRuns);
  while (warming <= LONG && times.length < SAMPLES) {
    onSample(times.length);
    const [time, runs] = repeated(run, SAMPLE);
    times.push(time / runs);
  }
  const { U, S, V } = read();
  times.sort((a, b) => a - b);
  const { residual, orthogonality } = judge({ rows, columns, data }, U, S, V);
  return { milliseconds: times[times.length >> 1]!, samples: times.length, residual, orthogonality };
}

/** Repeats a run for at least `least` milliseconds: the time it took, and how many runs. */
function repeated(run: () => void, least: number): [time: number, runs: number] {
  const start = performance.now();
  let runs = 0;
  do {
    run();
    runs++;
  } while (performance.now() - start < least);
  return [performance.now() - start, runs];
}

/** NaN where the answer is not finite. */
function judge(a: { rows: number; columns: number; data: Float64Array }, U: Float64Array, S: Float64Array, V: Float64Array) {
  if (![U, S, V].every((list) => list.every(Number.isFinite))) return { residual: NaN, orthogonality: NaN };
  const k = S.length;
  const found = { U: { rows: a.rows, columns: k, data: U }, S, V: { rows: a.columns, columns: k, data: V } };
  const { residual, orthogonalityU, orthogonalityV } = verify(a, found);
  return { residual, orthogonality: Math.max(orthogonalityU, orthogonalityV) };
}

function matrixOf(kind: Kind, rows: number, columns: number): Float64Array {
  let state = 12345;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 31 - 1;
  const random = (count: number) => Float64Array.from({ length: count }, uniform);
  if (kind === "random") return random(rows * columns);
  const rank = kind === "low rank" ? 3 : Math.min(rows, columns);
  const [left, right] = [svd({ rows, columns: rank, data: random(rows * rank) }).U, svd({ rows: columns, columns: rank, data: random(columns * rank) }).U];
  const values = Array.from({ length: rank }, (_, i) => (kind === "low rank" ? 1 : 10 ** ((-12 * i) / Math.max(1, rank - 1))));
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let entry = 0;
      for (let t = 0; t < rank; t++) entry += values[t]! * left.data[i * rank + t]! * right.data[j * rank + t]!;
      data[i * columns + j] = entry;
    }
  }
  return data;
}
