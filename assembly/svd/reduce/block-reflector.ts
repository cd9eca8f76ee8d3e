import { dot } from "../../kernels/dot";
import { gemm, gemmWorkspace } from "../../kernels/gemm";
import { leadingDimension } from "../../kernels/leading-dimension";
import { at, bytesOf, elements, Vector, vector } from "../../memory";
import { real } from "../../real";

/** Reflectors applied together. */
export const BLOCK: i32 = 32;

/** Panels longer than this leave the second-level cache, and so many rows that orthogonality is measured against hide a bias. */
const LONG: i32 = 4096;

/** Bytes that the functions of this file need at `work`, for m rows, applied to `columns` columns. */
export function blockReflectorBytes(m: i32, columns: i32): usize {
  const w = bytesOf<real>(BLOCK * columns);
  const panel = bytesOf<real>(BLOCK * leadingDimension<real>(m));
  const triangles = bytesOf<real>(2 * BLOCK * BLOCK);
  return 2 * w + panel + triangles + gemmWorkspace<real>(max(m, BLOCK), max(columns, BLOCK), max(m, BLOCK)) + 256;
}

/**
 * Loads a block of k <= BLOCK reflectors to be applied,  H = H_0 H_1 ... H_{k-1} = I - V*T*V'.   [LAPACK larft], [SVL89]
 *
 * v: m x k, column-major, ldv; column j holds v_j in rows j.. (v_j[0] taken as 1, above it anything). tau: k scalars.
 * `work` (blockReflectorBytes(m, columns), 64-byte aligned) then holds all that applyLoaded needs.
 */
export function loadBlockReflector(m: i32, k: i32, v: usize, ldv: i32, tau: Vector<real>, work: usize): void {
  const ldp = leadingDimension<real>(m);
  const t = vector<real>(work);
  const gram = elements<real>(t.at(0), BLOCK * BLOCK);
  const panel = at<real>(gram.at(0), BLOCK * BLOCK);
  for (let j = 0; j < k; j++) {
    const column = elements<real>(panel, j * ldp);
    memory.fill(column.at(0), 0, bytesOf<real>(j));
    column[j] = 1;
    memory.copy(column.at(j + 1), at<real>(v, j * ldv + j + 1), bytesOf<real>(m - j - 1));
  }
  formTriangle(m, k, panel, ldp, tau, t, gram, at<real>(panel, BLOCK * ldp));
}

/**
 * T upper triangular, k x k:  T[j, j] = tau_j,  T[:j, j] = -tau_j * T[:j, :j] * (V[:, :j]'*v_j).   [LAPACK larft]
 */
function formTriangle(m: i32, k: i32, v: usize, ldv: i32, tau: Vector<real>, t: Vector<real>, gram: Vector<real>, gemmWork: usize): void {
  memory.fill(gram.at(0), 0, bytesOf<real>(BLOCK * BLOCK));
  if (m > LONG) gemm<real>(k, k, m, 1, v, ldv, 1, v, 1, ldv, gram.at(0), BLOCK, gemmWork);
  // By dot rather than gemm: H is as orthogonal as these sums are accurate, and dot keeps eight partial sums.
  else for (let j = 1; j < k; j++) {
    for (let i = 0; i < j; i++) {
      gram[i + j * BLOCK] = dot<real>(m - j, at<real>(v, i * ldv + j), at<real>(v, j * ldv + j)); // above row j, v_j is 0
    }
  }
  triangleOfBlock(k, tau, t, gram);
}

/** T from tau and the products of the v's above the diagonal, both BLOCK elements from column to column.   [LAPACK larft] */
export function triangleOfBlock(k: i32, tau: Vector<real>, t: Vector<real>, gram: Vector<real>): void {
  memory.fill(t.at(0), 0, bytesOf<real>(BLOCK * BLOCK));
  for (let j = 0; j < k; j++) {
    const tauJ = tau[j];
    for (let i = 0; i < j; i++) {
      let sum = 0.0;
      for (let l = i; l < j; l++) {
        sum += t[i + l * BLOCK] * gram[l + j * BLOCK];
      }
      t[i + j * BLOCK] = <real>(-tauJ * sum);
    }
    t[j + j * BLOCK] = tauJ;
  }
}

/** C := H*C or H'*C for the block loaded at `work` (C: m x columns, column-major, ldc):  W = V'*C,  W := T*W or T'*W,  C -= V*W. */
export function applyLoaded(m: i32, columns: i32, k: i32, work: usize, transposed: bool, c: usize, ldc: i32): void {
  applyLoadedTo(m, columns, k, work, transposed, m, c, ldc);
}

/** applyLoaded for a C whose rows from `filled` on are zero on entry: W needs only the others. */
export function applyLoadedTo(
  m: i32, columns: i32, k: i32, work: usize, transposed: bool, filled: i32, c: usize, ldc: i32,
): void {
  if (columns <= 0) return;
  const ldp = leadingDimension<real>(m);
  const t = work;
  const panel = at<real>(t, 2 * BLOCK * BLOCK);
  const w = at<real>(panel, BLOCK * ldp);
  const tw = at<real>(w, BLOCK * columns);
  const gemmWork = at<real>(tw, BLOCK * columns);
  memory.fill(w, 0, bytesOf<real>(2 * BLOCK * columns));
  gemm<real>(k, columns, filled, 1, panel, ldp, 1, c, 1, ldc, w, BLOCK, gemmWork);
  if (transposed) gemm<real>(k, columns, k, 1, t, BLOCK, 1, w, 1, BLOCK, tw, BLOCK, gemmWork);
  else gemm<real>(k, columns, k, 1, t, 1, BLOCK, w, 1, BLOCK, tw, BLOCK, gemmWork);
  gemm<real>(m, columns, k, -1, panel, 1, ldp, tw, 1, BLOCK, c, ldc, gemmWork);
}
