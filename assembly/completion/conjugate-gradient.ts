import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { gemv } from "../kernels/gemv";
import { confidence } from "./normal-equations";
import { lineOther, linePosition, lineStart, placeOf, tableValues } from "./table";

/**
 * Conjugate gradients for one line, without forming its matrix:   [TPT11]
 *
 *   (diag(ridge, damping) + unseen*B'B + sum_e w_e d_e d_e')*x = sum_e (w_e*t_e + unseen*[implicit]) d_e
 *
 * explicit (gram 0): w = 1, d_e = [q_e, 1], t_e = x_e - b_e.   implicit (gram = unseen*B'B, full, ld x ld): w_e = alpha*x_e, t_e = 1.
 * x: size = k + biased elements, the start on entry, overwritten. work: 3*ld elements. At most `steps` steps.
 */
export function conjugateGradient(
  table: usize, side: i32, line: i32, factors: usize, k: i32, biased: i32, ld: i32, ridge: f64, damping: f64, gram: usize, alpha: f64,
  unseen: f64, steps: i32, x: usize, work: usize,
): void {
  const size = k + biased;
  const r = work;
  const p = r + (<usize>ld << 3);
  const q = p + (<usize>ld << 3);
  // r = h - G*x
  memory.fill(r, 0, <usize>ld << 3);
  accumulate(table, side, line, factors, k, biased, ld, gram != 0, alpha, unseen, 0, r);
  applyMatrix(table, side, line, factors, k, biased, ld, ridge, damping, gram, alpha, x, q);
  axpy<f64>(size, -1, q, r);
  memory.copy(p, r, <usize>size << 3);
  let rr = dot<f64>(size, r, r);
  const enough = rr * 1e-30;
  for (let step = 0; step < steps && rr > enough; step++) {
    applyMatrix(table, side, line, factors, k, biased, ld, ridge, damping, gram, alpha, p, q);
    const curvature = dot<f64>(size, p, q);
    if (!(curvature > 0)) return;
    const length = rr / curvature;
    axpy<f64>(size, length, p, x);
    axpy<f64>(size, -length, q, r);
    const next = dot<f64>(size, r, r);
    const turn = next / rr;
    for (let a = 0; a < size; a++) {
      const at = p + (<usize>a << 3);
      store<f64>(at, load<f64>(r + (<usize>a << 3)) + turn * load<f64>(at));
    }
    rr = next;
  }
}

function applyMatrix(
  table: usize, side: i32, line: i32, factors: usize, k: i32, biased: i32, ld: i32, ridge: f64, damping: f64, gram: usize, alpha: f64,
  v: usize, out: usize,
): void {
  memory.fill(out, 0, <usize>ld << 3);
  axpy<f64>(k, ridge, v, out);
  if (biased != 0) store<f64>(out + (<usize>k << 3), damping * load<f64>(v + (<usize>k << 3)));
  if (gram != 0) gemv<f64>(k, k, 1, gram, ld, v, out);
  accumulate(table, side, line, factors, k, biased, ld, gram != 0, alpha, 0, v, out);
}

/** out += sum_e c_e*d_e  with c_e = w_e*(d_e'v), or the right-hand side's coefficient if v is 0. */
function accumulate(
  table: usize, side: i32, line: i32, factors: usize, k: i32, biased: i32, ld: i32, implicit: bool, alpha: f64, unseen: f64,
  v: usize, out: usize,
): void {
  const start = lineStart(table, side);
  const index = lineOther(table, side);
  const position = linePosition(table, side);
  const values = tableValues(table);
  const slot = <usize>k << 3;
  const end = load<i32>(start + (<usize>line << 2), 4);
  for (let e = load<i32>(start + (<usize>line << 2)); e < end; e++) {
    const q = factors + ((<usize>load<i32>(index + (<usize>e << 2)) * <usize>ld) << 3);
    const x = load<f64>(values + (placeOf(position, e) << 3));
    let c: f64;
    if (v == 0) {
      c = implicit ? (x > 0 ? unseen + confidence(alpha, x) : 0) : biased != 0 ? x - load<f64>(q + slot) : x;
    } else {
      c = dot<f64>(k, q, v);
      if (biased != 0) c += load<f64>(v + slot);
      if (implicit) c *= confidence(alpha, x);
    }
    axpy<f64>(k, c, q, out);
    if (biased != 0) store<f64>(out + slot, load<f64>(out + slot) + c);
  }
}
