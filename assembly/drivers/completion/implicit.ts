import { mark, release, reserve } from "../../arena";
import { conjugateGradient } from "../../completion/conjugate-gradient";
import { confidenceMatrix, MOST_CONFIDENCE, normalWorkspace, panelEntries } from "../../completion/normal-equations";
import { backSubstitute, factorLine, readBorder } from "../../completion/solve-line";
import { Table, linesOf } from "../../completion/table";
import { scal } from "../../kernels/scal";
import { syrk } from "../../kernels/syrk";
import { exponential, logarithm } from "../../kernels/elementary";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { Status } from "../../status";

/** Beyond any confidence: from here on the factors are 0. */
const MOST_RIDGE: f64 = 1e90;
/** A factor of confidences that every value above 1e-100 makes the largest. */
const MOST_ALPHA: f64 = 1e160;

/**
 * Half a sweep of implicit-feedback least squares: every line x of `side` becomes the minimizer, the other side Q fixed, of
 *
 *   sum_seen (unseen + alpha*r_e)*(1 - q_e'x)^2 + unseen * sum_not seen (q_e'x)^2 + lambda * (n + unseen*N)^power * |x|^2
 *
 * n: seen entries of the line, N: lines of the other side.   [HKV08] (unseen = 1, power = 0), [RKZK22] (power, unseen)
 *
 * factors: lines x ld, overwritten; other: of the other side, otherLines x ld. steps: conjugate gradient steps from the last solution, or 0
 * to solve exactly. gram: 0, or Q'Q (ld x ld) if it is known already. out: [squared change, squares of the factors,
 * value of the objective without the other side's ridge, for the exact solver].
 */
export function implicitLines(
  table: usize, side: i32, factors: usize, other: usize, otherLines: i32, k: i32, ld: i32, lambda: f64, power: f64, alpha: f64,
  unseen: f64, steps: i32, gram: usize, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  alpha = min<f64>(alpha, MOST_ALPHA);
  unseen = min<f64>(unseen, MOST_CONFIDENCE);
  lambda = min<f64>(lambda, MOST_RIDGE);
  const square = bytesOf<f64>(ld * ld);
  const work = reserve(bytesOf<f64>(normalWorkspace(ld) + 2 * ld * ld + 4 * ld));
  if (work == 0) return Status.OutOfMemory;
  const panel = work;
  const g = elements<f64>(panel, panelEntries(ld) * ld);
  const own = elements<f64>(g.at(0), ld * ld);
  const prior = own.from(ld * ld);
  const x = prior.from(ld * ld);
  const scratch = x.at(ld);
  if (gram == 0) {
    memory.fill(own.at(0), 0, square);
    syrk<f64>(ld, otherLines, 1, other, ld, own.at(0), ld);
  } else memory.copy(own.at(0), gram, square);
  scal<f64>(ld * ld, unseen, own.at(0));
  mirror(k, own, ld);
  memory.copy(prior.at(0), own.at(0), square);

  const start = linesOf(t, side).start;
  const count = linesOf(t, side).count;
  let change = 0.0;
  let squares = 0.0;
  let objective = 0.0;
  for (let i = 0; i < count; i++) {
    const line = at<f64>(factors, i * ld);
    const entries = start[i + 1] - start[i];
    const weight = <f64>entries + unseen * <f64>otherLines;
    const ridge = min<f64>(MOST_RIDGE, lambda * (power == 0 ? 1 : power == 1 ? weight : exponential(power * logarithm(weight))));
    memory.copy(x.at(0), line, bytesOf<f64>(ld));
    if (entries == 0) memory.fill(x.at(0), 0, bytesOf<f64>(ld));
    else if (steps > 0) {
      conjugateGradient(t, side, i, other, k, 0, ld, ridge, 0, own.at(0), alpha, unseen, steps, x.from(0), scratch);
    } else {
      for (let a = 0; a < k; a++) {
        const here = a * (ld + 1);
        prior[here] = own[here] + ridge;
      }
      confidenceMatrix(t, side, i, other, k, ld, alpha, unseen, prior.at(0), panel, g.at(0));
      factorLine(k, g, ld);
      objective -= readBorder(k, g, ld, x);
      backSubstitute(k, g.at(0), ld, x.at(0));
    }
    for (let a = 0; a < k; a++) {
      const here = elements<f64>(line, a);
      const next = x[a];
      const step = next - here[0];
      change += step * step;
      squares += next * next;
      here[0] = next;
    }
  }
  vector<f64>(out)[0] = change;
  vector<f64>(out)[1] = squares;
  vector<f64>(out)[2] = objective;
  release(base);
  return Status.Ok;
}

/** One sweep, rows then columns. out: [relative change of the factors], overwritten. */
export function implicitSweep(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, lambda: f64, power: f64, alpha: f64, unseen: f64,
  steps: i32, out: usize,
): Status {
  const t = changetype<Table>(table);
  const base = mark();
  const sums = vector<f64>(reserve(64));
  if (sums.at(0) == 0) return Status.OutOfMemory;
  const rows = t.rows.count;
  const columns = t.columns.count;
  let status = implicitLines(table, 0, rowFactors, columnFactors, columns, k, ld, lambda, power, alpha, unseen, steps, 0, sums.at(0));
  if (status == Status.Ok) {
    status = implicitLines(table, 1, columnFactors, rowFactors, rows, k, ld, lambda, power, alpha, unseen, steps, 0, sums.at(4));
  }
  if (status == Status.Ok) {
    const size = sums[1] + sums[5];
    vector<f64>(out)[0] = size == 0 ? 0 : sqrt<f64>((sums[0] + sums[4]) / size);
  }
  release(base);
  return status;
}

/** Copies the lower triangle of G (k x k) onto the upper. */
function mirror(k: i32, g: Vector<f64>, ld: i32): void {
  for (let j = 0; j < k; j++) {
    for (let i = j + 1; i < k; i++) g[j + i * ld] = g[i + j * ld];
  }
}
