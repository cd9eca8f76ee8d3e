/**
 * Kernels in plain TypeScript, with the sums in the order in which assembly/kernels adds: the twins of the engines are built on them, and
 * agree bit for bit. Matrices are column-major; `a.subarray(i)` is what an address is there.
 */
export type Numbers = Float64Array;

export const U = 2 ** -53;
export const SAFE_MIN = 2 ** -1022;
export const numbers = (n: number): Numbers => new Float64Array(Math.max(0, n));
export const copysign = (x: number, sign: number): number => (sign < 0 || Object.is(sign, -0) ? -Math.abs(x) : Math.abs(x));

const RUN = 512;
const SPAN = 16 * RUN;

export function dot(n: number, x: Numbers, y: Numbers): number {
  if (n <= SPAN) return dotSpan(n, x, y, 0);
  let sum = 0;
  for (let i = 0; i < n; i += SPAN) sum += dotSpan(Math.min(SPAN, n - i), x, y, i);
  return sum;
}

function dotSpan(n: number, x: Numbers, y: Numbers, from: number): number {
  const s = [0, 0, 0, 0, 0, 0, 0, 0];
  const end = from + (n & ~7);
  let i = from;
  while (i < end) {
    const run = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const stop = Math.min(i + RUN, end); i < stop; i += 8) for (let l = 0; l < 8; l++) run[l]! += x[i + l]! * y[i + l]!;
    for (let l = 0; l < 8; l++) s[l]! += run[l]!;
  }
  let sum = s[0]! + s[2]! + (s[4]! + s[6]!) + (s[1]! + s[3]! + (s[5]! + s[7]!));
  for (; i < from + n; i++) sum += x[i]! * y[i]!;
  return sum;
}

export function amax(n: number, x: Numbers): number {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(x[i]!));
  return largest;
}

export function axpy(n: number, alpha: number, x: Numbers, y: Numbers): void {
  for (let i = 0; i < n; i++) y[i] = y[i]! + alpha * x[i]!;
}

export function scal(n: number, alpha: number, x: Numbers): void {
  for (let i = 0; i < n; i++) x[i] = alpha * x[i]!;
}

export function rot(n: number, x: Numbers, y: Numbers, c: number, s: number, t = s): void {
  for (let i = 0; i < n; i++) {
    const [a, b] = [x[i]!, y[i]!];
    x[i] = c * a + s * b;
    y[i] = c * b - t * a;
  }
}

/** The exponent e with 2^e <= |x| < 2^(e+1). */
export function exponentOf(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const biased = (view.getUint16(0) >> 4) & 0x7ff;
  return biased === 0 ? exponentOf(x * 2 ** 54) - 54 : biased - 1023;
}

/** x * 2^e, by factors that are powers of two themselves. */
export function ldexp(x: number, e: number): number {
  while (e > 1000) [x, e] = [x * 2 ** 1000, e - 1000];
  while (e < -1000) [x, e] = [x * 2 ** -1000, e + 1000];
  return x * 2 ** e;
}

export function scaleBy(n: number, e: number, x: Numbers): void {
  const half = Math.trunc(e / 2);
  for (let i = 0; i < n; i++) x[i] = x[i]! * 2 ** half * 2 ** (e - half);
}

export function nrm2(n: number, x: Numbers): number {
  const sum = dot(n, x, x);
  if (sum >= 2 ** -900 && sum <= 2 ** 900) return Math.sqrt(sum);
  const largest = amax(n, x);
  if (!(largest > 0) || largest === Infinity) return largest;
  const e = exponentOf(largest);
  let scaled = 0;
  for (let i = 0; i < n; i++) scaled += ldexp(x[i]!, -e) ** 2;
  return ldexp(Math.sqrt(scaled), e);
}

/** c, s and r with [c s; -s c] [f; g] = [r; 0]. */
export function givens(f: number, g: number): [c: number, s: number, r: number] {
  const [f1, g1] = [Math.abs(f), Math.abs(g)];
  const [low, high] = [1.4916681462400413e-154, 6.7039039649712985e153];
  const isPlain = (x: number) => x > low && x < high;
  if (isPlain(f1) && isPlain(g1)) {
    const d = Math.sqrt(f * f + g * g);
    const r = copysign(d, f);
    return [f1 / d, g / r, r];
  }
  if (g === 0) return [1, 0, f];
  if (f === 0) return [0, copysign(1, g), g1];
  const scale = Math.min(2 ** 1022, Math.max(SAFE_MIN, f1, g1));
  const [fs, gs] = [f / scale, g / scale];
  const d = Math.sqrt(fs * fs + gs * gs);
  const r = copysign(d, f);
  return [Math.abs(fs) / d, gs / r, r * scale];
}

/** y := alpha*A*x + y, eight columns at a time. */
export function gemv(m: number, n: number, alpha: number, a: Numbers, lda: number, x: Numbers, y: Numbers): void {
  let j = 0;
  for (; j + 8 <= n; j += 8) {
    for (let i = 0; i < m; i++) {
      const term = (l: number) => alpha * x[j + l]! * a[i + (j + l) * lda]!;
      y[i] = y[i]! + term(0) + term(1) + term(2) + term(3) + (term(4) + term(5) + term(6) + term(7));
    }
  }
  for (; j < n; j++) axpy(m, alpha * x[j]!, a.subarray(j * lda), y);
}

/** y := alpha*A'*x + y, four columns at a time, rows in spans. */
export function gemvTransposed(m: number, n: number, alpha: number, a: Numbers, lda: number, x: Numbers, y: Numbers): void {
  for (let from = 0; from === 0 || from < m; from += SPAN) {
    const rows = Math.min(SPAN, m - from);
    for (let j = 0; j < n; j++) {
      const column = a.subarray(from + j * lda);
      const part = x.subarray(from);
      y[j] = y[j]! + alpha * (j < (n & ~3) ? fourthOfDots(rows, column, part) : dot(rows, column, part));
    }
  }
}

function fourthOfDots(m: number, a: Numbers, x: Numbers): number {
  const end = m & ~3;
  let sum = 0;
  let i = 0;
  while (i < end) {
    const s = [0, 0, 0, 0];
    for (const stop = Math.min(i + RUN, end); i < stop; i += 4) for (let l = 0; l < 4; l++) s[l]! += x[i + l]! * a[i + l]!;
    sum += s[0]! + s[2]! + (s[1]! + s[3]!);
  }
  for (; i < m; i++) sum += x[i]! * a[i]!;
  return sum;
}

/** y := tau*(A'*u + y),  r := r - y,  w := A*r + w, where at most eight parts of the columns have sums w of their own. */
export function gemvBoth(m: number, n: number, a: Numbers, lda: number, u: Numbers, tau: number, y: Numbers, r: Numbers, w: Numbers): void {
  const step = Math.max(32, 4 * Math.ceil(Math.ceil(n / 8) / 4));
  const sums = Array.from({ length: Math.ceil(n / step) }, (_, part) => {
    const first = part * step;
    const sum = part === 0 ? w : numbers(m);
    bothOfPart(m, Math.min(step, n - first), a.subarray(first * lda), lda, u, tau, y.subarray(first), r.subarray(first), sum);
    return sum;
  });
  for (const sum of sums.slice(1)) axpy(m, 1, sum, w);
}

function bothOfPart(m: number, n: number, a: Numbers, lda: number, u: Numbers, tau: number, y: Numbers, r: Numbers, w: Numbers): void {
  const finish = (j: number) => {
    y[j] = tau * y[j]!;
    r[j] = r[j]! - y[j];
  };
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    for (let l = j; l < j + 4; l++) {
      y[l] = y[l]! + fourthOfDots(m, a.subarray(l * lda), u);
      finish(l);
    }
    for (let i = 0; i < m; i++) {
      const term = (l: number) => r[j + l]! * a[i + (j + l) * lda]!;
      w[i] = w[i]! + term(0) + term(1) + (term(2) + term(3));
    }
  }
  for (; j < n; j++) {
    y[j] = y[j]! + dot(m, a.subarray(j * lda), u);
    finish(j);
    axpy(m, r[j]!, a.subarray(j * lda), w);
  }
}

export function ger(m: number, n: number, alpha: number, x: Numbers, y: Numbers, a: Numbers, lda: number): void {
  for (let j = 0; j < n; j++) axpy(m, alpha * y[j]!, x, a.subarray(j * lda));
}

/** C := alpha*A*B + C, the depth in blocks of 256. */
export function gemm(
  m: number, n: number, k: number, alpha: number, a: Numbers, rsa: number, csa: number, b: Numbers, rsb: number, csb: number, c: Numbers, ldc: number,
): void {
  for (let block = 0; block < k; block += 256) {
    const end = Math.min(k, block + 256);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < m; i++) {
        let sum = 0;
        for (let p = block; p < end; p++) sum += a[i * rsa + p * csa]! * b[p * rsb + j * csb]!;
        c[i + j * ldc] = c[i + j * ldc]! + alpha * sum;
      }
    }
  }
}

/** The reflector H with H*x = beta*e_0: x[1:] becomes v[1:], x[0] beta. */
export function reflector(n: number, x: Numbers): { beta: number; tau: number } {
  let alpha = x[0]!;
  let norm = n > 1 ? nrm2(n - 1, x.subarray(1)) : 0;
  if (norm === 0) return { beta: alpha, tau: 0 };
  let beta = -copysign(hypotenuse(alpha, norm), alpha);
  let rescalings = 0;
  for (; Math.abs(beta) < 2 ** -969 && rescalings < 20; rescalings++) {
    scal(n, 2 ** 969, x);
    alpha = x[0]!;
    norm = nrm2(n - 1, x.subarray(1));
    beta = -copysign(hypotenuse(alpha, norm), alpha);
  }
  const tau = (beta - alpha) / beta;
  scal(n - 1, 1 / (alpha - beta), x.subarray(1));
  for (; rescalings > 0; rescalings--) beta *= 2 ** -969;
  x[0] = beta;
  return { beta, tau };
}

function hypotenuse(x: number, y: number): number {
  const [large, small] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
  if (small === 0) return large;
  const ratio = small / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

/** A := H*A. */
export function applyReflector(m: number, n: number, v: Numbers, tau: number, a: Numbers, lda: number): void {
  if (tau === 0 || n <= 0) return;
  const w = numbers(n);
  gemvTransposed(m, n, 1, a, lda, v, w);
  ger(m, n, -tau, v, w, a, lda);
}
