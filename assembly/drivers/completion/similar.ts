import { nrm2 } from "../../kernels/nrm2";
import { selectTop } from "../../completion/select-top";
import { elements, vector } from "../../memory";

/**
 * The `count` lines whose factors point most in the direction of x:  cosines p_i'x / (|p_i| |x|), largest first, ties by index. Lines of no length are left out, and line
 * `skip` (-1: none).
 *
 * p: lines x k, row-major. x: k elements, overwritten. scores: lines elements of workspace. index (i32), top (f64): count each. Returns how many there are.
 */
export function similarLines(lines: i32, k: i32, p: usize, x: usize, skip: i32, count: i32, scores: usize, index: usize, top: usize): i32 {
  const own = vector<f64>(x);
  const length = nrm2<f64>(k, x);
  if (!(length > 0)) return 0;
  for (let a = 0; a < k; a++) own[a] = own[a] / length;
  const score = vector<f64>(scores);
  for (let i = 0; i < lines; i++) {
    const line = elements<f64>(p, i * k);
    const size = nrm2<f64>(k, line.at(0));
    let cosine = 0.0;
    if (size > 0) for (let a = 0; a < k; a++) cosine += (line[a] / size) * own[a];
    score[i] = size > 0 && i != skip ? cosine : -Infinity;
  }
  return selectTop(lines, score, count, vector<i32>(index), vector<f64>(top));
}

/**
 * The same of what lines have: cosines of their entries with x, a dense line. Entries of line i are column[start[i]] .., with values.
 */
export function similarEntries(lines: i32, start: usize, column: usize, value: usize, x: usize, skip: i32, count: i32, scores: usize, best: usize): i32 {
  const score = vector<f64>(scores);
  const from = vector<i32>(start);
  for (let i = 0; i < lines; i++) {
    let product = 0.0;
    let squares = 0.0;
    for (let e = from[i]; e < from[i + 1]; e++) {
      const own = vector<f64>(value)[e];
      product += own * vector<f64>(x)[vector<i32>(column)[e]];
      squares += own * own;
    }
    score[i] = squares > 0 && product > 0 && i != skip ? product / sqrt<f64>(squares) : -Infinity;
  }
  return selectTop(lines, score, count, elements<i32>(best, 2 * count), vector<f64>(best));
}
