/** One-sided Jacobi on columns with exponents in plain TypeScript: the twin of assembly/svd/jacobi. */
import { copysign, dot, exponentOf, gemm, ldexp, nrm2, type Numbers, numbers, rot, scal, scaleBy, U } from "./blas";
import { divideAndConquer, openProblem } from "./divide";
import { applyP, bidiagonalize, openBidiagonal } from "./reduce";

const TILE = 8;
const VANISHED = -10000;

export interface Columns {
  readonly n: number;
  readonly x: Numbers[];
  readonly exponent: number[];
  readonly v: Numbers[] | undefined;
  squares: number[];
  turned: number[];
}

export function openColumns(x: readonly Numbers[], exponent: readonly number[], v?: readonly Numbers[]): Columns {
  return { n: x.length, x: x.map((c) => c.slice()), exponent: exponent.map((x) => x + 0), v: v?.map((c) => c.slice()), squares: x.map(() => 0), turned: x.map(() => 0) };
}

function measure(j: number, c: Columns): void {
  const x = c.x[j]!;
  let square = dot(c.n, x, x);
  if (square > 0 && (square < 2 ** -40 || square > 2 ** 40)) {
    const half = exponentOf(square) >> 1;
    scaleBy(c.n, -half, x);
    c.exponent[j]! += half;
    square = dot(c.n, x, x);
  }
  c.squares[j] = square;
}

export function normalizeColumns(c: Columns): void {
  for (let j = 0; j < c.n; j++) measure(j, c);
  for (let j = 0; j < c.n; j++) {
    if (c.squares[j]! > 0) continue;
    let [row, least] = [0, Infinity];
    for (let i = 0; i < c.n; i++) {
      let sum = 0;
      for (let k = 0; k < c.n; k++) if (k !== j && c.squares[k]! > 0) sum += (c.x[k]![i]! * c.x[k]![i]!) / c.squares[k]!;
      if (sum < least) [row, least] = [i, sum];
    }
    c.x[j]!.fill(0);
    c.x[j]![row] = 1;
    c.squares[j] = 1;
    c.exponent[j] = VANISHED;
  }
}

/** The pairs in the order of a sweep: by rows of tiles. */
function pairs(n: number): [number, number][] {
  const all: [number, number][] = [];
  for (let p0 = 0; p0 < n; p0 += TILE) {
    for (let q0 = p0; q0 < n; q0 += TILE) {
      for (let p = p0; p < Math.min(n, p0 + TILE); p++) for (let q = Math.max(q0, p + 1); q < Math.min(n, q0 + TILE); q++) all.push([p, q]);
    }
  }
  return all;
}

export function sweep(number: number, c: Columns): number {
  const tolerance = 2 * U * Math.min(4, Math.sqrt(c.n));
  const bound = tolerance * tolerance;
  if (number === 1) c.turned.fill(0);
  normalizeColumns(c);
  const [startSquares, startExponents] = [[...c.squares], [...c.exponent]];
  let rotations = 0;
  for (const [p, q] of pairs(c.n)) {
    if (Math.max(c.turned[p]!, c.turned[q]!) < number - 1) continue;
    const product = dot(c.n, c.x[p]!, c.x[q]!);
    if (product * product <= bound * c.squares[p]! * c.squares[q]!) continue;
    const gap = c.exponent[q]! - c.exponent[p]!;
    if (gap > 0) turn(q, p, -gap, product, c);
    else turn(p, q, gap, product, c);
    [c.turned[p], c.turned[q]] = [number, number];
    rotations++;
  }
  for (let j = 0; j < c.n && rotations > 0; j++) {
    const gap = c.exponent[j]! - startExponents[j]!;
    if (gap < 0 && ldexp(c.squares[j]!, 2 * gap) <= (8 * U) * (8 * U) * startSquares[j]!) c.x[j]!.fill(0);
  }
  return rotations;
}

/** The unit of column q is 2^gap of that of p, gap <= 0. */
function turn(p: number, q: number, gap: number, product: number, c: Columns): void {
  const [a, d] = [c.squares[p]!, c.squares[q]!];
  const ratio = gap < -1022 ? 0 : 2 ** gap;
  const ratio2 = ratio * ratio;
  const h = (a - ratio2 * d) / (2 * product);
  const t = copysign(1, h) / (Math.abs(h) + Math.sqrt(ratio2 + h * h));
  const tangent = ratio * t;
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rot(c.n, c.x[p]!, c.x[q]!, cosine, cosine * ratio * tangent, cosine * t);
  if (c.v !== undefined && tangent !== 0) rot(c.n, c.v[p]!, c.v[q]!, cosine, cosine * tangent);
  c.squares[p] = a + ratio * tangent * product;
  c.squares[q] = d - t * product;
  if (!(c.squares[p] > 0.5 * a)) measure(p, c);
  if (!(c.squares[q] > 0.5 * d)) measure(q, c);
}

/** Groups of columns of like grade times their right singular vectors. */
export function precondition(c: Columns): { begin: number; count: number }[] {
  const groups: { begin: number; count: number }[] = [];
  for (let begin = 0, end: number; begin < c.n; begin = end) {
    end = begin + 1;
    while (end < c.n && Math.abs(c.exponent[end]! - c.exponent[begin]!) <= 30) end++;
    if (end - begin < 16) continue;
    groups.push({ begin, count: end - begin });
    diagonalizeGroup(begin, end - begin, c);
  }
  return groups;
}

function diagonalizeGroup(begin: number, n: number, c: Columns): void {
  const m = c.n - begin;
  const unit = c.exponent[begin]!;
  const x = numbers(m * n);
  for (let j = 0; j < n; j++) {
    const column = c.x[begin + j]!.subarray(begin);
    scaleBy(m, c.exponent[begin + j]! - unit, column);
    c.exponent[begin + j] = unit;
    x.set(column, j * m);
  }
  const b = openBidiagonal(m, n, x, m);
  bidiagonalize(b);
  const problem = openProblem(n, b.d, b.e.subarray(0, n - 1), false);
  if (divideAndConquer(problem) !== 0) return;
  const rows = b.a.slice();
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) rows[i + j * m] = b.v[j + i * n]!;
  applyP(n, rows, m, b.tauP, problem.v, n);
  const product = numbers(m * n);
  gemm(m, n, n, 1, x, 1, m, problem.v, 1, n, product, m);
  for (let j = 0; j < n; j++) {
    c.x[begin + j]!.set(product.subarray(j * m, (j + 1) * m), begin);
    c.v?.[begin + j]!.set(problem.v.subarray(j * n, (j + 1) * n), begin);
  }
}

export function takeValues(c: Columns, shift: number): Numbers {
  return Float64Array.from(c.x, (x, j) => {
    const norm = nrm2(c.n, x);
    const value = ldexp(norm, c.exponent[j]! + shift);
    scal(c.n, 1 / norm, x);
    return value;
  });
}
