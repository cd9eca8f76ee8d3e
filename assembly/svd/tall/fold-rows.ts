import { dot } from "../../kernels/dot";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { applyReflector, reflector } from "../../kernels/reflector";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { real } from "../../real";
import { BLOCK, triangleOfBlock } from "../reduce/block-reflector";

/** Numbers of rows folded at a time: 512 KB stay in the second-level cache, with what is made of them. */
const CHUNK: i32 = 65536;
const LEAST_ROWS: i32 = 128;
const MOST_ROWS: i32 = 1024;

/** How many rows of n numbers are best folded at a time. */
export function rowsToFold(n: i32): i32 {
  return max(LEAST_ROWS, min(MOST_ROWS, CHUNK / max(1, n)));
}

/** Bytes that foldRows needs at `work`. */
export function foldRowsBytes(count: i32, n: i32): usize {
  return bytesOf<real>(2 * BLOCK * (BLOCK + n) + BLOCK) + gemmWorkspace<real>(max(count, BLOCK), max(n, BLOCK), max(count, BLOCK));
}

/**
 * Folds rows into a triangle:  [R; B] = Q*[R'; 0],  R := R'.   [LAPACK tpqrt], [DGHL12]
 *
 * r: n x n, column-major, ldr; the upper triangle is used and overwritten, its diagonal of either sign. b: 1 + count rows of n, column-major, ldb: row 0 is
 * room, the others are B; overwritten. `triangular`: B is an upper triangle, too, with zeros below: a third of the work.
 * work: foldRowsBytes(count, n), 64-byte aligned. 2*count*n^2 flops.
 */
export function foldRows(count: i32, n: i32, r: usize, ldr: i32, b: usize, ldb: i32, triangular: bool, work: usize): void {
  for (let i = 0; i < n; i += BLOCK) {
    const k = min(BLOCK, n - i);
    const rows = triangular ? min(count, i + k) : count;
    const corner = at<real>(r, i * (ldr + 1));
    const panel = at<real>(b, i * ldb);
    const tau = foldPanel(rows, k, corner, ldr, panel, ldb, work);
    if (i + k < n) applyPanel(rows, n - i - k, k, tau, at<real>(corner, k * ldr), ldr, panel, ldb, work);
  }
}

/** The same for k <= BLOCK columns, one at a time; the reflectors are left below row 0 of b, the rows of R visit row 0. Returns tau. */
function foldPanel(rows: i32, k: i32, r: usize, ldr: i32, b: usize, ldb: i32, work: usize): Vector<real> {
  const tau = vector<real>(work);
  const w = at<real>(work, BLOCK);
  for (let j = 0; j < k; j++) {
    const row = elements<real>(r, j);
    const visiting = vector<real>(b);
    for (let l = j; l < k; l++) visiting[l * ldb] = row[l * ldr];
    const column = elements<real>(b, j * ldb);
    const beta = reflector<real>(rows + 1, column.at(0), tau.at(j));
    column[0] = 1;
    applyReflector<real>(rows + 1, k - j - 1, column.at(0), tau[j], column.at(ldb), ldb, w);
    column[0] = beta;
    for (let l = j; l < k; l++) row[l * ldr] = visiting[l * ldb];
  }
  return tau;
}

/**
 * H' = I - V*T'*V' of a panel, V = [I; V_B], on what is right of it:  W = R_I + V_B'*B,  W := T'*W,  R_I -= W,  B -= V_B*W.
 *
 * r: the rows of R that belong to the panel, `columns` of them; b: the panel, followed by those columns.
 */
function applyPanel(rows: i32, columns: i32, k: i32, tau: Vector<real>, r: usize, ldr: i32, b: usize, ldb: i32, work: usize): void {
  const t = elements<real>(tau.at(0), BLOCK);
  const gram = t.from(BLOCK * BLOCK);
  const w = gram.from(BLOCK * BLOCK);
  const tw = w.from(BLOCK * columns);
  const gemmWork = at<real>(work, 2 * BLOCK * (BLOCK + columns) + BLOCK);
  const v = at<real>(b, 1);
  const rest = at<real>(v, k * ldb);
  for (let j = 1; j < k; j++) {
    for (let i = 0; i < j; i++) gram[i + j * BLOCK] = dot<real>(rows, at<real>(v, i * ldb), at<real>(v, j * ldb));
  }
  triangleOfBlock(k, tau, t, gram);
  for (let j = 0; j < columns; j++) memory.copy(w.at(j * BLOCK), at<real>(r, j * ldr), bytesOf<real>(k));
  gemm<real>(k, columns, rows, 1, v, ldb, 1, rest, 1, ldb, w.at(0), BLOCK, gemmWork);
  memory.fill(tw.at(0), 0, bytesOf<real>(BLOCK * columns));
  gemm<real>(k, columns, k, 1, t.at(0), BLOCK, 1, w.at(0), 1, BLOCK, tw.at(0), BLOCK, gemmWork);
  for (let j = 0; j < columns; j++) {
    const to = elements<real>(r, j * ldr);
    const from = tw.from(j * BLOCK);
    for (let i = 0; i < k; i++) to[i] -= from[i];
  }
  gemm<real>(rows, columns, k, -1, v, 1, ldb, tw.at(0), 1, BLOCK, rest, ldb, gemmWork);
}
