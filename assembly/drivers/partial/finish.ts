import { Kind, Refusal } from "../../codes";
import { room } from "../../arena";
import { amax } from "../../kernels/amax";
import { scaleByPowerOfTwo, scalePowerOfTwo } from "../../kernels/power-of-two";
import { bytesOf, vector } from "../../memory";
import { isNode } from "../../partial/node";
import { Accumulator, workspaceOf } from "./accumulator";
import { combine, combineSiblings, unpackTriangle } from "./combine";
import { complete } from "./save";

/** Triangles whose largest entry is smaller may have lost digits to underflow. */
const TINY: f64 = 1.1830521861667747e-271; // 2^-900

/** What a finished accumulator holds. */
@unmanaged
export class Gathered {
  rows: f64;
  /** By how much the largest eigenvalue of A'A - X'X is at most off; 0: by rounding. */
  bound: f64;
  /** height x columns by rows: R transposed, of the centred table where there is a shift; the sketch, the sum or the factors. */
  x: usize;
  height: i32;
  columns: i32;
  /** Means of the columns, where centred. */
  mean: usize;
}

/** Brings all leaves together, left to right after siblings; nothing may be added afterwards. `gathered`: see there. */
export function partialFinish(state: usize, gathered: Gathered): Refusal {
  const p = changetype<Accumulator>(state);
  const settled = combineSiblings(p);
  if (settled != Refusal.None) return settled;
  const whole = complete(p);
  if (whole != Refusal.None) return whole;
  const first = p.first;
  gathered.rows = 0;
  for (let node = first; isNode(node); node = node.next) gathered.rows += node.rows;
  gathered.bound = 0;
  gathered.columns = p.columns;
  if (p.kind == Kind.Factors) return layFactors(p, gathered);
  while (isNode(first.next)) {
    const refusal = combine(p, first, first.next);
    if (refusal != Refusal.None) return refusal;
  }
  gathered.x = first.payload.at(0);
  gathered.height = p.kind == Kind.Triangle ? p.columns : p.parameter;
  if (p.kind == Kind.Triangle) return layTriangle(p, gathered);
  const size = gathered.height * p.columns;
  if (p.kind == Kind.Directions) gathered.bound = scaleByPowerOfTwo(first.payload[size], 2 * p.exponent);
  if (p.exponent != 0) scalePowerOfTwo<f64>(size, p.exponent, gathered.x);
  return Refusal.None;
}

function layFactors(p: Accumulator, gathered: Gathered): Refusal {
  const start = room(8 * gathered.rows * <f64>p.columns);
  if (start == 0) return Refusal.OutOfMemory;
  let at = start;
  for (let node = p.first; isNode(node); node = node.next) {
    memory.copy(at, node.payload.at(0), bytesOf<f64>(node.size));
    at += bytesOf<f64>(node.size);
  }
  gathered.x = start;
  gathered.height = <i32>gathered.rows;
  if (p.exponent != 0) scalePowerOfTwo<f64>(gathered.height * p.columns, p.exponent, start);
  return Refusal.None;
}

/** R' by rows in the unit of the entries; where centred without the ones, and the means  c[j] + R[0, j]/R[0, 0],  R[0, 0] = sqrt(rows). */
function layTriangle(p: Accumulator, gathered: Gathered): Refusal {
  const n = p.columns;
  const start = room(8 * <f64>n * <f64>n);
  if (start == 0) return Refusal.OutOfMemory;
  const w = workspaceOf(p);
  if (changetype<usize>(w) == 0) return Refusal.OutOfMemory;
  const r = vector<f64>(start);
  unpackTriangle(p.width, p.first.payload, w.triangle, w.ld);
  const corner = w.triangle.from(p.centred * (w.ld + 1));
  for (let j = 0; j < n; j++) memory.copy(r.at(j * n), corner.at(j * w.ld), bytesOf<f64>(n));
  const largest = amax<f64>(n * n, start);
  if (largest > 0 && largest < TINY) return Refusal.Tiny;
  if (p.exponent != 0) scalePowerOfTwo<f64>(n * n, p.exponent, start);
  gathered.x = start;
  gathered.mean = p.shift.at(0);
  const ones = w.triangle[0];
  for (let j = 0; j < n * p.centred && ones > 0; j++) p.shift[j] += scaleByPowerOfTwo(w.triangle[(j + 1) * w.ld] / ones, p.exponent);
  return Refusal.None;
}
