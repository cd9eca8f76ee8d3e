import { mark, release, reserve } from "../../arena";
import { bounded, boundedValue, productDown, twiceDown } from "../../completion/bounded-value";
import { addItemScores, ItemLists } from "../../completion/item-lists";
import { Model } from "../../completion/model";
import { selectTop } from "../../completion/select-top";
import { amax } from "../../kernels/amax";
import { dot } from "../../kernels/dot";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { gemvTransposed } from "../../kernels/gemv";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { Status } from "../../status";

/** Opens a model; the address of its record is left at `result`. p: rows x k and q: columns x k, row-major; rowBias, columnBias. */
export function modelOpen(k: i32, p: usize, q: usize, rowBias: usize, columnBias: usize, mean: f64, result: usize): Status {
  const address = reserve(offsetof<Model>());
  if (address == 0) return Status.OutOfMemory;
  const model = changetype<Model>(address);
  model.k = k;
  model.p = p;
  model.q = q;
  model.rowBias = vector<f64>(rowBias);
  model.columnBias = vector<f64>(columnBias);
  model.mean = mean;
  model.lists = changetype<ItemLists>(0);
  model.unitSide = -1;
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** Gives a model without factors the lists of an item model: see ItemLists. */
export function modelItems(address: usize, start: usize, column: usize, value: usize, sources: usize, target: usize, weight: usize): Status {
  const lists = reserve(offsetof<ItemLists>());
  if (lists == 0) return Status.OutOfMemory;
  changetype<ItemLists>(lists).set(start, column, value, sources, target, weight);
  changetype<Model>(address).lists = changetype<ItemLists>(lists);
  return Status.Ok;
}

/** Gives a model the units of its rows (side 0) or columns (side 1): centre and scale of every line, and of an unknown one. */
export function modelUnits(address: usize, side: i32, centre: usize, scale: usize, typicalCentre: f64, typicalScale: f64): void {
  const model = changetype<Model>(address);
  model.unitSide = side;
  model.centre = vector<f64>(centre);
  model.scale = vector<f64>(scale);
  model.typicalCentre = typicalCentre;
  model.typicalScale = typicalScale;
}

/**
 * out[e] = mean + b_i + c_j + p_i'q_j  for the pairs (i, j) = (row[e], column[e]); a negative i or j stands for an unknown line,
 * whose bias and factors are 0. Here and below: in the units of the model's lines, and finite for any finite model (bounded-value.ts).   row, column: i32.
 */
export function predictPairs(address: usize, count: i32, row: usize, column: usize, out: usize): void {
  const model = changetype<Model>(address);
  const mean = model.mean;
  for (let e = 0; e < count; e++) {
    const i = vector<i32>(row)[e];
    const j = vector<i32>(column)[e];
    if (changetype<usize>(model.lists) != 0) {
      vector<f64>(out)[e] = model.itemValue(i, j);
      continue;
    }
    const b = model.bias(model.rowBias, i);
    const c = model.bias(model.columnBias, j);
    const length = i >= 0 && j >= 0 ? model.k : 0;
    const pi = at<f64>(model.p, max(i, 0) * model.k);
    const qj = at<f64>(model.q, max(j, 0) * model.k);
    let value = mean + b + c;
    if (length > 0) value += dot<f64>(length, pi, qj);
    vector<f64>(out)[e] = model.undo(i, j, isFinite<f64>(value) ? value : boundedValue(mean, b, c, length, pi, qj));
  }
}

/** Samples of a posterior: p: count x rows x size f32, q: count x columns x size f32; a line is [size - 1 factors, bias]. */
@unmanaged
class Samples {
  count: i32;
  rows: i32;
  columns: i32;
  size: i32;
  p: usize;
  q: usize;
  unit: f64;
  noise: f64;
  /** Variance of each column's noise over that, or null. */
  columnNoise: Vector<f64>;
}

/** Opens samples; the address of their record is left at `result`. noise: the variance of the noise, in squares of the unit. */
export function samplesOpen(count: i32, rows: i32, columns: i32, size: i32, p: usize, q: usize, unit: f64, noise: f64, result: usize): Status {
  const address = reserve(offsetof<Samples>());
  if (address == 0) return Status.OutOfMemory;
  const samples = changetype<Samples>(address);
  samples.count = count;
  samples.rows = rows;
  samples.columns = columns;
  samples.size = size;
  samples.p = p;
  samples.q = q;
  samples.unit = unit;
  samples.noise = noise;
  samples.columnNoise = vector<f64>(0);
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** Gives samples the variances of the columns' noise over the common one. */
export function samplesNoise(address: usize, columns: usize): void {
  changetype<Samples>(address).columnNoise = vector<f64>(columns);
}

/**
 * Predictions from samples, for pairs (i, j); a negative index stands for an unknown line, which adds nothing:
 *
 *   value = mean + rowBias_i + columnBias_j + unit * mean of p_i'q_j
 *   deviation = unit * sqrt(variance of (b_i + c_j + p_i'q_j) + noise)
 *
 * The biases come from the model, because their means are known from more draws than were kept; its factors are not used.
 *
 * value, deviation: count f64, overwritten.
 */
export function predictSamples(address: usize, sampled: usize, count: i32, row: usize, column: usize, value: usize, deviation: usize): void {
  const model = changetype<Model>(address);
  const samples = changetype<Samples>(sampled);
  const size = samples.size;
  const unit = samples.unit;
  const k = size - 1;
  for (let e = 0; e < count; e++) {
    const i = vector<i32>(row)[e];
    const j = vector<i32>(column)[e];
    let sum = 0.0;
    let squares = 0.0;
    let first = 0.0;
    let products = 0.0;
    for (let s = 0; s < samples.count; s++) {
      const a = elements<f32>(samples.p, (s * samples.rows + i) * size);
      const b = elements<f32>(samples.q, (s * samples.columns + j) * size);
      let y = 0.0;
      if (i >= 0) y += <f64>a[k];
      if (j >= 0) y += <f64>b[k];
      if (i >= 0 && j >= 0) {
        let product = 0.0;
        for (let f = 0; f < k; f++) product += <f64>a[f] * <f64>b[f];
        products += product;
        y += product;
      }
      if (s == 0) first = y; // shifted by the first, so that the squares do not cancel
      sum += y - first;
      squares += (y - first) * (y - first);
    }
    const n = <f64>samples.count;
    const average = sum / n;
    const variance = max<f64>(0, squares / n - average * average);
    const b = model.bias(model.rowBias, i);
    const c = model.bias(model.columnBias, j);
    const product = products / n;
    const mean = model.mean + b + c + unit * product;
    const noise = j >= 0 && samples.columnNoise.at(0) != 0 ? samples.noise * samples.columnNoise[j] : samples.noise;
    const within = isFinite<f64>(mean) ? mean : bounded(twiceDown(model.mean) + twiceDown(b) + twiceDown(c) + productDown(unit, product));
    vector<f64>(value)[e] = model.undo(i, j, within);
    vector<f64>(deviation)[e] = model.widen(i, j, min<f64>(f64.MAX_VALUE, unit * sqrt<f64>(variance + noise)));
  }
}

/**
 * The samples of a side as one set of factors whose products are sums over samples:  p: lines x (samples*k) f64, times `scale`.
 *
 * sampled: samples x lines x size f32, size = k + 1; the biases are left out.
 */
export function unfoldSamples(lines: i32, samples: i32, size: i32, sampled: usize, scale: f64, p: usize): void {
  for (let i = 0; i < lines; i++) {
    for (let s = 0; s < samples; s++) {
      let from = at<i32>(sampled, (s * lines + i) * size);
      for (let a = 0; a < size - 1; a++) {
        store<f64>(p, scale * <f64>load<f32>(from));
        from += 4;
        p += 8;
      }
    }
  }
}

/** out := mean + b_i + c_j + p_i'q_j for all i, j; row-major rows x columns. */
export function predictAll(address: usize, rows: i32, columns: i32, out: usize): Status {
  const model = changetype<Model>(address);
  const k = model.k;
  const base = mark();
  const work = reserve(gemmWorkspace<f64>(columns, rows, max(k, 1)));
  if (work == 0) return Status.OutOfMemory;
  for (let i = 0; i < rows; i++) {
    const to = elements<f64>(out, i * columns);
    const level = model.mean + model.rowBias[i];
    for (let j = 0; j < columns; j++) to[j] = level + model.columnBias[j];
  }
  gemm<f64>(columns, rows, k, 1, model.q, k, 1, model.p, 1, k, out, columns, work);
  if (changetype<usize>(model.lists) != 0) {
    for (let i = 0; i < rows; i++) scoreRow(model, i, columns, elements<f64>(out, i * columns));
  } else if (!isFinite<f64>(largestPrediction(model, rows, columns))) {
    for (let i = 0; i < rows; i++) boundRow(model, i, columns, elements<f64>(out, i * columns));
  }
  for (let i = 0; i < rows; i++) undoRow(model, i, columns, elements<f64>(out, i * columns));
  release(base);
  return Status.Ok;
}

/** Adds what the lists of an item model say of a row. */
function scoreRow(model: Model, i: i32, columns: i32, value: Vector<f64>): void {
  addItemScores(model.lists, i, value);
  if (isFinite<f64>(amax<f64>(columns, value.at(0)))) return;
  for (let j = 0; j < columns; j++) if (!isFinite<f64>(value[j])) value[j] = model.itemValue(i, j);
}

/** A bound of every prediction and of every sum on its way:  |mean| + max|b| + max|c| + k max|p| max|q|. */
function largestPrediction(model: Model, rows: i32, columns: i32): f64 {
  const k = model.k;
  const product = <f64>k * amax<f64>(rows * k, model.p) * amax<f64>(columns * k, model.q);
  return abs<f64>(model.mean) + amax<f64>(rows, model.rowBias.at(0)) + amax<f64>(columns, model.columnBias.at(0)) + product;
}

/** Where a value of row i has overflown: what it should be. */
function boundRow(model: Model, i: i32, columns: i32, value: Vector<f64>): void {
  if (isFinite<f64>(amax<f64>(columns, value.at(0)))) return;
  const k = model.k;
  for (let j = 0; j < columns; j++) {
    if (isFinite<f64>(value[j])) continue;
    value[j] = boundedValue(model.mean, model.rowBias[i], model.columnBias[j], k, at<f64>(model.p, i * k), at<f64>(model.q, j * k));
  }
}

/** The values of a row in the unit of the entries. */
function undoRow(model: Model, i: i32, columns: i32, value: Vector<f64>): void {
  if (model.unitSide < 0) return;
  for (let j = 0; j < columns; j++) value[j] = model.undo(i, j, value[j]);
}

/**
 * The best `count` columns of a row:  their values as in predictPairs, largest first, ties by index, excluded columns left out.
 *
 * exclude: excluded i32 columns. index (i32), top (f64): count each, overwritten. scores: columns elements of workspace.
 * Returns how many there are.
 */
export function recommendRow(
  address: usize, row: i32, columns: i32, excluded: i32, exclude: usize, count: i32, scores: usize, index: usize, top: usize,
): i32 {
  const model = changetype<Model>(address);
  const k = model.k;
  const score = vector<f64>(scores);
  for (let j = 0; j < columns; j++) score[j] = model.mean + model.rowBias[row] + model.columnBias[j];
  if (changetype<usize>(model.lists) != 0) scoreRow(model, row, columns, score);
  else {
    gemvTransposed<f64>(k, columns, 1, model.q, k, at<f64>(model.p, row * k), scores);
    boundRow(model, row, columns, score);
  }
  undoRow(model, row, columns, score);
  for (let e = 0; e < excluded; e++) score[vector<i32>(exclude)[e]] = -Infinity;
  return selectTop(columns, score, count, vector<i32>(index), vector<f64>(top));
}

/**
 * The best `count` columns of a row by what their values surely are:  value - caution * deviation, largest first, otherwise as recommendRow.
 *
 * value, deviation: columns elements each, as of predictSamples; value is overwritten by the scores.
 */
export function recommendSurely(
  columns: i32, value: usize, deviation: usize, caution: f64, excluded: i32, exclude: usize, count: i32, index: usize, top: usize,
): i32 {
  const score = vector<f64>(value);
  for (let j = 0; j < columns; j++) score[j] = max<f64>(-f64.MAX_VALUE, score[j] - caution * vector<f64>(deviation)[j]);
  for (let e = 0; e < excluded; e++) score[vector<i32>(exclude)[e]] = -Infinity;
  return selectTop(columns, score, count, vector<i32>(index), vector<f64>(top));
}
