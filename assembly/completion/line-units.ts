import { amax } from "../kernels/amax";
import { elements, Vector, Words } from "../memory";
import { bounded, productDown, twiceDown } from "./bounded-value";
import { selectTop } from "./select-top";
import { Lines, linesOf, placeOf, Table } from "./table";

/** A deviation below this share of the largest magnitude is rounding: the line is constant. */
const ROUNDING: f64 = 5.684341886080802e-14; // 2^-44
/** The standard deviation of a normal distribution over its median absolute deviation. */
const NORMAL: f64 = 1.4826022185056018;
/** A line whose standard deviation is so many times that of its middle has outliers. */
const OUTLYING: f64 = 4;
/** Outliers are so many robust scales from the middle, and no more than so large a share. */
const FAR: f64 = 5;
const FEW: f64 = 0.1;
/** Lines of fewer entries have no middle to speak of. */
const LEAST: i32 = 5;

/** Room to look at a line. values, sorted: as many numbers as the longest line has entries; places: half as many. */
@unmanaged
export class LineWork {
  values: Vector<f64>;
  sorted: Vector<f64>;
  places: Words;
}

/** Entries of the longest line of a side. */
export function longestLine(table: Table, side: i32): i32 {
  const lines = linesOf(table, side);
  let longest = 0;
  for (let i = 0; i < lines.count; i++) longest = max(longest, lines.start[i + 1] - lines.start[i]);
  return longest;
}

/**
 * Centre and scale of every line of a side: mean and standard deviation; with `robust`, median and 1.4826 times the median of the distances from it,
 * where more than half of the entries differ. A constant line has scale 0, one without entries the centre and scale given by `typical`.
 *
 * centre, scale: one per line, overwritten. typical: [mean of all values, root mean square of the distances from the centres], overwritten.
 * Returns how many lines have outliers: a standard deviation above four times the robust one, and a tenth of the entries at most beyond five of those.
 */
export function lineUnits(table: Table, side: i32, robust: bool, centre: Vector<f64>, scale: Vector<f64>, typical: Vector<f64>, work: LineWork): i32 {
  const lines = linesOf(table, side);
  let outlying = 0;
  let sum = 0.0;
  let squares = 0.0;
  let total = 0.0;
  for (let i = 0; i < lines.count; i++) {
    const n = gatherLine(table, lines, i, work.values);
    if (n == 0) continue;
    const mean = meanOf(n, work.values);
    const deviation = deviationOf(n, work.values, mean);
    centre[i] = mean;
    scale[i] = deviation;
    sum += mean * <f64>n;
    total += <f64>n;
    squares += deviation * deviation * <f64>n;
    if (n < LEAST || deviation == 0) continue;
    const middle = median(n, work.values, work);
    for (let e = 0; e < n; e++) work.values[e] = abs<f64>(work.values[e] - middle);
    const spread = NORMAL * median(n, work.values, work);
    if (spread <= ROUNDING * (abs<f64>(middle) + spread)) continue;
    if (deviation > OUTLYING * spread && farther(n, work.values, FAR * spread) <= FEW * <f64>n) outlying++;
    if (!robust) continue;
    centre[i] = middle;
    scale[i] = spread;
  }
  typical[0] = total == 0 ? 0 : sum / total;
  typical[1] = total == 0 ? 0 : sqrt<f64>(squares / total);
  for (let i = 0; i < lines.count; i++) {
    if (lines.start[i + 1] > lines.start[i]) continue;
    centre[i] = typical[0];
    scale[i] = typical[1];
  }
  return outlying;
}

function gatherLine(table: Table, lines: Lines, i: i32, out: Vector<f64>): i32 {
  const first = lines.start[i];
  const count = lines.start[i + 1] - first;
  for (let e = 0; e < count; e++) out[e] = table.values[placeOf(lines.position, first + e)];
  return count;
}

/** Corrected once by the mean of what it leaves. */
function meanOf(n: i32, x: Vector<f64>): f64 {
  let mean = 0.0;
  for (let pass = 0; pass < 2; pass++) {
    let sum = 0.0;
    for (let e = 0; e < n; e++) sum += x[e] - mean;
    mean += sum / <f64>n;
  }
  return mean;
}

/** The standard deviation, 0 where it is rounding. */
function deviationOf(n: i32, x: Vector<f64>, mean: f64): f64 {
  let squares = 0.0;
  for (let e = 0; e < n; e++) squares += (x[e] - mean) * (x[e] - mean);
  const deviation = sqrt<f64>(squares / <f64>n);
  return deviation <= ROUNDING * amax<f64>(n, x.at(0)) ? 0 : deviation;
}

/** How many of n numbers are beyond a bound. */
function farther(n: i32, x: Vector<f64>, bound: f64): f64 {
  let count = 0.0;
  for (let e = 0; e < n; e++) count += x[e] > bound ? 1 : 0;
  return count;
}

/** The middle of n numbers, or the mean of the two. x is not changed. */
function median(n: i32, x: Vector<f64>, work: LineWork): f64 {
  const half = (n >> 1) + 1;
  selectTop(n, x, half, work.places, work.sorted);
  const upper = work.sorted[half - 1];
  return (n & 1) == 1 ? upper : 0.5 * (upper + work.sorted[half - 2]);
}

/** Values in units of their lines:  x_e := (x_e - centre) / scale  of line[e], within ± most; 0 where the scale is 0. n elements. */
export function intoUnits(n: i32, line: Words, centre: Vector<f64>, scale: Vector<f64>, most: f64, x: Vector<f64>): void {
  for (let e = 0; e < n; e++) {
    const i = line[e];
    const s = scale[i];
    let z = s == 0 ? 0 : (x[e] - centre[i]) / s;
    if (!isFinite<f64>(z)) z = (0.25 * x[e] - 0.25 * centre[i]) / s * 4;
    x[e] = min<f64>(max<f64>(z, -most), most);
  }
}

/** The way back:  centre + scale * z,  the largest number of its sign where that is none. */
export function outOfUnits(z: f64, centre: f64, scale: f64): f64 {
  const x = centre + scale * z;
  return isFinite<f64>(x) ? x : bounded(twiceDown(centre) + productDown(scale, z));
}

/**
 * How two sets of predictions, a and b, fit y: errors over the scales of their lines (over `unit`, where `scale` is null), each at most `most` then. Lines of scale 0 are left out.
 *
 * out: [sum of squares of a's errors, of b's, of the squares of their differences a^2 - b^2, number of errors], overwritten.
 */
export function compareInUnits(n: i32, line: Words, a: Vector<f64>, b: Vector<f64>, y: Vector<f64>, scale: Vector<f64>, unit: f64, most: f64, out: Vector<f64>): void {
  let first = 0.0;
  let second = 0.0;
  let spread = 0.0;
  let counted = 0.0;
  for (let e = 0; e < n; e++) {
    const s = changetype<usize>(scale) == 0 ? unit : scale[line[e]];
    if (s == 0) continue;
    const p = min<f64>(abs<f64>(a[e] - y[e]) / s, most);
    const q = min<f64>(abs<f64>(b[e] - y[e]) / s, most);
    const difference = (p - q) * (p + q);
    first += p * p;
    second += q * q;
    spread += difference * difference;
    counted += 1;
  }
  out[0] = first;
  out[1] = second;
  out[2] = spread;
  out[3] = counted;
}

/** Factor lines without entries become the mean of the others, where there are others. */
export function averageIntoEmpty(lines: Lines, factors: usize, k: i32, ld: i32): void {
  const start = lines.start;
  let known = 0;
  for (let i = 0; i < lines.count; i++) known += start[i + 1] > start[i] ? 1 : 0;
  if (known == 0 || known == lines.count) return;
  for (let a = 0; a < k; a++) {
    let sum = 0.0;
    for (let i = 0; i < lines.count; i++) if (start[i + 1] > start[i]) sum += elements<f64>(factors, i * ld)[a];
    for (let i = 0; i < lines.count; i++) if (start[i + 1] == start[i]) elements<f64>(factors, i * ld)[a] = sum / <f64>known;
  }
}
