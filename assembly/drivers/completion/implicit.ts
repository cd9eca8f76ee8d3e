import { mark, release, reserve } from "../../arena";
import { conjugateGradient } from "../../completion/conjugate-gradient";
import { confidenceMatrix, normalWorkspace, panelEntries } from "../../completion/normal-equations";
import { backSubstitute, factorLine, readBorder } from "../../completion/solve-line";
import { lines, lineStart } from "../../completion/table";
import { scal } from "../../kernels/scal";
import { syrk } from "../../kernels/syrk";
import { exponential, logarithm } from "../../kernels/elementary";
import { Status } from "../../status";

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
  const base = mark();
  const square = <usize>(ld * ld) << 3;
  const work = reserve((<usize>(normalWorkspace(ld) + 2 * ld * ld + 4 * ld)) << 3);
  if (work == 0) return Status.OutOfMemory;
  const panel = work;
  const g = panel + (<usize>(panelEntries(ld) * ld) << 3);
  const own = g + square;
  const prior = own + square;
  const x = prior + square;
  const scratch = x + (<usize>ld << 3);
  if (gram == 0) {
    memory.fill(own, 0, square);
    syrk<f64>(ld, otherLines, 1, other, ld, own, ld);
  } else memory.copy(own, gram, square);
  scal<f64>(ld * ld, unseen, own);
  mirror(k, own, ld);
  memory.copy(prior, own, square);

  const start = lineStart(table, side);
  const count = lines(table, side);
  let change = 0.0;
  let squares = 0.0;
  let objective = 0.0;
  for (let i = 0; i < count; i++) {
    const line = factors + ((<usize>i * ld) << 3);
    const entries = load<i32>(start + (<usize>i << 2), 4) - load<i32>(start + (<usize>i << 2));
    const weight = <f64>entries + unseen * <f64>otherLines;
    const ridge = lambda * (power == 0 ? 1 : power == 1 ? weight : exponential(power * logarithm(weight)));
    memory.copy(x, line, <usize>ld << 3);
    if (entries == 0) memory.fill(x, 0, <usize>ld << 3);
    else if (steps > 0) {
      conjugateGradient(table, side, i, other, k, 0, ld, ridge, 0, own, alpha, unseen, steps, x, scratch);
    } else {
      for (let a = 0; a < k; a++) {
        const at = <usize>(a * (ld + 1)) << 3;
        store<f64>(prior + at, load<f64>(own + at) + ridge);
      }
      confidenceMatrix(table, side, i, other, k, ld, alpha, unseen, prior, panel, g);
      factorLine(k, g, ld);
      objective -= readBorder(k, g, ld, x);
      backSubstitute(k, g, ld, x);
    }
    for (let a = 0; a < k; a++) {
      const at = line + (<usize>a << 3);
      const next = load<f64>(x + (<usize>a << 3));
      const step = next - load<f64>(at);
      change += step * step;
      squares += next * next;
      store<f64>(at, next);
    }
  }
  store<f64>(out, change);
  store<f64>(out, squares, 8);
  store<f64>(out, objective, 16);
  release(base);
  return Status.Ok;
}

/** One sweep, rows then columns. out: [relative change of the factors], overwritten. */
export function implicitSweep(
  table: usize, rowFactors: usize, columnFactors: usize, k: i32, ld: i32, lambda: f64, power: f64, alpha: f64, unseen: f64,
  steps: i32, out: usize,
): Status {
  const base = mark();
  const sums = reserve(64);
  if (sums == 0) return Status.OutOfMemory;
  const rows = lines(table, 0);
  const columns = lines(table, 1);
  let status = implicitLines(table, 0, rowFactors, columnFactors, columns, k, ld, lambda, power, alpha, unseen, steps, 0, sums);
  if (status == Status.Ok) {
    status = implicitLines(table, 1, columnFactors, rowFactors, rows, k, ld, lambda, power, alpha, unseen, steps, 0, sums + 32);
  }
  if (status == Status.Ok) {
    const size = load<f64>(sums, 8) + load<f64>(sums, 40);
    store<f64>(out, size > 0 ? sqrt<f64>((load<f64>(sums) + load<f64>(sums, 32)) / size) : 0);
  }
  release(base);
  return status;
}

/** Copies the lower triangle of G (k x k) onto the upper. */
function mirror(k: i32, g: usize, ld: i32): void {
  for (let j = 0; j < k; j++) {
    for (let i = j + 1; i < k; i++) store<f64>(g + (<usize>(j + i * ld) << 3), load<f64>(g + (<usize>(i + j * ld) << 3)));
  }
}
