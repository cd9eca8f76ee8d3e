import { room } from "../../arena";
import { Features, standardize } from "../../completion/features";
import { bytesOf, elements, Layout, measured, placed, vector } from "../../memory";
import { Status } from "../../status";

function layOut(f: Features, lines: f64, count: f64, ld: f64): Features {
  f.shift = f.take<f64>(count);
  f.centre = f.take<f64>(count);
  f.scale = f.take<f64>(count);
  f.weights = f.take<f64>(count * ld);
  f.means = f.take<f64>(lines * ld);
  f.factorWeight = f.take<f64>(lines);
  f.biasWeight = f.take<f64>(lines);
  f.right = f.take<f64>(count * ld);
  f.extra = f.take<f64>(count * ld);
  f.residual = f.take<f64>(count * ld);
  f.direction = f.take<f64>(count * ld);
  f.product = f.take<f64>(count * ld);
  f.lineWork = f.take<f64>(lines * ld);
  f.lineTarget = f.take<f64>(lines * ld);
  f.diagonal = f.take<f64>(count);
  f.ridge = f.take<f64>(ld);
  f.sums = f.take<f64>(ld);
  f.before = f.take<f64>(ld);
  f.after = f.take<f64>(2 * ld);
  return f;
}

/**
 * Opens features of the lines of a side, standardized, with weights and means 0; the address of their record is left at `result`.
 *
 * start (lines + 1), column: i32, value: by lines, of which `value` is overwritten; isSparse: 0 where every feature of every line is listed.
 */
export function featuresOpen(lines: i32, count: i32, ld: i32, start: usize, column: usize, value: usize, isSparse: i32, result: usize): Status {
  const address = room(layOut(measured<Features>(), <f64>lines, <f64>count, <f64>ld).end);
  if (address == 0) return Status.OutOfMemory;
  const f = layOut(placed<Features>(address), <f64>lines, <f64>count, <f64>ld);
  f.lines = lines;
  f.count = count;
  f.ld = ld;
  f.start = vector<i32>(start);
  f.column = vector<i32>(column);
  f.value = vector<f64>(value);
  f.isSparse = isSparse != 0;
  standardize(f);
  f.penalty = f.norm;
  memory.fill(f.ridge.at(0), 0, bytesOf<f64>(ld));
  memory.fill(f.weights.at(0), 0, bytesOf<f64>(count * ld));
  memory.fill(f.means.at(0), 0, bytesOf<f64>(lines * ld));
  vector<usize>(result)[0] = address;
  return Status.Ok;
}

/** The addresses of the centres, scales (count each) and weights (count x ld). */
export function featuresCentre(address: usize): usize {
  return changetype<Features>(address).centre.at(0);
}

export function featuresScale(address: usize): usize {
  return changetype<Features>(address).scale.at(0);
}

export function featuresWeights(address: usize): usize {
  return changetype<Features>(address).weights.at(0);
}

/** The address of the prior means, lines x ld. */
export function featuresMeans(address: usize): usize {
  return changetype<Features>(address).means.at(0);
}

/** Adds what features say of one line:  out[a] += sum_j (x_j - centre_j)/scale_j * w_ja.   x, centre, scale: count, weights: count x width, out: width. */
export function featuresLine(count: i32, width: i32, x: usize, centre: usize, scale: usize, weights: usize, out: usize): void {
  const to = vector<f64>(out);
  for (let j = 0; j < count; j++) {
    const s = vector<f64>(scale)[j];
    if (s == 0) continue;
    const z = vector<f64>(x)[j] / s - vector<f64>(centre)[j] / s;
    const w = elements<f64>(weights, j * width);
    for (let a = 0; a < width; a++) to[a] = to[a] + z * w[a];
  }
}
