import { mark, release, reserve } from "../../arena";
import { crossCore, gramFactor, turnFactors } from "../../completion/balance";
import { bytesOf, vector } from "../../memory";
import { Status } from "../../status";

/**
 * First half of bringing A*B' into the form (U S^1/2)*(V S^1/2)': leaves La, Lb (width x width each, width = k rounded up to a multiple
 * of 4) and the core La'*Lb (k x k, row-major), whose singular value decomposition the second half takes.
 */
export function balanceCore(
  rows: i32, columns: i32, a: usize, b: usize, k: i32, ld: i32, la: usize, lb: usize, core: usize,
): void {
  const width = (k + 3) & ~3;
  gramFactor(rows, a, k, ld, vector<f64>(la), width);
  gramFactor(columns, b, k, ld, vector<f64>(lb), width);
  crossCore(k, la, lb, width, vector<f64>(core));
}

/** Second half, for one side. factors: lines x ld, overwritten; x: U or V of the core, k x k row-major; s: its singular values. */
export function balanceSide(lines: i32, factors: usize, k: i32, ld: i32, l: usize, x: usize, s: usize): Status {
  const base = mark();
  const turn = reserve(bytesOf<f64>(k * k + k));
  if (turn == 0) return Status.OutOfMemory;
  turnFactors(lines, factors, k, ld, l, (k + 3) & ~3, vector<f64>(x), vector<f64>(s), turn);
  release(base);
  return Status.Ok;
}
