import { amaxColumns } from "../../kernels/amax-columns";
import { gemm } from "../../kernels/gemm";
import { scaleRows } from "../../kernels/scale-rows";
import { packTriangle, trsm } from "../../kernels/trsm";
import { at, bytesOf, elements, Vector, Words } from "../../memory";
import { real } from "../../real";
import { TIE } from "../order";
import { CholeskyQr, CHUNK, VECTOR_ROWS } from "./cholesky-qr";

/** Rows formed at a time: no more blocks than the place for their maxima has lines. */
export function blockRows(m: i32): i32 {
  return max(VECTOR_ROWS, (m + CHUNK - 1) / CHUNK);
}

/**
 * out := Q*Y for Q = X*T^-1, as one product X*(T^-1*Y).
 *
 * y: n x n by columns, ldy; its columns are taken in the order of `index`, by the factors `sign` (of the old places). out: m x n by rows; X itself if there
 * is room for blockRows(m) rows at `spare`, else 0. Leaves the largest magnitudes of each block of rows in c.chunk.
 */
export function tallVectors(c: CholeskyQr, y: usize, ldy: i32, index: Words, sign: Vector<real>, out: usize, spare: usize): void {
  const n = c.n;
  const ld = c.ld;
  const last = n - 1;
  // T is upper; turned by 180 degrees, T' is, and W'*T' = Y' is solved for W from the last column to the first.
  packTriangle<real>(n, c.t.at(last * (ld + 1)), -1, -ld, c.packed);
  trsm<real>(n, n, c.packed, at<real>(y, last), ldy, -1, c.gram.at(last), ld, -1, c.work);
  for (let j = 0; j < n; j++) {
    const w = c.partial.from(j * ld);
    const from = c.gram.from(index[j] * ld);
    for (let i = 0; i < n; i++) w[i] = sign[index[j]] * from[i];
  }
  const block = blockRows(c.m);
  let maxima = c.chunk;
  for (let first = 0; first < c.m; first += block) {
    const count = min(block, c.m - first);
    const place = at<real>(out, first * n);
    const rows = spare != 0 ? spare : place;
    memory.fill(rows, 0, bytesOf<real>(count * n));
    gemm<real>(n, count, n, 1, c.partial.at(0), ld, 1, at<real>(c.x, first * n), 1, n, rows, n, c.work);
    amaxColumns<real>(count, n, rows, maxima);
    if (spare != 0) memory.copy(place, rows, bytesOf<real>(count * n));
    maxima = at<real>(maxima, n);
  }
}

/** sign[j] := what makes the entry of largest magnitude in column j of U positive; the first of those that tie. U as tallVectors left it. */
export function chooseTallSigns(c: CholeskyQr, u: usize, sign: Vector<real>): void {
  const n = c.n;
  const block = blockRows(c.m);
  for (let j = 0; j < n; j++) {
    let largest = 0.0;
    const maxima = elements<real>(c.chunk, j);
    for (let first = 0, b = 0; first < c.m; first += block, b += n) largest = max(largest, maxima[b]);
    const bar = largest * TIE;
    let i = 0;
    for (let b = 0; maxima[b] < bar; b += n) i += block;
    const column = elements<real>(u, j);
    while (abs<f64>(column[i * n]) < bar) i++;
    sign[j] = column[i * n] < 0 ? -1 : 1;
  }
}

/** Column j of U, by rows, times sign[j]. */
export function signColumns(c: CholeskyQr, u: usize, sign: Vector<real>): void {
  scaleRows<real>(c.n, c.m, sign.at(0), u, c.n);
}
