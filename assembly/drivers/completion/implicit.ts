import { room } from "../../arena";
import { argumentsOf, share, SHARED } from "../../crew";
import { Axis } from "../../codes";
import { conjugateGradient } from "../../completion/conjugate-gradient";
import { countWeight } from "../../completion/count-weight";
import { explainFactors, Features, priorMean } from "../../completion/features";
import { confidenceMatrix, MOST_CONFIDENCE, panelEntries } from "../../completion/normal-equations";
import { Side } from "../../completion/side";
import { backSubstitute, factorLine, readBorder } from "../../completion/solve-line";
import { Table } from "../../completion/table";
import { scal } from "../../kernels/scal";
import { syrk } from "../../kernels/syrk";
import { at, bytesOf, elements, Layout, line, measured, placed, Vector, vector } from "../../memory";
import { Status } from "../../status";
import { areShared, LARGEST, LINES } from "./shared-lines";

/** Beyond any confidence: from here on the factors are 0. */
const MOST_RIDGE: f64 = 1e90;
/** A factor of confidences that every value above 1e-100 makes the largest. */
const MOST_ALPHA: f64 = 1e160;

/** What a half sweep tells, each a sum over its lines: squares of the change of the factors, and of the factors. */
@unmanaged
class Sums {
  change: f64;
  size: f64;
}

/** Implicit-feedback least squares on a table, with the workspace of a line. */
@unmanaged
class Implicit extends Layout {
  rows: Side;
  columns: Side;
  power: f64;
  /** Conjugate gradient steps from the last solution, or 0 to solve exactly. */
  steps: i32;
  rowSums: Sums;
  columnSums: Sums;
  gram: Vector<f64>;
  prior: Vector<f64>;
  panel: usize;
  g: Vector<f64>;
  x: Vector<f64>;
  scratch: usize;
  /** Of a block of lines, where others take part: the solutions. */
  next: Vector<f64>;
}

function layOut(implicit: Implicit, ld: i32): Implicit {
  const square = <f64>ld * <f64>ld;
  implicit.rows = implicit.takeRecord<Side>();
  implicit.columns = implicit.takeRecord<Side>();
  implicit.rowSums = implicit.takeRecord<Sums>();
  implicit.columnSums = implicit.takeRecord<Sums>();
  implicit.gram = implicit.take<f64>(square);
  if (SHARED) implicit.next = implicit.take<f64>(<f64>LINES * <f64>ld);
  layOutLine(implicit, ld);
  return implicit;
}

/** The workspace of a line. */
function layOutLine(implicit: Implicit, ld: i32): void {
  const square = <f64>ld * <f64>ld;
  implicit.prior = implicit.take<f64>(square);
  implicit.panel = implicit.takeBytes(8 * <f64>panelEntries(ld) * <f64>ld);
  implicit.g = implicit.take<f64>(square + <f64>ld);
  implicit.x = implicit.take<f64>(ld);
  implicit.scratch = implicit.takeBytes(8 * 3 * <f64>ld);
}

/** Arguments of someLines. */
@unmanaged
class Lines {
  lambda: f64;
  implicit: Implicit;
  side: Side;
  others: i32;
  block: i32;
}

function someLines(first: i32, last: i32, lines: Lines, scratch: usize): void {
  const own = changetype<Implicit>(scratch);
  const ld = lines.side.ld;
  memory.copy(scratch, changetype<usize>(lines.implicit), offsetof<Implicit>());
  own.end = <f64>(scratch + line(offsetof<Implicit>()));
  layOutLine(own, ld);
  memory.copy(own.prior.at(0), own.gram.at(0), bytesOf<f64>(ld * ld));
  for (let i = first; i < last; i++) {
    solveLine(own, lines.side, lines.block + i, lines.others, lines.lambda);
    memory.copy(own.next.at(i * ld), own.x.at(0), bytesOf<f64>(ld));
  }
}

/** Solves a block of lines into `next`. */
function solveBlock(implicit: Implicit, side: Side, block: i32, others: i32, lambda: f64): void {
  const lines = argumentsOf<Lines>();
  lines.lambda = lambda;
  lines.implicit = implicit;
  lines.side = side;
  lines.others = others;
  lines.block = block;
  share(someLines.index, min(LINES, side.lines.count - block), 8);
}

/** Solves line i into x. */
function solveLine(implicit: Implicit, side: Side, i: i32, others: i32, lambda: f64): void {
  const k = side.k;
  const ld = side.ld;
  const gram = implicit.gram;
  const prior = implicit.prior;
  const g = implicit.g;
  const x = implicit.x;
  const entries = side.lines.start[i + 1] - side.lines.start[i];
  const weight = <f64>entries + side.unseen * <f64>others;
  const ridge = min<f64>(MOST_RIDGE, lambda * countWeight(weight, implicit.power));
  memory.copy(x.at(0), at<f64>(side.factors, i * ld), bytesOf<f64>(ld));
  const mean = side.hasFeatures ? priorMean(side.features, i) : vector<f64>(0);
  if (entries == 0) {
    if (side.hasFeatures) memory.copy(x.at(0), mean.at(0), bytesOf<f64>(k));
    else memory.fill(x.at(0), 0, bytesOf<f64>(ld));
  } else if (implicit.steps > 0) {
    conjugateGradient(side, i, ridge, 0, implicit.steps, x, implicit.scratch);
  } else {
    for (let a = 0; a < k; a++) prior[a * (ld + 1)] = gram[a * (ld + 1)] + ridge;
    if (side.hasFeatures) for (let a = 0; a < k; a++) prior[k + a * ld] = ridge * mean[a];
    confidenceMatrix(side, i, prior.at(0), implicit.panel, g.at(0));
    factorLine(k, g, ld);
    readBorder(k, g, ld, x);
    backSubstitute(k, g.at(0), ld, x.at(0));
  }
}

/** Opens implicit-feedback least squares on a table; the address of its record is left at `result`. rowFactors, columnFactors: lines of ld elements, k factors each. */
export function implicitOpen(table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, result: usize): Status {
  const address = room(layOut(measured<Implicit>(), ld).end);
  if (address == 0) return Status.OutOfMemory;
  const implicit = layOut(placed<Implicit>(address), ld);
  const t = changetype<Table>(table);
  implicit.rows.set(t, Axis.Row, rowFactors, columnFactors, k, 0, ld);
  implicit.columns.set(t, Axis.Column, columnFactors, rowFactors, k, 0, ld);
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** steps: of conjugate gradients from the last solution, or 0 to solve exactly. */
export function implicitSet(address: usize, power: f64, alpha: f64, unseen: f64, steps: i32): void {
  const implicit = changetype<Implicit>(address);
  implicit.power = power;
  implicit.steps = steps;
  setConfidence(implicit, implicit.rows, alpha, unseen);
  setConfidence(implicit, implicit.columns, alpha, unseen);
}

function setConfidence(implicit: Implicit, side: Side, alpha: f64, unseen: f64): void {
  side.alpha = min<f64>(alpha, MOST_ALPHA);
  side.unseen = min<f64>(unseen, MOST_CONFIDENCE);
  side.gram = implicit.gram.at(0);
}

/** Features of the rows (side 0) or columns (side 1): factors are then penalized for what they differ from the features' prediction, which every sweep fits anew. */
export function implicitFeatures(address: usize, side: i32, features: usize): void {
  const implicit = changetype<Implicit>(address);
  if (side == Axis.Row) implicit.rows.features = changetype<Features>(features);
  else implicit.columns.features = changetype<Features>(features);
}

/** The rows alone, once: new lines beside what is known. gram: Q'Q of `others` columns, ld x ld. */
export function implicitRows(address: usize, others: i32, lambda: f64, gram: usize): void {
  const implicit = changetype<Implicit>(address);
  const ld = implicit.rows.ld;
  memory.copy(implicit.gram.at(0), gram, bytesOf<f64>(ld * ld));
  solveSide(implicit, implicit.rows, others, lambda, implicit.rowSums);
}

/** One sweep, rows then columns. out: [relative change of the factors], overwritten. */
export function implicitSweep(address: usize, lambda: f64, out: usize): void {
  const implicit = changetype<Implicit>(address);
  const rows = implicit.rowSums;
  const columns = implicit.columnSums;
  halfSweep(implicit, implicit.rows, implicit.columns.lines.count, lambda, rows);
  halfSweep(implicit, implicit.columns, implicit.rows.lines.count, lambda, columns);
  explain(implicit, implicit.rows, implicit.columns.lines.count);
  explain(implicit, implicit.columns, implicit.rows.lines.count);
  const size = rows.size + columns.size;
  vector<f64>(out)[0] = size == 0 ? 0 : sqrt<f64>((rows.change + columns.change) / size);
}

/** The weights of a side's features that are best beside the factors as they are. */
function explain(implicit: Implicit, side: Side, others: i32): void {
  if (!side.hasFeatures) return;
  const f = side.features;
  const start = side.lines.start;
  for (let i = 0; i < f.lines; i++) {
    const n = start[i + 1] - start[i];
    f.factorWeight[i] = n == 0 ? 0 : countWeight(<f64>n + side.unseen * <f64>others, implicit.power);
    f.biasWeight[i] = n == 0 ? 0 : 1;
  }
  explainFactors(f, side.factors, side.k, side.k);
}

function halfSweep(implicit: Implicit, side: Side, others: i32, lambda: f64, sums: Sums): void {
  const ld = side.ld;
  memory.fill(implicit.gram.at(0), 0, bytesOf<f64>(ld * ld));
  syrk<f64>(ld, others, 1, side.other, ld, implicit.gram.at(0), ld);
  solveSide(implicit, side, others, lambda, sums);
}

/**
 * Half a sweep: every line x of a side becomes the minimizer, the other side Q fixed, of
 *
 *   sum_seen (unseen + alpha*|r_e|)*([r_e > 0] - q_e'x)^2 + unseen * sum_not seen (q_e'x)^2 + lambda * (n + unseen*N)^power * |x|^2
 *
 * n: seen entries of the line, N = others: lines of the other side.   [HKV08] (unseen = 1, power = 0), [RKZK22] (power, unseen)
 *
 * With features |x - W'z|^2 in place of |x|^2, and a line without seen entries becomes W'z.
 *
 * gram: Q'Q on entry, overwritten by unseen*Q'Q. sums: overwritten.
 */
function solveSide(implicit: Implicit, side: Side, others: i32, lambda: f64, sums: Sums): void {
  const k = side.k;
  const ld = side.ld;
  const gram = implicit.gram;
  lambda = min<f64>(lambda, MOST_RIDGE);
  scal<f64>(ld * ld, side.unseen, gram.at(0));
  mirror(k, gram, ld);
  memory.copy(implicit.prior.at(0), gram.at(0), bytesOf<f64>(ld * ld));

  const sharing = areShared(side.lines.count, ld, LARGEST);
  let x = implicit.x;
  let change = 0.0;
  let squares = 0.0;
  for (let i = 0; i < side.lines.count; i++) {
    const line = elements<f64>(side.factors, i * ld);
    if (SHARED && sharing) {
      if (i % LINES == 0) solveBlock(implicit, side, i, others, lambda);
      x = implicit.next.from((i % LINES) * ld);
    } else {
      solveLine(implicit, side, i, others, lambda);
    }
    for (let a = 0; a < k; a++) {
      const next = x[a];
      const step = next - line[a];
      change += step * step;
      squares += next * next;
      line[a] = next;
    }
  }
  sums.change = change;
  sums.size = squares;
}

/** Copies the lower triangle of G (k x k) onto the upper. */
function mirror(k: i32, g: Vector<f64>, ld: i32): void {
  for (let j = 0; j < k; j++) {
    for (let i = j + 1; i < k; i++) g[j + i * ld] = g[i + j * ld];
  }
}
