import { lanes } from "../../kernels/lanes";
import { at, bytesOf, Vector, vector, Words } from "../../memory";
import { real } from "../../real";
import { sortDescending } from "../order";
import { scaleToSafeRange, unscale } from "../scale";
import { choosePairSigns, chooseSigns } from "../signs";
import { diagonalizeTiny } from "./diagonalize";
import { formTiny, reduceTiny } from "./reduce";
import { unpack } from "../unpack";
import { Bidiagonal } from "../reduce/bidiagonal";

/**
 * Up to this size nothing is gained by blocks, batches or QR first: 3 x 3 takes 0.6 of the time of the general way, 8 x 8 0.7, 32 x 32
 * 0.9, 32 x 3 0.7; beyond, the two come together, and QR first wins for 64 x 8.
 */
const MOST_ROWS: i32 = 32;
const MOST_COLUMNS: i32 = 32;

/** Whether a matrix of m >= n goes the short way. */
// @ts-ignore: decorator
@inline
export function isTiny(m: i32, n: i32): bool {
  return m <= MOST_ROWS && n <= MOST_COLUMNS;
}

/** What tinySvd works with: vectors of at most MOST_ROWS elements, the columns of U, then those of V. */
@unmanaged
class Tiny extends Bidiagonal<real> {
  signU: Vector<real>;
  signV: Vector<real>;
  index: Words;
  sorting: usize;
  scratch: usize;
}

/** Places of one vector each behind the record, on whole lines. */
const VECTOR: usize = <usize>MOST_ROWS * 8;
const RECORD: usize = 128;
const PLACES: usize = 10;

/** Bytes of scratch that tinySvd needs. */
export const TINY_BYTES: usize = RECORD + PLACES * VECTOR + <usize>(MOST_ROWS * MOST_ROWS + MOST_COLUMNS * MOST_COLUMNS) * 8;

// @ts-ignore: decorator
@inline
function layOut(scratch: usize, lda: i32, uColumns: i32, ldv: i32): Tiny {
  const tiny = changetype<Tiny>(scratch);
  const places = scratch + RECORD;
  tiny.d = vector<f64>(places);
  tiny.e = vector<f64>(places + VECTOR);
  tiny.tau = vector<real>(places + 2 * VECTOR);
  tiny.tauP = vector<real>(places + 3 * VECTOR);
  tiny.signU = vector<real>(places + 4 * VECTOR);
  tiny.signV = vector<real>(places + 5 * VECTOR);
  tiny.index = vector<i32>(places + 6 * VECTOR);
  tiny.sorting = places + 7 * VECTOR; // two vectors
  tiny.scratch = places + 9 * VECTOR;
  tiny.a = vector<real>(places + PLACES * VECTOR);
  tiny.lda = lda;
  tiny.v = tiny.a.from(lda * uColumns);
  tiny.ldv = ldv;
  return tiny;
}

/**
 * The singular value decomposition of a tiny matrix, A = U*diag(s)*V'.   [GK65], [DK90]
 *
 * a: rows x columns, row-major, isTiny; overwritten. u: rows x k (or x rows), s: k, v: columns x k (or x columns), row-major, with
 * k = min(rows, columns); u and v may be 0 when `wanted` is false. full: square U and V. scratch: TINY_BYTES, aligned to 16.
 * In each column of U the entry of largest magnitude is positive. Returns 0, or 1 if the iteration did not converge.
 */
export function tinySvd(rows: i32, columns: i32, a: usize, wanted: bool, full: bool, u: usize, s: usize, v: usize, scratch: usize): i32 {
  const wide = rows < columns;
  const m = max(rows, columns);
  const n = min(rows, columns);
  const uColumns = full ? m : n;
  const ldu = (m + lanes<real>() - 1) & ~(lanes<real>() - 1);
  const ldv = (n + lanes<real>() - 1) & ~(lanes<real>() - 1);
  const tiny = layOut(scratch, ldu, uColumns, ldv);
  const left = tiny.a.at(0);
  const right = tiny.v.at(0);

  const exponent = scaleToSafeRange(m * n, a);
  loadColumns(m, n, a, wide, left, ldu);
  tiny.rows = m;
  tiny.count = n;
  reduceTiny(tiny);
  if (wanted) {
    formTiny(ldu, uColumns, 0, n, tiny.a, tiny.tau);
    clearLastRows(n, tiny.v, ldv);
    formTiny(ldv, n, 1, n, tiny.v, tiny.tauP);
  }
  const uBytes = wanted ? bytesOf<real>(ldu) : 0;
  const vBytes = wanted ? bytesOf<real>(ldv) : 0;
  if (diagonalizeTiny(n, tiny.d, tiny.e, left, uBytes, right, vBytes, tiny.scratch) != 0) return 1;

  sortDescending(n, tiny.d, tiny.index, tiny.signV, vector<f64>(tiny.sorting));
  unscale<f64>(n, exponent, tiny.d.at(0));
  const values = vector<real>(s);
  for (let j = 0; j < n; j++) values[j] = <real>tiny.d[j];
  if (!wanted) return 0;
  for (let j = n; j < uColumns; j++) tiny.index[j] = j;
  if (wide) choosePairSigns(n, n, right, ldv, true, tiny.signU, tiny.signV);
  else choosePairSigns(n, m, left, ldu, false, tiny.signU, tiny.signV);
  chooseSigns(m, uColumns - n, at<real>(left, n * ldu), ldu, tiny.signU.from(n));
  unpack(m, uColumns, left, ldu, tiny.index, tiny.signU, wide ? v : u);
  unpack(n, n, right, ldv, tiny.index, tiny.signV, wide ? u : v);
  return 0;
}

/** The tall matrix, column-major, padded with rows of zeros to whole vectors. Row-major wide memory is column-major tall. */
function loadColumns(m: i32, n: i32, a: usize, wide: bool, to: usize, ld: i32): void {
  const down: usize = wide ? sizeof<real>() : bytesOf<real>(n);
  const across: usize = wide ? bytesOf<real>(m) : sizeof<real>();
  for (let j = 0; j < n; j++) {
    const end = at<real>(to, m);
    let from = a + <usize>j * across;
    for (let p = to; p < end; p += sizeof<real>()) {
      store<real>(p, load<real>(from));
      from += down;
    }
    if (sizeof<real>() == 8) {
      if (m & 1) store<real>(end, 0);
    } else {
      for (let p = end; p < at<real>(to, ld); p += sizeof<real>()) store<real>(p, 0);
    }
    to += bytesOf<real>(ld);
  }
}

/** The padding of V: reduceTiny leaves it alone. */
// @ts-ignore: decorator
@inline
function clearLastRows(n: i32, v: Vector<real>, ldv: i32): void {
  if ((n & (lanes<real>() - 1)) == 0) return;
  for (let j = 1; j < n; j++) {
    v[j * ldv + n] = 0;
    if (sizeof<real>() == 4) for (let i = n + 1; i < ldv; i++) v[j * ldv + i] = 0;
  }
}
