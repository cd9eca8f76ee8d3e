import { room } from "../../arena";
import { eliminate, Elimination, PIVOTS } from "../../completion/eliminate";
import { selectTop } from "../../completion/select-top";
import { Table } from "../../completion/table";
import { gemmWorkspace } from "../../kernels/gemm";
import { triangleBytes, trsmWorkspace } from "../../kernels/trsm";
import { accumulate, rewind, transposeEntries } from "../../sparse/counting-sort";
import { bytesOf, elements, Layout, measured, placed, Vector, vector, Words } from "../../memory";
import { Status } from "../../status";

/** The least penalty, of the largest count: below it the equations may have no inverse in double precision. */
const LEAST_PENALTY: f64 = 2.3283064365386963e-10; // 2^-32

/** The equations of an item model: one column for each of the table's. */
@unmanaged
class Items extends Layout {
  n: i32;
  ld: i32;
  table: Table;
  a: Vector<f64>;
  elimination: Elimination;
  scores: Vector<f64>;
}

function layOut(items: Items, n: i32): Items {
  const ld = (n + 7) & ~7;
  items.n = n;
  items.ld = ld;
  items.a = items.take<f64>(<f64>ld * <f64>n);
  items.scores = items.take<f64>(n);
  const room = items.takeRecord<Elimination>();
  room.lines = ld;
  room.y = items.take<f64>(<f64>ld * <f64>PIVOTS);
  room.v = items.take<f64>(<f64>ld * <f64>PIVOTS);
  room.corner = items.take<f64>(<f64>(PIVOTS * (PIVOTS + 4)));
  room.packed = items.takeBytes(<f64>triangleBytes<f64>(PIVOTS));
  room.work = items.takeBytes(<f64>max(gemmWorkspace<f64>(n, n, PIVOTS), trsmWorkspace<f64>(PIVOTS)));
  items.elimination = room;
  return items;
}

/** Bytes that itemsOpen reserves for n columns. */
export function itemsBytes(n: i32): f64 {
  return layOut(measured<Items>(), n).end;
}

/** Columns that itemsEliminate takes at a time. */
export function itemsStep(): i32 {
  return PIVOTS;
}

/** Opens the equations of an item model on a table; the address of their record is left at `result`. */
export function itemsOpen(table: usize, result: usize): Status {
  const n = changetype<Table>(table).columns.count;
  const address = room(layOut(measured<Items>(), n).end);
  if (address == 0) return Status.OutOfMemory;
  const items = layOut(placed<Items>(address), n);
  items.table = changetype<Table>(table);
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** A := X'X + lambda I, the lower triangle, X the table with 0 where nothing is listed. Returns the penalty that was taken: no less than the least. */
export function itemsAssemble(address: usize, lambda: f64): f64 {
  const items = changetype<Items>(address);
  const n = items.n;
  const ld = items.ld;
  const a = items.a;
  const rows = items.table.rows;
  const start = rows.start;
  const other = rows.other;
  const values = items.table.values;
  for (let j = 0; j < n; j++) memory.fill(a.at(j * (ld + 1)), 0, bytesOf<f64>(n - j));
  for (let i = 0; i < rows.count; i++) {
    const end = start[i + 1];
    for (let e = start[i]; e < end; e++) {
      const x = values[e];
      if (x == 0) continue;
      const column = elements<f64>(a.at(0), other[e] * ld);
      for (let f = e; f < end; f++) column[other[f]] = column[other[f]] + x * values[f];
    }
  }
  let largest = 0.0;
  for (let j = 0; j < n; j++) largest = max<f64>(largest, a[j * (ld + 1)]);
  const taken = max<f64>(lambda, LEAST_PENALTY * largest);
  for (let j = 0; j < n; j++) a[j * (ld + 1)] = a[j * (ld + 1)] + taken;
  return taken;
}

/** Eliminates itemsStep() columns from `first` on. Then the part of A up to there is minus the inverse of what it was. */
export function itemsEliminate(address: usize, first: i32): Status {
  const items = changetype<Items>(address);
  const dropped = eliminate(items.n, first, min(PIVOTS, items.n - first), items.a.at(0), items.ld, items.elimination);
  return dropped == 0 ? Status.Ok : Status.NoConvergence;
}

/** Weights of largest magnitude kept per column, by the column they come from. */
@unmanaged
class Weights extends Layout {
  /** By target: where those of a column begin, their sources, ascending, and values; counted on at the last start. */
  targets: Words;
  source: Words;
  weight: Vector<f64>;
  /** The same by source, which is what is handed out. */
  start: Words;
  target: Words;
  value: Vector<f64>;
  /** One column's, as they are chosen. */
  index: Words;
  top: Vector<f64>;
  /** Squares of what was kept, and of all. */
  kept: f64;
  all: f64;
}

function layOutWeights(weights: Weights, n: i32, most: i32): Weights {
  const count = <f64>n * <f64>most;
  weights.targets = weights.take<i32>(n + 1);
  weights.source = weights.take<i32>(count);
  weights.weight = weights.take<f64>(count);
  weights.start = weights.take<i32>(n + 1);
  weights.target = weights.take<i32>(count);
  weights.value = weights.take<f64>(count);
  weights.index = weights.take<i32>(most);
  weights.top = weights.take<f64>(most);
  return weights;
}

/**
 * The weights B = I - P diag(1/P_jj), P = (X'X + lambda I)^-1, whose diagonal is 0, by which x'B scores the columns of a line x; the `most` of largest
 * magnitude of each column of B.   [Steck19], eq. 8
 *
 * n: columns that were eliminated, the first ones; if not all, B is that of a table of these alone. Its record is left at `result`.
 */
export function itemsWeights(address: usize, n: i32, most: i32, result: usize): Status {
  const items = changetype<Items>(address);
  const ld = items.ld;
  const a = items.a;
  const scores = items.scores;
  const block = room(layOutWeights(measured<Weights>(), n, most).end);
  if (block == 0) return Status.OutOfMemory;
  const weights = layOutWeights(placed<Weights>(block), n, most);
  const targets = weights.targets;
  const start = weights.start;
  const index = weights.index;
  weights.kept = 0;
  weights.all = 0;
  targets[0] = 0;
  memory.fill(start.at(0), 0, bytesOf<i32>(n + 1));
  for (let j = 0; j < n; j++) {
    const inverse = -1 / a[j * (ld + 1)];
    for (let i = 0; i < n; i++) {
      const p = i < j ? a[j + i * ld] : a[i + j * ld];
      scores[i] = i == j || p == 0 ? -Infinity : abs<f64>(p * inverse);
      if (scores[i] != -Infinity) weights.all += scores[i] * scores[i];
    }
    const kept = selectTop(n, scores, most, index, weights.top);
    // Those that were chosen are marked, so that a pass in order finds them ascending.
    for (let e = 0; e < kept; e++) scores[index[e]] = Infinity;
    let to = targets[j];
    for (let i = 0; i < n; i++) {
      if (scores[i] != Infinity) continue;
      const w = (i < j ? a[j + i * ld] : a[i + j * ld]) * inverse;
      weights.source[to] = i;
      weights.weight[to++] = w;
      weights.kept += w * w;
      start[i + 1] = start[i + 1] + 1;
    }
    targets[j + 1] = to;
  }
  accumulate(n, start);
  transposeEntries(n, targets, weights.source, weights.weight, start, weights.target, weights.value);
  rewind(n, start);
  vector<usize>(result)[0] = block;
  return Status.Ok;
}

/** Where parts of the weights are: their starts (n + 1 words), targets (words), values. */
export function itemsWeightsStart(weights: usize): usize {
  return changetype<Weights>(weights).start.at(0);
}

export function itemsWeightsTarget(weights: usize): usize {
  return changetype<Weights>(weights).target.at(0);
}

export function itemsWeightsValue(weights: usize): usize {
  return changetype<Weights>(weights).value.at(0);
}

/** The share that was dropped:  |B - kept|_F / |B|_F. */
export function itemsDropped(weights: usize): f64 {
  const w = changetype<Weights>(weights);
  return w.all > 0 ? sqrt<f64>(max<f64>(0, 1 - w.kept / w.all)) : 0;
}
