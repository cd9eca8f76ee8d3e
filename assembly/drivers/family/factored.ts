import { reserve } from "../../arena";
import { vector } from "../../memory";
import { Status } from "../../status";

/** A decomposition to solve with:  2^exponent * U_r*diag(s)*V_r', r leading columns used; u: m x uColumns, v: n x vColumns, row-major, s > 0. */
@unmanaged
export class Factored {
  m: i32;
  n: i32;
  u: usize;
  uColumns: i32;
  s: usize;
  v: usize;
  vColumns: i32;
  exponent: i32;
}

/** Opens a decomposition; the address of its record is left at `result`. */
export function factoredOpen(
  m: i32, n: i32, u: usize, uColumns: i32, s: usize, v: usize, vColumns: i32, exponent: i32, result: usize,
): Status {
  const address = reserve(offsetof<Factored>());
  if (address == 0) return Status.OutOfMemory;
  const factored = changetype<Factored>(address);
  factored.m = m;
  factored.n = n;
  factored.u = u;
  factored.uColumns = uColumns;
  factored.s = s;
  factored.v = v;
  factored.vColumns = vColumns;
  factored.exponent = exponent;
  vector<usize>(result)[0] = address;
  return Status.Ok;
}
