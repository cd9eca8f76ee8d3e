/** Seeded test matrices: the types of LAPACK's drvbd and chkbd, and the generators they are made of. */
import { bidiagonal, type Dense, dense, diagonal, map, SAFE_MIN, ULP } from "./dense";
import { Random } from "./random";

/** A named matrix, built when asked for. */
export interface Case {
  readonly name: string;
  readonly matrix: () => Dense;
}

export const zeros = (rows: number, columns: number): Dense => dense(rows, columns, () => 0);
export const ones = (rows: number, columns: number): Dense => dense(rows, columns, () => 1);
export const identity = (rows: number, columns = rows): Dense => dense(rows, columns, (i, j) => (i === j ? 1 : 0));

/** Entries uniform in (-1, 1). */
export function uniform(rows: number, columns: number, seed: number): Dense {
  const random = new Random(seed);
  return dense(rows, columns, () => random.between(-1, 1));
}

/** Entries close to standard normal. */
export function gaussian(rows: number, columns: number, seed: number): Dense {
  const random = new Random(seed);
  return dense(rows, columns, () => random.gaussian());
}

/** Integers from low to high. */
export function integers(rows: number, columns: number, low: number, high: number, seed: number): Dense {
  const random = new Random(seed);
  return dense(rows, columns, () => random.integer(low, high));
}

/** Applies random reflectors to the rows of a (in place): A := Q*A with Q close to Haar distributed.  [Stewart 1980] */
function rotateRows(a: Float64Array, rows: number, columns: number, random: Random): void {
  const v = new Float64Array(rows);
  const w = new Float64Array(columns);
  for (let first = Math.max(0, rows - 2); first >= 0; first--) {
    let square = 0;
    for (let i = first; i < rows; i++) {
      v[i] = random.gaussian();
      square += v[i]! ** 2;
    }
    v[first]! += Math.sign(v[first]!) * Math.sqrt(square);
    let length = 0;
    for (let i = first; i < rows; i++) length += v[i]! ** 2;
    if (length === 0) continue;
    w.fill(0);
    for (let i = first; i < rows; i++) {
      for (let j = 0; j < columns; j++) w[j]! += v[i]! * a[i * columns + j]!;
    }
    for (let i = first; i < rows; i++) {
      const factor = (2 / length) * v[i]!;
      for (let j = 0; j < columns; j++) a[i * columns + j]! -= factor * w[j]!;
    }
  }
}

/** A random orthogonal matrix. */
export function orthogonal(n: number, seed: number): Dense {
  const q = identity(n);
  rotateRows(q.data, n, n, new Random(seed));
  return q;
}

/** U diag(values) V' with random orthogonal U and V: a matrix with these singular values, up to rounding. */
export function withSpectrum(rows: number, columns: number, values: ArrayLike<number>, seed: number): Dense {
  const random = new Random(seed);
  const a = diagonal(values, rows, columns);
  rotateRows(a.data, rows, columns, random);
  const t = dense(columns, rows, (i, j) => a.data[j * columns + i]!);
  rotateRows(t.data, columns, rows, random);
  return dense(rows, columns, (i, j) => t.data[j * rows + i]!);
}

/** From 1 down to 1/condition, evenly spaced. */
export function arithmetic(k: number, condition: number): number[] {
  return Array.from({ length: k }, (_, i) => (k === 1 ? 1 : 1 - (i / (k - 1)) * (1 - 1 / condition)));
}

/** From 1 down to 1/condition, by a constant factor. */
export function geometric(k: number, condition: number): number[] {
  return Array.from({ length: k }, (_, i) => (k === 1 ? 1 : condition ** (-i / (k - 1))));
}

/** 1, then 1/condition throughout. */
export function oneLarge(k: number, condition: number): number[] {
  return Array.from({ length: k }, (_, i) => (i === 0 ? 1 : 1 / condition));
}

/** 1 throughout, then 1/condition. */
export function oneSmall(k: number, condition: number): number[] {
  return Array.from({ length: k }, (_, i) => (i === k - 1 && k > 1 ? 1 / condition : 1));
}

function withSigns(values: number[], seed: number): number[] {
  const random = new Random(seed);
  return values.map((x) => x * random.sign());
}

/** A dense bidiagonal matrix with entries e^x, x uniform between ±2 ln ulp: 1e-31 to 1e31.  [LAPACK chkbd type 16] */
export function wildBidiagonal(n: number, seed: number): Dense {
  const random = new Random(seed);
  const range = 2 * Math.log(ULP);
  const entry = () => Math.exp(random.between(range, -range));
  const d = Array.from({ length: n }, entry);
  const e = Array.from({ length: Math.max(0, n - 1) }, entry);
  return bidiagonal(d, e);
}

/** The matrix types of drvbd (1-5) and chkbd (3-16) for one shape. */
export function lapackTypes(rows: number, columns: number, seed: number): Case[] {
  const k = Math.min(rows, columns);
  const worst = 1 / ULP;
  const cases: Case[] = [];
  const add = (name: string, matrix: () => Dense) => cases.push({ name: `${rows}x${columns} ${name}`, matrix });
  const spectrum = (values: number[]) => withSpectrum(rows, columns, withSigns(values, seed), seed + 1);
  const times = (a: Dense, factor: number) => map(a, (x) => x * factor);
  add("zero", () => zeros(rows, columns));
  add("identity", () => identity(rows, columns));
  if (k === 0) return cases;
  add("evenly spaced values", () => spectrum(arithmetic(k, Math.max(2, k))));
  add("evenly spaced values down to ulp", () => spectrum(arithmetic(k, worst)));
  add("the same near underflow", () => times(spectrum(arithmetic(k, Math.max(2, k))), SAFE_MIN / ULP));
  add("the same near overflow", () => times(spectrum(arithmetic(k, Math.max(2, k))), ULP / SAFE_MIN));
  add("diagonal, evenly spaced", () => diagonal(withSigns(arithmetic(k, worst), seed), rows, columns));
  add("diagonal, geometric", () => diagonal(withSigns(geometric(k, worst), seed), rows, columns));
  add("diagonal, clustered", () => diagonal(withSigns(oneLarge(k, worst), seed), rows, columns));
  add("diagonal times √overflow", () => diagonal(withSigns(arithmetic(k, worst).map((x) => x * 2 ** 511), seed), rows, columns));
  add("diagonal times √underflow", () => diagonal(withSigns(arithmetic(k, worst).map((x) => x * 2 ** -511), seed), rows, columns));
  add("geometric values", () => spectrum(geometric(k, worst)));
  add("one value of 1, the rest ulp", () => spectrum(oneLarge(k, worst)));
  add("one value of ulp, the rest 1", () => spectrum(oneSmall(k, worst)));
  add("evenly spaced times √overflow", () => times(spectrum(arithmetic(k, worst)), 2 ** 511));
  add("evenly spaced times √underflow", () => times(spectrum(arithmetic(k, worst)), 2 ** -511));
  add("uniform entries", () => uniform(rows, columns, seed));
  add("uniform entries times √overflow", () => times(uniform(rows, columns, seed), 2 ** 511));
  add("uniform entries times √underflow", () => times(uniform(rows, columns, seed), 2 ** -511));
  if (rows === columns) add("bidiagonal, entries 1e-31 to 1e31", () => wildBidiagonal(rows, seed));
  return cases;
}

/** The shapes of LAPACK's own input file svd.in, and larger ones of ours. */
export const LAPACK_SHAPES: readonly (readonly [number, number])[] = [
  [0, 0], [0, 1], [0, 3], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [3, 0], [3, 1], [3, 3],
  [10, 10], [10, 16], [16, 10], [16, 16], [30, 30], [30, 40], [40, 30], [40, 40],
  [75, 75], [110, 60], [60, 110],
];
