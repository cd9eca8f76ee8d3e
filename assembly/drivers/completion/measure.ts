import { exponentOf, scaleByPowerOfTwo } from "../../kernels/power-of-two";
import { at, bytesOf, Vector, vector } from "../../memory";

/** x := min(max(x, lowest), highest), n elements. */
export function clip(n: i32, x: usize, lowest: f64, highest: f64): void {
  const end = at<f64>(x, n);
  for (; x < end; x += 8) store<f64>(x, min<f64>(max<f64>(load<f64>(x), lowest), highest));
}

/**
 * How predictions fit:  out = [root mean square of y - x, mean of |y - x|, how many |y - x| <= width * deviation].   deviation: 0 for none.
 */
export function measureErrors(n: i32, predicted: usize, actual: usize, deviation: usize, width: f64, out: usize): void {
  let squares = 0.0;
  let magnitudes = 0.0;
  let inside = 0.0;
  for (let e: usize = 0; e < bytesOf<f64>(n); e += 8) {
    const error = abs<f64>(load<f64>(predicted + e) - load<f64>(actual + e));
    squares += error * error;
    magnitudes += error;
    if (deviation != 0 && error <= width * load<f64>(deviation + e)) inside += 1;
  }
  const means = vector<f64>(out);
  means[2] = inside;
  if (isFinite<f64>(squares) && (squares >= LEAST_SQUARES || magnitudes == 0)) {
    means[0] = sqrt<f64>(squares / <f64>n);
    means[1] = magnitudes / <f64>n;
  } else measureScaled(n, predicted, actual, means);
}

/** The same by weight: out = [root of the weighted mean of (y - x)^2, weighted mean of |y - x|, share by weight of |y - x| <= width * deviation]. */
export function measureWeighted(n: i32, predicted: usize, actual: usize, weight: usize, deviation: usize, width: f64, out: usize): void {
  let total = 0.0;
  let largest = 0.0;
  for (let e: usize = 0; e < bytesOf<f64>(n); e += 8) {
    total += load<f64>(weight + e);
    largest = max<f64>(largest, abs<f64>(load<f64>(predicted + e) * 0.5 - load<f64>(actual + e) * 0.5));
  }
  let squares = 0.0;
  let magnitudes = 0.0;
  let inside = 0.0;
  for (let e: usize = 0; e < bytesOf<f64>(n); e += 8) {
    const share = load<f64>(weight + e) / total;
    const error = largest == 0 ? 0 : abs<f64>(load<f64>(predicted + e) * 0.5 - load<f64>(actual + e) * 0.5) / largest;
    squares += share * error * error;
    magnitudes += share * error;
    if (deviation != 0 && 2 * largest * error <= width * load<f64>(deviation + e)) inside += share;
  }
  const means = vector<f64>(out);
  means[0] = 2 * largest * sqrt<f64>(squares);
  means[1] = 2 * largest * magnitudes;
  means[2] = inside;
}

/** Moves predictions x to where their errors count as much by number as they do by weight w:  x := y + sqrt(w/mean w)*(x - y). */
export function weighErrors(n: i32, actual: usize, weight: usize, predicted: usize): void {
  const w = vector<f64>(weight);
  const x = vector<f64>(predicted);
  const y = vector<f64>(actual);
  let total = 0.0;
  for (let e = 0; e < n; e++) total += w[e];
  for (let e = 0; e < n; e++) x[e] = y[e] + sqrt<f64>(w[e] / total * <f64>n) * (x[e] - y[e]);
}

/** Sums of squares below this have lost some. */
const LEAST_SQUARES: f64 = 1e-280;

/** The first two of measureErrors where squares overflow or vanish, by the largest error; where a difference overflows, from a quarter of each number. */
function measureScaled(n: i32, predicted: usize, actual: usize, means: Vector<f64>): void {
  let largest = largestError(n, predicted, actual, 1);
  const part = isFinite<f64>(largest) ? 1 : 0.25;
  if (part != 1) largest = largestError(n, predicted, actual, part);
  const exponent = largest == 0 ? 0 : exponentOf(largest);
  let squares = 0.0;
  let magnitudes = 0.0;
  for (let e: usize = 0; e < bytesOf<f64>(n); e += 8) {
    const error = scaleByPowerOfTwo(abs<f64>(load<f64>(predicted + e) * part - load<f64>(actual + e) * part), -exponent);
    squares += error * error;
    magnitudes += error;
  }
  means[0] = scaleByPowerOfTwo(sqrt<f64>(squares / <f64>n), exponent) / part;
  means[1] = scaleByPowerOfTwo(magnitudes / <f64>n, exponent) / part;
}

function largestError(n: i32, predicted: usize, actual: usize, part: f64): f64 {
  let largest = 0.0;
  for (let e: usize = 0; e < bytesOf<f64>(n); e += 8) largest = max<f64>(largest, abs<f64>(load<f64>(predicted + e) * part - load<f64>(actual + e) * part));
  return largest;
}
