/** The orthogonal reductions in plain TypeScript: the twins of assembly/svd/reduce. Matrices are column-major, tight or with a leading dimension. */
import { applyReflector, axpy, dot, gemm, gemv, gemvBoth, gemvTransposed, ger, type Numbers, numbers, reflector, scal } from "./blas";

const PANEL = 24;
const BLOCK = 32;

export interface Bidiagonal {
  readonly m: number; readonly n: number;
  /** m x n, lda; the reflectors of Q below the diagonal and 1 on it. */
  readonly a: Numbers; readonly lda: number;
  readonly d: Numbers; readonly e: Numbers; readonly tauQ: Numbers; readonly tauP: Numbers;
  /** n x n: column i holds the reflector of P in rows i+1 on. */
  readonly v: Numbers;
}

export function openBidiagonal(m: number, n: number, a: Numbers, lda: number): Bidiagonal {
  return { m, n, a: a.slice(), lda, d: numbers(n), e: numbers(n), tauQ: numbers(n), tauP: numbers(n), v: numbers(n * n) };
}

export function bidiagonalize(b: Bidiagonal): void {
  const { m, n, a, lda } = b;
  let i = 0;
  if (n >= 64) {
    for (; n - i > 48 + PANEL; i += PANEL) {
      const { left, right } = reducePanel(i, b);
      // A22 -= [U X] * [Y V]'
      gemm(m - i - PANEL, n - i - PANEL, 2 * PANEL, -1, left.subarray(PANEL), 1, m, right.subarray(PANEL), n, 1, a.subarray((i + PANEL) * (lda + 1)), lda);
    }
  }
  for (; i < n; i++) {
    const [rows, rest] = [m - i, n - i - 1];
    const corner = a.subarray(i * (lda + 1));
    const { beta, tau } = reflector(rows, corner);
    [b.d[i], b.tauQ[i], corner[0]] = [beta, tau, 1];
    if (rest === 0) break;
    const right = corner.subarray(lda);
    applyReflector(rows, rest, corner, tau, right, lda);
    const row = b.v.subarray(i * n + i + 1);
    for (let j = 0; j < rest; j++) row[j] = right[j * lda]!;
    const across = reflector(rest, row);
    [b.e[i], b.tauP[i], row[0]] = [across.beta, across.tau, 1];
    if (across.tau === 0 || rows === 1) continue;
    const w = numbers(rows - 1);
    gemv(rows - 1, rest, 1, right.subarray(1), lda, row, w);
    ger(rows - 1, rest, -across.tau, w, row, right.subarray(1), lda);
  }
}

/** PANEL columns and rows, the rest of A untouched:  left = [U X] (rows m), right = [Y V] (rows n). */
function reducePanel(first: number, b: Bidiagonal): { left: Numbers; right: Numbers } {
  const { a, lda } = b;
  const [m, n] = [b.m - first, b.n - first];
  const [ldl, ldr] = [b.m, b.n];
  const [left, right] = [numbers(2 * PANEL * ldl), numbers(2 * PANEL * ldr)];
  const [x, vs] = [left.subarray(PANEL * ldl), right.subarray(PANEL * ldr)];
  const isOnePass = m * n * 8 > 1.5e6;
  const rowOf = (block: Numbers, row: number, ld: number, count: number) => Float64Array.from({ length: count }, (_, j) => block[row + j * ld]!);

  for (let i = 0; i < PANEL; i++) {
    const k = first + i;
    const [rows, rest] = [m - i, n - i - 1];
    const u = a.subarray(k * (lda + 1));
    const next = u.subarray(lda);
    gemv(rows, i, -1, left.subarray(i), ldl, rowOf(right, i, ldr, i), u);
    gemv(rows, i, -1, x.subarray(i), ldl, rowOf(vs, i, ldr, i), u);
    const { beta, tau } = reflector(rows, u);
    [b.d[k], b.tauQ[k], u[0]] = [beta, tau, 1];
    left.set(u.subarray(0, rows), i * ldl + i);

    const [g, h] = [numbers(PANEL), numbers(PANEL)];
    gemvTransposed(rows, i, 1, left.subarray(i), ldl, u, g);
    gemvTransposed(rows, i, 1, x.subarray(i), ldl, u, h);
    const y = right.subarray(i * ldr + i + 1);
    gemv(rest, i, -1, right.subarray(i + 1), ldr, g, y);
    gemv(rest, i, -1, vs.subarray(i + 1), ldr, h, y);

    const row = rowOf(next, 0, lda, rest);
    gemv(rest, i, -1, right.subarray(i + 1), ldr, rowOf(left, i, ldl, i), row);
    gemv(rest, i, -1, vs.subarray(i + 1), ldr, rowOf(x, i, ldl, i), row);
    const w = numbers(rows);
    if (isOnePass) {
      gemvBoth(rows, rest, next, lda, u, tau, y, row, w);
    } else {
      gemvTransposed(rows, rest, 1, next, lda, u, y);
      scal(rest, tau, y);
      axpy(rest, -1, y, row);
    }

    const head = row[0]!;
    const across = reflector(rest, row);
    [b.e[k], b.tauP[k], row[0]] = [across.beta, across.tau, 1];
    vs.set(row, i * ldr + i + 1);
    b.v.set(row, k * b.n + k + 1);
    if (across.tau === 0) continue;
    const below = w.subarray(1);
    if (isOnePass) {
      axpy(rows - 1, -across.beta, next.subarray(1), below);
      scal(rows - 1, 1 / (head - across.beta), below);
    } else {
      gemv(rows - 1, rest, 1, next.subarray(1), lda, row, below);
    }
    g.fill(0);
    h.fill(0);
    gemvTransposed(rest, i + 1, 1, right.subarray(i + 1), ldr, row, g);
    gemvTransposed(rest, i, 1, vs.subarray(i + 1), ldr, row, h);
    gemv(rows - 1, i + 1, -1, left.subarray(i + 1), ldl, g, below);
    gemv(rows - 1, i, -1, x.subarray(i + 1), ldl, h, below);
    scal(rows - 1, across.tau, below);
    x.set(below.subarray(0, rows - 1), i * ldl + i + 1);
  }
  return { left, right };
}

/** The reflectors of a block with their ones and zeros, and T of I - V*T*V'. */
interface Block { readonly m: number; readonly k: number; readonly v: Numbers; readonly t: Numbers }

function loadBlock(m: number, k: number, a: Numbers, lda: number, tau: Numbers): Block {
  const v = numbers(m * k);
  for (let j = 0; j < k; j++) for (let i = j; i < m; i++) v[i + j * m] = i === j ? 1 : a[i + j * lda]!;
  const gram = numbers(k * k);
  if (m > 4096) gemm(k, k, m, 1, v, m, 1, v, 1, m, gram, k);
  else for (let j = 0; j < k; j++) for (let i = 0; i < j; i++) gram[i + j * k] = dot(m - j, v.subarray(i * m + j), v.subarray(j * m + j));
  const t = numbers(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let l = i; l < j; l++) sum += t[i + l * k]! * gram[l + j * k]!;
      t[i + j * k] = -tau[j]! * sum;
    }
    t[j + j * k] = tau[j]!;
  }
  return { m, k, v, t };
}

/** C := H*C or H'*C, of which rows from `filled` on are zero. */
function applyBlock({ m, k, v, t }: Block, columns: number, isTransposed: boolean, filled: number, c: Numbers, ldc: number): void {
  if (columns <= 0) return;
  const [w, tw] = [numbers(k * columns), numbers(k * columns)];
  gemm(k, columns, filled, 1, v, m, 1, c, 1, ldc, w, k);
  gemm(k, columns, k, 1, t, isTransposed ? k : 1, isTransposed ? 1 : k, w, 1, k, tw, k);
  gemm(m, columns, k, -1, v, 1, m, tw, 1, k, c, ldc);
}

export function householderQr(m: number, n: number, a: Numbers, lda: number, tau: Numbers): void {
  const width = m > 4096 ? 8 : BLOCK;
  for (let i = 0; i < n; i += width) {
    const k = Math.min(width, n - i);
    const corner = a.subarray(i * (lda + 1));
    for (let j = 0; j < k; j++) {
      const here = corner.subarray(j * (lda + 1));
      const made = reflector(m - i - j, here);
      tau[i + j] = made.tau;
      here[0] = 1;
      applyReflector(m - i - j, k - j - 1, here, made.tau, here.subarray(lda), lda);
      here[0] = made.beta;
    }
    if (i + k < n) applyBlock(loadBlock(m - i, k, corner, lda, tau.subarray(i)), n - i - k, true, m - i, corner.subarray(k * lda), lda);
  }
}

const isOneByOne = (m: number, count: number) => count < 64 && (m < 1024 || count < 4);

/** The reflectors in the first `count` columns of A become the columns of Q. */
export function formVectors(m: number, columns: number, count: number, a: Numbers, lda: number, tau: Numbers): void {
  const setUnit = (j: number) => {
    a.fill(0, j * lda, j * lda + m);
    a[j + j * lda] = 1;
  };
  for (let j = count; j < columns; j++) setUnit(j);
  if (isOneByOne(m, count)) {
    for (let i = count - 1; i >= 0; i--) {
      const corner = a.subarray(i * (lda + 1));
      corner[0] = 1;
      applyReflector(m - i, columns - i - 1, corner, tau[i]!, corner.subarray(lda), lda);
      scal(m - i - 1, -tau[i]!, corner.subarray(1));
      corner[0] = 1 - tau[i]!;
      a.fill(0, i * lda, i * lda + i);
    }
    return;
  }
  for (let i = BLOCK * Math.trunc((count - 1) / BLOCK); i >= 0; i -= BLOCK) {
    const k = Math.min(BLOCK, count - i);
    const corner = a.subarray(i * (lda + 1));
    const block = loadBlock(m - i, k, corner, lda, tau.subarray(i));
    for (let j = i; j < i + k; j++) setUnit(j);
    applyBlock(block, columns - i, false, m - i, corner, lda);
  }
}

/** C := Q*C. */
export function applyQ(m: number, count: number, a: Numbers, lda: number, tau: Numbers, columns: number, filled: number, c: Numbers, ldc: number): void {
  if (isOneByOne(m, count)) {
    for (let i = count - 1; i >= 0; i--) {
      const v = a.slice(i * (lda + 1), i * (lda + 1) + m - i);
      v[0] = 1;
      applyReflector(m - i, columns, v, tau[i]!, c.subarray(i), ldc);
    }
    return;
  }
  for (let i = BLOCK * Math.trunc((count - 1) / BLOCK), used = filled; i >= 0; i -= BLOCK, used = m) {
    const k = Math.min(BLOCK, count - i);
    applyBlock(loadBlock(m - i, k, a.subarray(i * (lda + 1)), lda, tau.subarray(i)), columns, false, used - i, c.subarray(i), ldc);
  }
}

/** C := P*C for the reflectors in the rows of A above the diagonal. */
export function applyP(n: number, a: Numbers, lda: number, tauP: Numbers, c: Numbers, ldc: number): void {
  const count = n - 1;
  for (let i = BLOCK * Math.trunc((count - 1) / BLOCK); i >= 0; i -= BLOCK) {
    const [k, m] = [Math.min(BLOCK, count - i), count - i];
    const v = numbers(m * k);
    for (let j = 0; j < k; j++) for (let l = 0; l < m; l++) v[l + j * m] = a[i + j + (i + 1 + l) * lda]!;
    applyBlock(loadBlock(m, k, v, m, tauP.subarray(i)), n, false, m, c.subarray(i + 1), ldc);
  }
}

/** The reflectors in the columns of v become P. */
export function formP(n: number, v: Numbers, ldv: number, tauP: Numbers): void {
  for (let j = n - 1; j > 0; j--) v.copyWithin(j * ldv, (j - 1) * ldv, (j - 1) * ldv + n);
  v.fill(0, 0, n);
  v[0] = 1;
  for (let j = 1; j < n; j++) v[j * ldv] = 0;
  formVectors(n - 1, n - 1, n - 1, v.subarray(ldv + 1), ldv, tauP);
}
