import { dot } from "../kernels/dot";
import { bytesOf, elements, Layout, Vector } from "../memory";
import { COLUMN_NOISE, ENTRY_NOISE, Stream } from "./random";
import { Table, weightAt } from "./table";

/** A column's noise is that of all as if so many pairs of entries said so: its precision over the common one is Gamma(2, 2). */
const COMMON: f64 = 2;

/** Noise that is not the same for all entries: weights of the table that are drawn anew after every sweep. */
@unmanaged
export class Noise extends Layout {
  /** The weights as they were given, or null, and those in use. */
  base: Vector<f64>;
  weights: Vector<f64>;
  /** Degrees of freedom of Student's t; 0 for normal noise. */
  degrees: f64;
  /** Precision of each column over the common one, or null; sums of squares, and how much entries count. */
  columns: Vector<f64>;
  squares: Vector<f64>;
  counts: Vector<f64>;
}

/**
 * Draws the weights of all entries:  w_ij = base_ij * c_j * t_ij,  residuals r_ij ~ Normal(0, 1/(precision*w_ij)):
 *
 *   c_j ~ Gamma(2 + n_j/2) / (2 + precision*sum_i base_ij t_ij r_ij^2/2),   t_ij ~ Gamma((v + 1)/2) / ((v + precision*base_ij c_j r_ij^2)/2)    [Geweke93]
 *
 * Returns the sum of squares by the weights as they were given.
 */
export function drawNoise(noise: Noise, table: Table, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, precision: f64, stream: Stream, scratch: Vector<f64>): f64 {
  const rows = table.rows;
  const columns = noise.columns;
  const own = columns.at(0) != 0;
  const count = table.columns.count;
  let total = 0.0;
  if (own) {
    memory.fill(noise.squares.at(0), 0, bytesOf<f64>(count));
    memory.fill(noise.counts.at(0), 0, bytesOf<f64>(count));
  }
  for (let i = 0; i < rows.count; i++) {
    for (let e = rows.start[i]; e < rows.start[i + 1]; e++) {
      const j = rows.other[e];
      const r = residual(table, rowFactors, columnFactors, k, ld, i, e);
      const base = weightAt(noise.base, e);
      total += base * r * r;
      if (!own) continue;
      noise.squares[j] = noise.squares[j] + noise.weights[e] / columns[j] * r * r;
      noise.counts[j] = noise.counts[j] + base;
    }
  }
  stream.purpose = COLUMN_NOISE;
  if (own) for (let j = 0; j < count; j++) columns[j] = stream.gamma(COMMON + 0.5 * noise.counts[j], j, scratch) / (COMMON + 0.5 * precision * noise.squares[j]);
  for (let i = 0; i < rows.count; i++) {
    for (let e = rows.start[i]; e < rows.start[i + 1]; e++) {
      const w = weightAt(noise.base, e) * (own ? columns[rows.other[e]] : 1);
      const r = residual(table, rowFactors, columnFactors, k, ld, i, e);
      noise.weights[e] = noise.degrees == 0 ? w : w * drawScale(noise.degrees, precision * w * r * r, e, stream, scratch);
    }
  }
  return total;
}

/** The scale of one entry's precision, of Student's t with v degrees of freedom:  Gamma((v + 1)/2) / ((v + d)/2),  d the square of the residual over its standard deviation. */
function drawScale(degrees: f64, d: f64, e: i32, stream: Stream, scratch: Vector<f64>): f64 {
  stream.purpose = ENTRY_NOISE + (<u32>e >> 16);
  return stream.gamma(0.5 * (degrees + 1), e & 0xffff, scratch) / (0.5 * (degrees + d));
}

/** What the factors leave of entry e, of row i. */
function residual(table: Table, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, i: i32, e: i32): f64 {
  const p = elements<f64>(rowFactors, i * ld);
  const q = elements<f64>(columnFactors, table.rows.other[e] * ld);
  return table.values[e] - p[k] - q[k] - dot<f64>(k, p.at(0), q.at(0));
}
