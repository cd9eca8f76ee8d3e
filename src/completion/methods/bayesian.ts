import { iterate, iterationOptions } from "../../iterate";
import { allocate, mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { Entries } from "../entries";
import type { FeatureTable, FeatureTables } from "../features";
import { completionInfo, foldRule, makeModel, withSides } from "../model/model";
import type { Settings } from "../options";
import { subtractBiases, zeroBiases } from "../problems/biases";
import { addSaid, type PlacedFeatures, placeFeatures, unitsOfFeatures } from "../problems/features";
import { emptyLine, gatherLines, type NewLine } from "../problems/line";
import { openTable, reserveSides, seedWords, type Session, type Sides } from "../problems/table";
import type { Completion, FoldedLine, PosteriorSamples } from "../types";
import type { FoldingMethod } from "./method";
import { copyOutColumns, copyOutSingles } from "../../wasm/frame";

/** Sweeps, and how far the noise level of the two halves of the kept ones may differ. */
const DEFAULTS = Object.freeze({ tolerance: 0.02, maxIterations: 120 });
/** Of a chain that goes on from another: as many that are kept. */
const CONTINUED = Object.freeze({ tolerance: 0.02, maxIterations: 104 });
/** The share of the sweeps that is thrown away at the start. */
const BURN_IN = 0.16666666666666666;
const BURN_IN_CONTINUED = 0.038461538461538464;
/** Fewer kept sweeps than twice this tell nothing of the chain. */
const LEAST_HALF = 5;
/** Noise precision before the first sweep; values have variance 1. */
const FIRST_PRECISION = 2;

/**
 * Bayesian factorization with biases by Gibbs sampling: nothing to tune, predictions with a standard deviation.
 * Salakhutdinov & Mnih (2008), biases inside the chain. `rank` 0: biases alone.
 */
export function fitBayesian(frame: Frame, entries: Entries, settings: Settings, rank: number): Completion {
  const session = openTable(frame, entries);
  const { wasm } = frame;
  const { rows, columns, weight, table } = session;
  const isRobust = settings.loss === "student-t";
  const level = isRobust ? robustLevel(session) : undefined;
  const biases = zeroBiases(session, level?.centre ?? wasm.tableMean(table));
  const squares = subtractBiases(session, biases);
  const spread = level?.spread ?? Math.sqrt(squares / weight);
  const { start } = settings;
  const loop = iterationOptions(settings.loop, start === undefined ? DEFAULTS : CONTINUED);
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
  const packed = frame.reserveWords(Math.max(rows, columns, settings.features?.row?.columns ?? 0, settings.features?.column?.columns ?? 0) * size);
  const record = frame.open((result) => wasm.bayesianOpen(table, sides.rows, sides.columns, rank, stride, rowPrior, columnPrior, result));
  const placed = placeFeatures(frame, settings.features, stride, (axis, features) => { wasm.bayesianFeatures(record, axis, features); });
  const keeper = makeKeeper(session, settings.features, { size, stride, rowPrior, columnPrior, state, packed, placed });

  if (start !== undefined && scale > 0) placeLastSample(session, sides, start, state, scale * session.unit);
  const columnNoise = noiseOf(session, settings, scale > 0 ? record : 0, (settings.noise ?? (entries.scaled?.rule.side === "column" ? "column" : "same")) === "column");
  const before = start?.info.iterations ?? 0; // other random numbers than those it was drawn with
  const burnIn = Math.floor(loop.maxIterations * (start === undefined ? BURN_IN : BURN_IN_CONTINUED));
  const kept = Math.min(settings.samples, loop.maxIterations - burnIn);
  const noise: number[] = [];
  const means = zeroBiases(session, biases.mean);
  const info = iterate((sweep) => {
    wasm.bayesianSweep(record, k0, k1, before + sweep, state);
    const after = sweep - burnIn;
    const total = loop.maxIterations - burnIn;
    if (after > 0) {
      noise.push(1 / Math.sqrt(frame.number(state, 0)));
      columnNoise?.add();
      wasm.addBiases(rows, sides.rows, rank, stride, scale, means.rows);
      wasm.addBiases(columns, sides.columns, rank, stride, scale, means.columns);
    }
    if (after > 0 && Math.floor((after * kept) / total) > Math.floor(((after - 1) * kept) / total)) keeper.keep(sides);
    const change = drift(noise);
    const objective = scale * session.unit * Math.sqrt(frame.number(state, 1) / weight);
    return { change, objective, converged: sweep === loop.maxIterations && change <= loop.tolerance };
  }, loop);
  if (keeper.samples() === 0) keeper.keep(sides);
  wasm.scaleFactors(rows, means.rows, 1, 1 / Math.max(1, noise.length));
  wasm.scaleFactors(columns, means.columns, 1, 1 / Math.max(1, noise.length));

  const unit = scale * session.unit;
  const { posterior, ...posteriors } = keeper.finish(unit);
  const meanNoise = Math.sqrt(posterior.precision.reduce((sum, precision) => sum + 1 / precision, 0) / posterior.count);
  const model = makeModel(session, "bayesian", { rank: 0, biases: means }, {
    noise: meanNoise * unit,
    fold: foldRule("posterior", settings, { biased: true }),
    info: completionInfo(info, settings.seed, info.objective ?? 0, splitRhat(noise)),
    range: settings.range,
  });
  const noises = columnNoise === undefined ? {} : { noise: columnNoise.mean() };
  const { row, column } = posteriors;
  return { ...withSides(model, { row, column: { ...column, ...noises } }), rank, samples: isRobust ? tailed(posterior) : posterior };
}

/** Degrees of freedom of Student's t: few enough for outliers, and the variance is finite. */
const DEGREES = 4;
/** The standard deviation of a normal distribution over its median absolute deviation. */
const NORMAL = 1.4826022185056018;

/** Median and scaled median of the distances from it, of values in the session's unit; undefined where more than half are equal. */
function robustLevel({ frame, table, count }: Session): { readonly centre: number; readonly spread: number } | undefined {
  const values = frame.copyOut(frame.wasm.tableValueAddress(table), count).sort();
  const centre = values[count >> 1]!;
  const spread = NORMAL * values.map((x) => Math.abs(x - centre)).sort()[count >> 1]!;
  return spread > Math.abs(centre) * 1e-14 ? { centre, spread } : undefined;
}

/** Precisions of the variance of Student's t in place of those of its scale. */
function tailed(posterior: PosteriorSamples): PosteriorSamples {
  return { ...posterior, precision: mapped(posterior.precision, "complete", (x) => x * ((DEGREES - 2) / DEGREES)), degrees: DEGREES };
}

/** Opens noise that differs between entries, if it is asked for; of columns: the running mean of their variances over the common one. */
function noiseOf({ frame, columns }: Session, { loss, seed }: Settings, record: number, isOfColumns: boolean) {
  if (record === 0 || (loss === "squared" && !isOfColumns)) return undefined;
  const precisions = frame.open((result) => frame.wasm.bayesianNoise(record, loss === "squared" ? 0 : DEGREES, isOfColumns ? 1 : 0, FIRST_PRECISION, ...seedWords(seed), result));
  if (!isOfColumns) return undefined;
  const sum = frame.zeros(columns);
  let count = 0;
  return {
    add(): void {
      count++;
      frame.copyOut(precisions, columns).forEach((c, j) => { sum[j]! += 1 / c; });
    },
    mean: () => mapped(sum, "complete", (x) => (count === 0 ? 1 : x / count)),
  };
}

/** The lines of the last sample of a model; those it has not stay as they are. unit: of the factors now. */
function placeLastSample({ frame }: Session, sides: Sides, { samples, ...model }: Completion, state: number, unit: number): void {
  const { count, size, unit: before, precision } = samples!;
  if (before === 0) return;
  for (const [side, factors] of [["row", sides.rows], ["column", sides.columns]] as const) {
    const lines = model[side].bias.length;
    const last = model[side].samples!.subarray((count - 1) * lines * size);
    for (let i = 0; i < lines; i++) frame.write(frame.at(factors, i * sides.stride), last.subarray(i * size, (i + 1) * size));
    frame.wasm.scaleFactors(lines, factors, sides.stride, Math.sqrt(before / unit));
  }
  frame.write(state, [precision[count - 1]! * Math.min(1e100, (unit / before) * (unit / before))]);
}

/** Relative difference of the mean noise of the two halves of the kept sweeps. */
function drift(noise: readonly number[]): number {
  const half = noise.length >> 1;
  if (half === 0) return Infinity;
  const mean = (part: readonly number[]) => part.reduce((sum, x) => sum + x, 0) / part.length;
  const [first, second] = [mean(noise.slice(0, half)), mean(noise.slice(half))];
  return Math.abs(second - first) / second;
}

/** Split R-hat of the noise: by how much its spread over all kept sweeps exceeds that within the halves.   Gelman & Rubin (1992); halves as in Vehtari and others (2021) */
function splitRhat(noise: readonly number[]): { readonly rhat?: number } {
  const half = noise.length >> 1;
  if (half < LEAST_HALF) return {};
  const [a, b] = [momentsOf(noise.slice(0, half)), momentsOf(noise.slice(noise.length - half))];
  const within = (a.variance + b.variance) / 2;
  const between = (half * (a.mean - b.mean) * (a.mean - b.mean)) / 2;
  return within > 0 ? { rhat: Math.sqrt((half - 1) / half + between / (half * within)) } : {};
}

function momentsOf(x: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = x.reduce((sum, y) => sum + y, 0) / x.length;
  return { mean, variance: x.reduce((sum, y) => sum + (y - mean) * (y - mean), 0) / (x.length - 1) };
}

interface Chain {
  readonly size: number;
  readonly stride: number;
  readonly rowPrior: number;
  readonly columnPrior: number;
  readonly state: number;
  readonly packed: number;
  readonly placed: PlacedFeatures;
}

/** Collects samples outside WebAssembly. */
function makeKeeper({ frame, rows, columns }: Session, features: FeatureTables | undefined, { size, stride, rowPrior, columnPrior, state, packed, placed }: Chain) {
  const keepSide = (lines: number, priorAt: number, table: FeatureTable | undefined, record: number) => {
    const [samples, priors, weights]: [Float32Array[], Float64Array[], Float32Array[]] = [[], [], []];
    const count = table?.columns ?? 0;
    return {
      keep(factors: number): void {
        frame.wasm.packSample(lines, factors, size, stride, packed);
        samples.push(copyOutSingles(frame, packed, lines * size));
        priors.push(copyOutColumns(frame, priorAt, size, stride, 0, size), frame.copyOut(frame.at(priorAt, stride * stride), size));
        if (count === 0) return;
        frame.wasm.packSample(count, frame.wasm.featuresWeights(record), size, stride, packed);
        weights.push(copyOutSingles(frame, packed, count * size));
      },
      finish: () => ({
        samples: concat(samples, allocate(samples.length * lines * size, "complete", Float32Array)),
        priors: concat(priors, frame.zeros(samples.length * (size + 1) * size)),
        ...(count === 0 ? {} : { features: { ...unitsOfFeatures(frame, record, count), weights: concat(weights, allocate(samples.length * count * size, "complete", Float32Array)) } }),
      }),
    };
  };
  const [row, column] = [keepSide(rows, rowPrior, features?.row, placed.row), keepSide(columns, columnPrior, features?.column, placed.column)];
  const precision: number[] = [];
  return {
    samples: () => precision.length,
    keep(sides: Sides): void {
      row.keep(sides.rows);
      column.keep(sides.columns);
      precision.push(frame.number(state, 0));
    },
    finish: (unit: number) => ({
      posterior: { count: precision.length, size, unit, precision: mapped(precision, "complete", (x) => x) }, row: row.finish(), column: column.finish(),
    }),
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

/** A draw of the line for every sample of the other side. */
function foldPosterior(line: NewLine): FoldedLine {
  const { session: { frame, table, unit }, model, side, own, other, lines, features } = line;
  const { wasm } = frame;
  const { count, size, unit: scale, precision, degrees } = model.samples!;
  if (scale === 0) return emptyLine(model, side);
  wasm.shiftValues(table, -model.mean / unit);
  wasm.tableScale(table, unit / scale);
  const rank = size - 1;
  const stride = wasm.factorStride(rank, 1);
  const [k0, k1] = seedWords(model.info.seed);
  const folded = frame.copyIn(frame.zeros(stride));
  const samples = allocate(count * size, "foldIn", Float32Array);
  let bias = 0;
  for (let s = 0; s < count; s++) {
    const drawn = frame.scope(() => {
      const place = gatherLines(line, other.samples!, size, stride, s * lines * size);
      const prior = frame.copyIn(own.priors!.subarray(s * (size + 1) * size, (s + 1) * (size + 1) * size));
      if (features !== undefined) addSaid(frame, own.features!, features, size, frame.at(prior, size * size), s);
      const record = frame.open((result) => wasm.bayesianOpen(table, folded, place, rank, stride, 0, 0, result));
      if (degrees !== undefined) frame.open((result) => wasm.bayesianNoise(record, degrees, 0, precision[s]!, k0, k1, result));
      wasm.foldDraw(record, prior, degrees === undefined ? precision[s]! : (precision[s]! * degrees) / (degrees - 2), k0, k1, s);
      return frame.copyOut(folded, size);
    });
    samples.set(drawn, s * size);
    bias += (drawn[rank]! * scale) / count;
  }
  return { side, bias, factors: new Float64Array(0), samples };
}

export const bayesian: FoldingMethod = { fit: fitBayesian, fold: foldPosterior };
