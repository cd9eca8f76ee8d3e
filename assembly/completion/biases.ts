import { lineOther, linePosition, lines, lineStart, placeOf, tableCount, tableValues } from "./table";

/** The mean of the observed values, corrected once by the mean of what it leaves.   Values are not changed. */
export function meanValue(table: usize): f64 {
  const count = tableCount(table);
  if (count == 0) return 0;
  const values = tableValues(table);
  const inverse = 1 / <f64>count;
  let mean = 0.0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0.0;
    for (let e = 0; e < count; e++) sum += (load<f64>(values + (<usize>e << 3)) - mean) * inverse;
    mean += sum;
  }
  return mean;
}

/**
 * The biases of one side, the other's fixed:  b_i = sum_j (x_ij - c - o_j) / (n_i + damping)   [Koren10], baseline
 *
 * bias: one per line of `side`, overwritten; other: one per line of the other side. A line without entries gets 0.
 */
export function fitBiases(table: usize, side: i32, damping: f64, mean: f64, bias: usize, other: usize): void {
  const start = lineStart(table, side);
  const index = lineOther(table, side);
  const position = linePosition(table, side);
  const values = tableValues(table);
  const count = lines(table, side);
  for (let i = 0; i < count; i++) {
    const first = load<i32>(start + (<usize>i << 2));
    const end = load<i32>(start + (<usize>i << 2), 4);
    let sum = 0.0;
    for (let e = first; e < end; e++) {
      const o = load<f64>(other + (<usize>load<i32>(index + (<usize>e << 2)) << 3));
      sum += load<f64>(values + (placeOf(position, e) << 3)) - mean - o;
    }
    store<f64>(bias + (<usize>i << 3), end == first ? 0 : sum / (<f64>(end - first) + damping));
  }
}

/** Writes x_ij - c - b_i - b_j of every observed entry to `out` (by row; may be the values themselves); returns its sum of squares. */
export function subtractBiases(table: usize, mean: f64, rowBias: usize, columnBias: usize, out: usize): f64 {
  const start = lineStart(table, 0);
  const index = lineOther(table, 0);
  const values = tableValues(table);
  const rows = lines(table, 0);
  let squares = 0.0;
  for (let i = 0; i < rows; i++) {
    const level = mean + load<f64>(rowBias + (<usize>i << 3));
    const end = load<i32>(start + (<usize>i << 2), 4);
    let line = 0.0;
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const o = load<f64>(columnBias + (<usize>load<i32>(index + (<usize>e << 2)) << 3));
      const r = load<f64>(values + (<usize>e << 3)) - level - o;
      if (out != 0) store<f64>(out + (<usize>e << 3), r);
      line += r * r;
    }
    squares += line;
  }
  return squares;
}

/** Adds c + b_i + b_j to every value: the way back from subtractBiases. */
export function addBack(table: usize, mean: f64, rowBias: usize, columnBias: usize): void {
  const start = lineStart(table, 0);
  const index = lineOther(table, 0);
  const values = tableValues(table);
  for (let i = 0; i < lines(table, 0); i++) {
    const level = mean + load<f64>(rowBias + (<usize>i << 3));
    const end = load<i32>(start + (<usize>i << 2), 4);
    for (let e = load<i32>(start + (<usize>i << 2)); e < end; e++) {
      const at = values + (<usize>e << 3);
      store<f64>(at, load<f64>(at) + level + load<f64>(columnBias + (<usize>load<i32>(index + (<usize>e << 2)) << 3)));
    }
  }
}
