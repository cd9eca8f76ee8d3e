import { axpy } from "../kernels/axpy";
import { dot } from "../kernels/dot";
import { gemv } from "../kernels/gemv";
import { bytesOf, elements, Vector, vector } from "../memory";
import { priorMean } from "./features";
import { confidence } from "./normal-equations";
import { Side } from "./side";
import { placeOf, weightAt } from "./table";

/**
 * Conjugate gradients for one line, without forming its matrix:   [TPT11]
 *
 *   (diag(ridge, damping) + unseen*B'B + sum_e w_e d_e d_e')*x = sum_e (w_e*t_e + unseen*[implicit]) d_e
 *
 * explicit (gram 0): w_e the weights, d_e = [q_e, 1], t_e = x_e - b_e.   implicit (gram = unseen*B'B, full, ld x ld): w_e = alpha*|x_e|, t_e = 1, of x_e <= 0 no right-hand side.
 * With features m_i = M_i the right-hand side has ridge*m_i, damping*m_i besides. x: size = k + biased elements, the start on entry, overwritten. work: 3*ld elements. At most `steps` steps.
 */
export function conjugateGradient(side: Side, line: i32, ridge: f64, damping: f64, steps: i32, x: Vector<f64>, work: usize): void {
  const ld = side.ld;
  const size = side.k + side.biased;
  const r = vector<f64>(work);
  const p = r.from(ld);
  const q = p.from(ld);
  // r = h - G*x
  memory.fill(r.at(0), 0, bytesOf<f64>(ld));
  accumulate(side, line, vector<f64>(0), r);
  if (side.hasFeatures) {
    const mean = priorMean(side.features, line);
    for (let a = 0; a < size; a++) r[a] = r[a] + (a < side.k ? ridge : damping) * mean[a];
  }
  applyMatrix(side, line, ridge, damping, x, q);
  axpy<f64>(size, -1, q.at(0), r.at(0));
  memory.copy(p.at(0), r.at(0), bytesOf<f64>(size));
  let rr = dot<f64>(size, r.at(0), r.at(0));
  const enough = rr * 1e-30;
  for (let step = 0; step < steps && rr > enough; step++) {
    applyMatrix(side, line, ridge, damping, p, q);
    const curvature = dot<f64>(size, p.at(0), q.at(0));
    if (!(curvature > 0)) return;
    const length = rr / curvature;
    axpy<f64>(size, length, p.at(0), x.at(0));
    axpy<f64>(size, -length, q.at(0), r.at(0));
    const next = dot<f64>(size, r.at(0), r.at(0));
    const turn = next / rr;
    for (let a = 0; a < size; a++) p[a] = r[a] + turn * p[a];
    rr = next;
  }
}

/** out := G*v */
function applyMatrix(side: Side, line: i32, ridge: f64, damping: f64, v: Vector<f64>, out: Vector<f64>): void {
  const k = side.k;
  memory.fill(out.at(0), 0, bytesOf<f64>(side.ld));
  axpy<f64>(k, ridge, v.at(0), out.at(0));
  if (side.biased != 0) out[k] = damping * v[k];
  if (side.gram != 0) gemv<f64>(k, k, 1, side.gram, side.ld, v.at(0), out.at(0));
  accumulate(side, line, v, out);
}

/** out += sum_e c_e*d_e  with c_e = w_e*(d_e'v), or the right-hand side's coefficient if v is 0. */
function accumulate(side: Side, line: i32, v: Vector<f64>, out: Vector<f64>): void {
  const k = side.k;
  const biased = side.biased != 0;
  const implicit = side.gram != 0;
  const start = side.lines.start;
  const position = side.lines.position;
  const end = start[line + 1];
  for (let e = start[line]; e < end; e++) {
    const q = elements<f64>(side.other, side.lines.other[e] * side.ld);
    const x = side.values[placeOf(position, e)];
    let c: f64;
    if (v.at(0) == 0) {
      c = implicit ? (x > 0 ? side.unseen + confidence(side.alpha, x) : 0) : biased ? x - q[k] : x;
    } else {
      c = dot<f64>(k, q.at(0), v.at(0));
      if (biased) c += v[k];
      if (implicit) c *= confidence(side.alpha, x);
    }
    if (!implicit) c *= weightAt(side.weights, placeOf(position, e));
    axpy<f64>(k, c, q.at(0), out.at(0));
    if (biased) out[k] = out[k] + c;
  }
}
