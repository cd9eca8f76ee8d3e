import { elements, Vector } from "../memory";
import { Table, linesOf, placeOf, weightAt } from "./table";

/** The mean of the observed values, corrected once by the mean of what it leaves.   Values are not changed. */
export function meanValue(table: Table): f64 {
  const count = table.count;
  if (count == 0) return 0;
  const values = table.values;
  const weights = table.weights;
  const inverse = 1 / table.weight;
  let mean = 0.0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0.0;
    for (let e = 0; e < count; e++) sum += weightAt(weights, e) * (values[e] - mean) * inverse;
    mean += sum;
  }
  return mean;
}

/** A damping from which on biases are 0. */
const NO_BIAS: f64 = 3.273390607896142e150; // 2^500

/**
 * The biases of one side, the other's fixed:  b_i = sum_j w_ij (x_ij - c - o_j) / (sum_j w_ij + damping)   [Koren10], baseline, w = 1
 *
 * bias: one per line of `side`, overwritten; other: one per line of the other side. A line without entries gets 0.
 */
export function fitBiases(table: Table, side: i32, damping: f64, mean: f64, bias: Vector<f64>, other: Vector<f64>): void {
  const start = linesOf(table, side).start;
  const index = linesOf(table, side).other;
  const position = linesOf(table, side).position;
  const values = table.values;
  const count = linesOf(table, side).count;
  const weights = table.weights;
  for (let i = 0; i < count; i++) {
    const first = start[i];
    const end = start[i + 1];
    let sum = 0.0;
    for (let e = first; e < end; e++) {
      const o = other[index[e]];
      const place = placeOf(position, e);
      sum += weightAt(weights, place) * (values[place] - mean - o);
    }
    bias[i] = end == first || damping >= NO_BIAS ? 0 : sum / (linesOf(table, side).weightOf(i) + damping);
  }
}

/** Writes x_ij - c - b_i - b_j of every observed entry to `out` (by row; may be the values themselves); returns the sum of squares by weight. */
export function subtractBiases(table: Table, mean: f64, rowBias: Vector<f64>, columnBias: Vector<f64>, out: Vector<f64>): f64 {
  const start = table.rows.start;
  const index = table.rows.other;
  const values = table.values;
  const rows = table.rows.count;
  const weights = table.weights;
  let squares = 0.0;
  for (let i = 0; i < rows; i++) {
    const level = mean + rowBias[i];
    const end = start[i + 1];
    let line = 0.0;
    for (let e = start[i]; e < end; e++) {
      const o = columnBias[index[e]];
      const r = values[e] - level - o;
      if (out.at(0) != 0) out[e] = r;
      line += weightAt(weights, e) * r * r;
    }
    squares += line;
  }
  return squares;
}

/** Adds c + b_i + b_j to every value: the way back from subtractBiases. */
export function addBack(table: Table, mean: f64, rowBias: Vector<f64>, columnBias: Vector<f64>): void {
  const start = table.rows.start;
  const index = table.rows.other;
  const values = table.values;
  for (let i = 0; i < table.rows.count; i++) {
    const level = mean + rowBias[i];
    const end = start[i + 1];
    for (let e = start[i]; e < end; e++) {
      const here = elements<f64>(values.at(0), e);
      here[0] = here[0] + level + columnBias[index[e]];
    }
  }
}
