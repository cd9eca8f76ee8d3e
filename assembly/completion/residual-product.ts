import { multiplyAdd, sumLanes, zeros } from "../kernels/lanes";
import { bytesOf } from "../memory";
import { Table, linesOf, placeOf } from "./table";

/**
 * For one line a of a side, with R = P(X) - P(A*B') its errors on the observed entries:
 *
 *   out := sum_e r_e*b_e,   r_e = x_e - a'b_e        one line of R*B (side 0) or R'*A (side 1); returns sum r_e^2
 *
 * line: width elements, or 0 for a = 0. other: factors of the other side, lines x ld, the first `width` slots used; both multiples
 * of 4, unused slots 0. out: width elements, overwritten.
 */
export function residualProduct(table: Table, side: i32, i: i32, line: usize, other: usize, width: i32, ld: i32, out: usize): f64 {
  const start = linesOf(table, side).start;
  const index = linesOf(table, side).other;
  const position = linesOf(table, side).position;
  const values = table.values;
  const stride = bytesOf<f64>(ld);
  const bytes = bytesOf<f64>(width);
  const end = start[i + 1];
  let squares = 0.0;
  memory.fill(out, 0, bytes);
  for (let e = start[i]; e < end; e++) {
    const b = other + <usize>index[e] * stride;
    let r = values[placeOf(position, e)];
    if (line != 0) r -= product(line, b, bytes);
    squares += r * r;
    addMultiple(r, b, out, bytes);
  }
  return squares;
}

// @ts-ignore: decorator
@inline
function product(a: usize, b: usize, bytes: usize): f64 {
  const end = a + bytes;
  let s0 = zeros<f64>();
  let s1 = zeros<f64>();
  while (a < end) {
    s0 = multiplyAdd<f64>(v128.load(a), v128.load(b), s0);
    s1 = multiplyAdd<f64>(v128.load(a, 16), v128.load(b, 16), s1);
    a += 32;
    b += 32;
  }
  return sumLanes<f64>(v128.add<f64>(s0, s1));
}

// @ts-ignore: decorator
@inline
function addMultiple(r: f64, b: usize, out: usize, bytes: usize): void {
  const end = b + bytes;
  const rs = v128.splat<f64>(r);
  while (b < end) {
    v128.store(out, multiplyAdd<f64>(rs, v128.load(b), v128.load(out)));
    v128.store(out, multiplyAdd<f64>(rs, v128.load(b, 16), v128.load(out, 16)), 16);
    out += 32;
    b += 32;
  }
}
