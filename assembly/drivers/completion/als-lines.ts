import { conjugateGradient } from "../../completion/conjugate-gradient";
import { countWeight } from "../../completion/count-weight";
import { priorMean } from "../../completion/features";
import { descendNonnegative } from "../../completion/nonnegative";
import { normalMatrix, panelEntries } from "../../completion/normal-equations";
import { Side } from "../../completion/side";
import { backSubstitute, equilibrate, factorLine, readBorder } from "../../completion/solve-line";
import { Table } from "../../completion/table";
import { argumentsOf, share, SHARED } from "../../crew";
import { bytesOf, elements, Layout, line, Vector, vector } from "../../memory";
import { LINES } from "./shared-lines";

/** What a half sweep tells, each a sum over its lines: squares of the change of the factors, and of the factors. */
@unmanaged
export class Sums {
  change: f64;
  size: f64;
  /** The smallest value of  |errors|^2 + ridge  (exact solver), and the ridge. */
  fit: f64;
  penalty: f64;
}

/** Alternating least squares on a table, with the workspace of a line. */
@unmanaged
export class Als extends Layout {
  table: Table;
  rows: Side;
  columns: Side;
  power: f64;
  rowDamping: f64;
  columnDamping: f64;
  /** Keeps the factors (not the biases) at 0 or above. */
  nonnegative: bool;
  /** Conjugate gradient steps from the last solution, or 0 to solve exactly. */
  steps: i32;
  rowSums: Sums;
  columnSums: Sums;
  panel: usize;
  g: Vector<f64>;
  x: Vector<f64>;
  scale: Vector<f64>;
  prior: Vector<f64>;
  /** Of a block of lines, where others take part: solutions, each with what it adds to `fit`. */
  next: Vector<f64>;
}

export function layOut(als: Als, ld: i32): Als {
  als.rows = als.takeRecord<Side>();
  als.columns = als.takeRecord<Side>();
  als.rowSums = als.takeRecord<Sums>();
  als.columnSums = als.takeRecord<Sums>();
  if (SHARED) als.next = als.take<f64>(<f64>LINES * (<f64>ld + 1));
  layOutLine(als, ld);
  return als;
}

/** The workspace of a line. */
function layOutLine(als: Als, ld: i32): void {
  const square = <f64>ld * <f64>ld;
  als.panel = als.takeBytes(8 * <f64>panelEntries(ld) * <f64>ld);
  als.g = als.take<f64>(square + <f64>ld);
  als.x = als.take<f64>(ld);
  als.scale = als.take<f64>(ld);
  als.prior = als.take<f64>(square + 3 * <f64>ld);
}

/** Arguments of someLines. */
@unmanaged
class Lines {
  lambda: f64;
  damping: f64;
  als: Als;
  side: Side;
  block: i32;
}

function someLines(first: i32, last: i32, lines: Lines, scratch: usize): void {
  const own = changetype<Als>(scratch);
  const ld = lines.side.ld;
  memory.copy(scratch, changetype<usize>(lines.als), offsetof<Als>());
  own.end = <f64>(scratch + line(offsetof<Als>()));
  layOutLine(own, ld);
  memory.fill(own.prior.at(0), 0, bytesOf<f64>(ld * ld));
  for (let i = first; i < last; i++) {
    const next = own.next.from(i * (ld + 1));
    next[ld] = solveLine(own, lines.side, lines.block + i, lines.lambda, lines.damping);
    memory.copy(next.at(0), own.x.at(0), bytesOf<f64>(ld));
  }
}

/** Solves a block of lines into `next`. */
export function solveBlock(als: Als, side: Side, block: i32, lambda: f64, damping: f64): void {
  const lines = argumentsOf<Lines>();
  lines.lambda = lambda;
  lines.damping = damping;
  lines.als = als;
  lines.side = side;
  lines.block = block;
  share(someLines.index, min(LINES, side.lines.count - block), 8);
}

export function ridgeOf(als: Als, side: Side, i: i32, lambda: f64): f64 {
  return side.lines.start[i + 1] == side.lines.start[i] ? 0 : lambda * countWeight(side.lines.weightOf(i), als.power);
}

/** Solves line i into x; returns what it adds to `fit`. */
export function solveLine(als: Als, side: Side, i: i32, lambda: f64, damping: f64): f64 {
  const k = side.k;
  const ld = side.ld;
  const size = k + side.biased;
  const g = als.g;
  const x = als.x;
  const prior = als.prior;
  const own = elements<f64>(side.factors, i * ld);
  const informed = side.hasFeatures;
  const mean = informed ? priorMean(side.features, i) : vector<f64>(0);
  const ridge = ridgeOf(als, side, i, lambda);
  if (side.lines.start[i + 1] == side.lines.start[i]) {
    if (informed) memory.copy(x.at(0), mean.at(0), bytesOf<f64>(size));
    else memory.fill(x.at(0), 0, bytesOf<f64>(size));
    return 0;
  }
  if (als.steps > 0 && !als.nonnegative) {
    memory.copy(x.at(0), own.at(0), bytesOf<f64>(size));
    conjugateGradient(side, i, ridge, damping, als.steps, x, prior.at(0));
    return 0;
  }
  for (let a = 0; a < k; a++) prior[a * (ld + 1)] = ridge;
  if (side.biased != 0) prior[k * (ld + 1)] = damping;
  if (informed) placeMean(size, ld, mean, prior);
  normalMatrix(side, i, prior.at(0), als.panel, g.at(0));
  const total = g[size * (ld + 1)];
  if (als.nonnegative) {
    memory.copy(x.at(0), own.at(0), bytesOf<f64>(size));
    descendNonnegative(size, k, g, ld, x);
    return 0;
  }
  const scaled = equilibrate(size, g, ld, als.scale);
  factorLine(size, g, ld);
  const fit = max<f64>(0, total - readBorder(size, g, ld, x));
  backSubstitute(size, g.at(0), ld, x.at(0));
  if (scaled) for (let a = 0; a < size; a++) x[a] = x[a] * als.scale[a];
  return fit;
}

/** The border and corner of a prior of diagonal D and mean m:  D*m  and  m'*D*m. */
function placeMean(size: i32, ld: i32, mean: Vector<f64>, prior: Vector<f64>): void {
  let corner = 0.0;
  for (let a = 0; a < size; a++) {
    const pull = prior[a * (ld + 1)] * mean[a];
    prior[size + a * ld] = pull;
    corner += pull * mean[a];
  }
  prior[size * (ld + 1)] = corner;
}
