import { Kind, Refusal } from "../../codes";
import { amax } from "../../kernels/amax";
import { axpy } from "../../kernels/axpy";
import { scalePowerOfTwo } from "../../kernels/power-of-two";
import { transpose } from "../../kernels/transpose";
import { bytesOf, elements } from "../../memory";
import { shrink } from "../../partial/frequent-directions";
import { subtractRow } from "../../svd/centre-columns";
import { foldRows } from "../../svd/tall/fold-rows";
import { Accumulator, growFactors, Workspace, workspaceOf } from "./accumulator";
import { unsign } from "./combine";

/** Larger entries could overflow in a sum of squares' root. */
const LARGE: f64 = 9.7453140114e288; // 2^960

/** Rows that may be written at `partialPlace`: at least one, 0 where memory is refused. */
export function partialRoom(state: usize): i32 {
  const p = changetype<Accumulator>(state);
  if (p.pending == p.capacity && !growFactors(p)) return 0;
  return p.capacity - p.pending;
}

/** Where the next rows go, `columns` numbers each. */
export function partialPlace(state: usize): usize {
  const p = changetype<Accumulator>(state);
  return p.buffer.at(p.pending * p.columns);
}

/** Takes `count` rows that were written there; they are folded whenever there are as many as stay in cache, however they came. */
export function partialTake(state: usize, count: i32): Refusal {
  const p = changetype<Accumulator>(state);
  const size = count * p.columns;
  const rows = partialPlace(state);
  if (p.centred != 0) {
    if (!p.hasShift) {
      memory.copy(p.shift.at(0), rows, bytesOf<f64>(p.columns));
      unsign(p.columns, p.shift);
    }
    subtractRow(count, p.columns, rows, p.shift.at(0));
  }
  if (p.exponent != 0) scalePowerOfTwo<f64>(size, -p.exponent, rows);
  if (!(amax<f64>(size, rows) <= LARGE)) return Refusal.Large;
  p.hasShift = true;
  p.rows += <f64>count;
  p.pending += count;
  return p.pending == p.capacity ? foldBuffer(p) : Refusal.None;
}

function foldBuffer(p: Accumulator): Refusal {
  if (p.kind == Kind.Factors) return Refusal.None;
  if (p.kind == Kind.Directions) {
    const lost = shrink(p.sketch, 2 * p.parameter);
    if (lost < 0) return Refusal.NoConvergence;
    p.shrunk += lost;
  } else if (p.kind == Kind.Sum) {
    axpy<f64>(p.capacity * p.columns, 1, p.buffer.at(0), p.own.at(0));
  } else {
    const w = workspaceOf(p);
    if (changetype<usize>(w) == 0) return Refusal.OutOfMemory;
    foldPending(p, w, p.own.at(0));
  }
  p.pending = 0;
  return Refusal.None;
}

/** Folds the rows of the buffer, of a centred table behind their one, into a triangle. */
export function foldPending(p: Accumulator, w: Workspace, r: usize): void {
  const first = elements<f64>(w.panel, 1);
  for (let i = 0; i < p.centred * p.pending; i++) first[i] = 1;
  transpose<f64>(p.columns, p.pending, p.buffer.at(0), p.columns, first.at(p.centred * w.ldPanel), w.ldPanel);
  foldRows(p.pending, p.width, r, w.ld, w.panel, w.ldPanel, false, w.work);
}
