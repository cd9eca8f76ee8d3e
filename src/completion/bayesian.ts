import { iterate, iterationOptions } from "../iterate";
import type { Frame } from "../wasm/frame";
import type { Entries } from "./entries";
import { subtractBiases, zeroBiases } from "./fit-biases";
import { completionInfo, foldRule, makeModel } from "./model";
import type { Settings } from "./options";
import { openTable, reserveSides, seedWords, type Session } from "./session";
import type { Completion, PosteriorSamples } from "./types";

/** Sweeps, and how far the noise level of the two halves of the kept ones may differ. */
const DEFAULTS = Object.freeze({ tolerance: 0.02, maxIterations: 120 });
/** The share of the sweeps that is thrown away at the start. */
const BURN_IN = 1 / 6;
/** Noise precision before the first sweep; values have variance 1. */
const FIRST_PRECISION = 2;

/**
 * Bayesian factorization with biases by Gibbs sampling: nothing to tune, predictions with a standard deviation.
 * Salakhutdinov & Mnih (2008), biases inside the chain. `rank` 0: biases alone.
 */
export function fitBayesian(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  const session = openTable(frame, entries);
  const { wasm } = frame;
  const { rows, columns, count, table } = session;
  const biases = zeroBiases(session, wasm.tableMean(table));
  const spread = Math.sqrt(subtractBiases(session, biases) / count);
  const loop = iterationOptions(settings.loop, DEFAULTS);
  const scale = spread > Math.abs(biases.mean) * 1e-14 ? spread : 0;
  if (scale > 0) wasm.tableScale(table, 1 / scale);

  const size = rank + 1;
  const stride = wasm.factorStride(rank, 1);
  const [k0, k1] = seedWords(settings.seed);
  const sides = reserveSides(session, stride);
  frame.call(wasm.bayesianStart(0, rows, size, stride, k0, k1, sides.rows));
  frame.call(wasm.bayesianStart(1, columns, size, stride, k0, k1, sides.columns));
  const state = frame.copyIn([FIRST_PRECISION, 0]);
  const rowPrior = frame.reserve((stride + 1) * stride);
  const columnPrior = frame.reserve((stride + 1) * stride);
  const packed = frame.reserveWords(Math.max(rows, columns) * size);
  const keeper = makeKeeper(session, { size, stride, rowPrior, columnPrior, state, packed });

  const burnIn = Math.floor(loop.maxIterations * BURN_IN);
  const kept = Math.min(settings.samples, loop.maxIterations - burnIn);
  const noise: number[] = [];
  const means = zeroBiases(session, biases.mean);
  const info = iterate((sweep) => {
    frame.call(wasm.bayesianSweep(table, sides.rows, sides.columns, rank, stride, k0, k1, sweep, rowPrior, columnPrior, state));
    const after = sweep - burnIn;
    const total = loop.maxIterations - burnIn;
    if (after > 0) {
      noise.push(1 / Math.sqrt(frame.number(state, 0)));
      wasm.addBiases(rows, sides.rows, rank, stride, scale, means.rows);
      wasm.addBiases(columns, sides.columns, rank, stride, scale, means.columns);
    }
    if (after > 0 && Math.floor((after * kept) / total) > Math.floor(((after - 1) * kept) / total)) keeper.keep(sides);
    const change = drift(noise);
    const objective = scale * session.unit * Math.sqrt(frame.number(state, 1) / count);
    return { change, objective, converged: sweep === loop.maxIterations && change <= loop.tolerance };
  }, loop);
  if (keeper.samples() === 0) keeper.keep(sides);
  wasm.scaleFactors(rows, means.rows, 1, 1 / Math.max(1, noise.length));
  wasm.scaleFactors(columns, means.columns, 1, 1 / Math.max(1, noise.length));

  const unit = scale * session.unit;
  const posterior = keeper.finish(unit);
  const meanNoise = Math.sqrt(posterior.precision.reduce((sum, precision) => sum + 1 / precision, 0) / posterior.count);
  return {
    ...makeModel(session, "bayesian", { rank: 0, biases: means }, {
      noise: meanNoise * unit,
      fold: foldRule("posterior", settings, { biased: true }),
      info: completionInfo(info, settings.seed, info.objective ?? 0),
      range: settings.range,
    }),
    rank,
    samples: posterior,
  };
}

/** Relative difference of the mean noise of the two halves of the kept sweeps. */
function drift(noise: readonly number[]): number {
  const half = noise.length >> 1;
  if (half === 0) return Infinity;
  const mean = (part: readonly number[]) => part.reduce((sum, x) => sum + x, 0) / part.length;
  const [first, second] = [mean(noise.slice(0, half)), mean(noise.slice(half))];
  return Math.abs(second - first) / second;
}

interface Chain {
  readonly size: number;
  readonly stride: number;
  readonly rowPrior: number;
  readonly columnPrior: number;
  readonly state: number;
  readonly packed: number;
}

/** Collects samples outside WebAssembly. */
function makeKeeper({ frame, rows, columns }: Session, { size, stride, rowPrior, columnPrior, state, packed }: Chain) {
  const kept = { rows: [] as Float32Array[], columns: [] as Float32Array[], precision: [] as number[] };
  const priors = { rows: [] as Float64Array[], columns: [] as Float64Array[] };
  const sample = (lines: number, factors: number) => {
    frame.wasm.packSample(lines, factors, size, stride, packed);
    return frame.copyOutSingles(packed, lines * size);
  };
  const prior = (at: number) => {
    const square = frame.copyOutColumns(at, size, stride, 0, size);
    const both = new Float64Array((size + 1) * size);
    both.set(square);
    both.set(frame.copyOut(frame.at(at, stride * stride), size), size * size);
    return both;
  };
  return {
    samples: () => kept.precision.length,
    keep(sides: { readonly rows: number; readonly columns: number }): void {
      kept.rows.push(sample(rows, sides.rows));
      kept.columns.push(sample(columns, sides.columns));
      priors.rows.push(prior(rowPrior));
      priors.columns.push(prior(columnPrior));
      kept.precision.push(frame.number(state, 0));
    },
    finish(unit: number): PosteriorSamples {
      const count = kept.precision.length;
      return {
        count, size, unit,
        rows: concat(kept.rows, new Float32Array(count * rows * size)),
        columns: concat(kept.columns, new Float32Array(count * columns * size)),
        rowPriors: concat(priors.rows, new Float64Array(count * (size + 1) * size)),
        columnPriors: concat(priors.columns, new Float64Array(count * (size + 1) * size)),
        precision: Float64Array.from(kept.precision),
      };
    },
  };
}

function concat<A extends Float32Array | Float64Array>(parts: readonly A[], out: A): A {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
