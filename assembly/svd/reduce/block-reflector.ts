import { dot } from "../../kernels/dot";
import { gemm, gemmWorkspace } from "../../kernels/gemm";

/** Reflectors applied together. */
export const BLOCK: i32 = 32;

/** Panels longer than this leave the second-level cache, and so many rows that orthogonality is measured against hide a bias. */
const LONG: i32 = 4096;

/** Bytes that the functions of this file need at `work`, for m rows, applied to `columns` columns. */
export function blockReflectorBytes(m: i32, columns: i32): usize {
  const w = <usize>(BLOCK * columns) << 3;
  const panel = <usize>(BLOCK * panelDimension(m)) << 3;
  const triangles = <usize>(2 * BLOCK * BLOCK) << 3;
  return 2 * w + panel + triangles + gemmWorkspace<f64>(max(m, BLOCK), max(columns, BLOCK), max(m, BLOCK)) + 256;
}

/** Leading dimension of the panel's copy: an odd number of 64-byte lines. */
// @ts-ignore: decorator
@inline
function panelDimension(m: i32): i32 {
  return (((m + 7) >> 3) | 1) << 3;
}

/**
 * C := H*C or H'*C for the product of k <= BLOCK reflectors  H = H_0 H_1 ... H_{k-1} = I - V*T*V'.
 * [LAPACK larft, larfb], [SVL89]
 *
 * v: m x k, column-major, ldv; column j holds v_j in rows j.. (v_j[0] taken as 1, above it anything). tau: k scalars.
 * C: m x columns, column-major, ldc; overwritten; it must not overlap v. work: blockReflectorBytes(m, columns), 64-byte aligned.
 */
export function applyBlockReflector(
  m: i32, columns: i32, k: i32, v: usize, ldv: i32, tau: usize, transposed: bool, c: usize, ldc: i32, work: usize,
): void {
  const panel = loadBlockReflector(m, k, v, ldv, tau, work);
  applyLoaded(m, columns, k, panel, transposed, c, ldc);
}

/** Copies the reflectors (with their zeros and ones) and forms T; `work` then holds all that applyLoaded needs. */
export function loadBlockReflector(m: i32, k: i32, v: usize, ldv: i32, tau: usize, work: usize): usize {
  const ldp = panelDimension(m);
  const t = work;
  const gram = t + (<usize>(BLOCK * BLOCK) << 3);
  const panel = gram + (<usize>(BLOCK * BLOCK) << 3);
  for (let j = 0; j < k; j++) {
    const column = panel + (<usize>(j * ldp) << 3);
    memory.fill(column, 0, <usize>j << 3);
    store<f64>(column + (<usize>j << 3), 1);
    memory.copy(column + (<usize>(j + 1) << 3), v + (<usize>(j * ldv + j + 1) << 3), <usize>(m - j - 1) << 3);
  }
  formTriangle(m, k, panel, ldp, tau, t, gram, panel + (<usize>(BLOCK * ldp) << 3));
  return work;
}

/**
 * T upper triangular, k x k:  T[j, j] = tau_j,  T[:j, j] = -tau_j * T[:j, :j] * (V[:, :j]'*v_j).   [LAPACK larft]
 */
function formTriangle(m: i32, k: i32, v: usize, ldv: i32, tau: usize, t: usize, gram: usize, gemmWork: usize): void {
  memory.fill(t, 0, <usize>(BLOCK * BLOCK) << 3);
  memory.fill(gram, 0, <usize>(BLOCK * BLOCK) << 3);
  if (m > LONG) gemm<f64>(k, k, m, 1, v, ldv, 1, v, 1, ldv, gram, BLOCK, gemmWork);
  // By dot rather than gemm: H is as orthogonal as these sums are accurate, and dot keeps eight partial sums.
  else for (let j = 1; j < k; j++) {
    for (let i = 0; i < j; i++) {
      const from = <usize>j << 3; // above, v_j is 0
      const sum = dot<f64>(m - j, v + (<usize>(i * ldv) << 3) + from, v + (<usize>(j * ldv) << 3) + from);
      store<f64>(gram + (<usize>(i + j * BLOCK) << 3), sum);
    }
  }
  for (let j = 0; j < k; j++) {
    const tauJ = load<f64>(tau + (<usize>j << 3));
    for (let i = 0; i < j; i++) {
      let sum = 0.0;
      for (let l = i; l < j; l++) {
        sum += load<f64>(t + (<usize>(i + l * BLOCK) << 3)) * load<f64>(gram + (<usize>(l + j * BLOCK) << 3));
      }
      store<f64>(t + (<usize>(i + j * BLOCK) << 3), -tauJ * sum);
    }
    store<f64>(t + (<usize>(j + j * BLOCK) << 3), tauJ);
  }
}

/** C := H*C or H'*C for the block loaded at `work`:  W = V'*C,  W := T*W or T'*W,  C -= V*W. */
export function applyLoaded(m: i32, columns: i32, k: i32, work: usize, transposed: bool, c: usize, ldc: i32): void {
  applyLoadedTo(m, columns, k, work, transposed, m, c, ldc);
}

/** applyLoaded for a C whose rows from `filled` on are zero on entry: W needs only the others. */
export function applyLoadedTo(
  m: i32, columns: i32, k: i32, work: usize, transposed: bool, filled: i32, c: usize, ldc: i32,
): void {
  if (columns <= 0) return;
  const ldp = panelDimension(m);
  const t = work;
  const panel = t + (<usize>(2 * BLOCK * BLOCK) << 3);
  const w = panel + (<usize>(BLOCK * ldp) << 3);
  const tw = w + (<usize>(BLOCK * columns) << 3);
  const gemmWork = tw + (<usize>(BLOCK * columns) << 3);
  memory.fill(w, 0, <usize>(2 * BLOCK * columns) << 3);
  gemm<f64>(k, columns, filled, 1, panel, ldp, 1, c, 1, ldc, w, BLOCK, gemmWork);
  if (transposed) gemm<f64>(k, columns, k, 1, t, BLOCK, 1, w, 1, BLOCK, tw, BLOCK, gemmWork);
  else gemm<f64>(k, columns, k, 1, t, 1, BLOCK, w, 1, BLOCK, tw, BLOCK, gemmWork);
  gemm<f64>(m, columns, k, -1, panel, 1, ldp, tw, 1, BLOCK, c, ldc, gemmWork);
}
