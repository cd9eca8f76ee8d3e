/** The short way of tiny matrices in plain TypeScript: the twin of assembly/svd/tiny. Sums run over pairs of rows that begin at an even one. */
import { copysign, givens, type Numbers, numbers, reflector } from "./blas";
import { diagonalize } from "./implicit-qr";

export interface Reduced { readonly m: number; readonly n: number; readonly a: Numbers[]; readonly v: Numbers[]; d: Numbers; e: Numbers; tauQ: Numbers; tauP: Numbers }

/** Columns with an even number of rows, the padding 0. */
export const even = (n: number): number => n + (n & 1);

function reflectorTiny(n: number, x: Numbers): { beta: number; tau: number } {
  if (n === 1) return { beta: x[0]!, tau: 0 };
  const sums = [0, 0];
  let i = 1;
  for (; i + 1 < n; i += 2) for (const lane of [0, 1]) sums[lane]! += x[i + lane]! * x[i + lane]!;
  if (i < n) sums[0]! += x[i]! * x[i]!;
  const sum = sums[0]! + sums[1]!;
  if (!(sum >= 2 ** -900 && sum <= 2 ** 900)) return reflector(n, x);
  const alpha = x[0]!;
  const beta = -copysign(Math.sqrt(alpha * alpha + sum), alpha);
  const factor = 1 / (alpha - beta);
  for (i = 1; i < n; i++) x[i] = x[i]! * factor;
  return { beta, tau: (beta - alpha) / beta };
}

/** y := y - tau*(v'*y)*v over the rows from `begin`, an even one. */
function reflect(v: Numbers, y: Numbers, begin: number, tau: number): void {
  const sums = [0, 0];
  for (let i = begin; i < v.length; i++) sums[i & 1]! += v[i]! * y[i]!;
  const factor = tau * (sums[0]! + sums[1]!);
  for (let i = begin; i < v.length; i++) y[i] = y[i]! - factor * v[i]!;
}

/** `a`: n columns of even(m) rows. Column i of v holds the reflector of P that begins in row i. */
export function reduceTiny(m: number, a: Numbers[]): Reduced {
  const n = a.length;
  const r: Reduced = { m, n, a, v: a.map(() => numbers(even(n))), d: numbers(n), e: numbers(n), tauQ: numbers(n), tauP: numbers(n) };
  for (let i = 0; i < n; i++) {
    const column = a[i]!;
    const { beta, tau } = reflectorTiny(m - i, column.subarray(i));
    [r.d[i], r.tauQ[i], column[i]] = [beta, tau, 1];
    if (i & 1) column[i - 1] = 0;
    if (tau !== 0) for (let j = i + 1; j < n; j++) reflect(column, a[j]!, i & ~1, tau);
    if (i === n - 1) break;
    const row = r.v[i + 1]!;
    for (let j = i + 1; j < n; j++) row[j] = a[j]![i]!;
    const across = reflectorTiny(n - i - 1, row.subarray(i + 1));
    [r.e[i], r.tauP[i + 1], row[i + 1]] = [across.beta, across.tau, 1];
    if (across.tau === 0) continue;
    for (let k = (i + 1) & ~1; k < column.length; k++) {
      let sum = 0;
      for (let j = i + 1; j < n; j++) sum += row[j]! * a[j]![k]!;
      for (let j = i + 1; j < n; j++) a[j]![k] = a[j]![k]! - row[j]! * (sum * across.tau);
    }
  }
  return r;
}

/** Reflectors first..count-1 become the columns of their product; the others unit columns. */
export function formTiny(first: number, count: number, x: Numbers[], tau: Numbers): void {
  const setUnit = (j: number) => {
    x[j]!.fill(0);
    x[j]![j] = 1;
  };
  for (let j = 0; j < x.length; j++) if (j < first || j >= count) setUnit(j);
  for (let i = count - 1; i >= first; i--) {
    const t = tau[i]!;
    if (t === 0) {
      setUnit(i);
      continue;
    }
    const column = x[i]!;
    column.fill(0, 0, i);
    for (let j = i + 1; j < x.length; j++) reflect(column, x[j]!, i & ~1, t);
    for (let k = i & ~1; k < column.length; k++) column[k] = column[k]! * -t;
    column[i] = 1 - t;
  }
}

/** Where no product overflows or underflows, the plain formula. */
function rotationTiny(f: number, g: number): [number, number, number] {
  const sum = f * f + g * g;
  if (!(sum > 2 ** -970 && sum < 2 ** 970)) return givens(f, g);
  const length = Math.sqrt(sum);
  const r = copysign(length, f);
  return [Math.abs(f) / length, g / r, r];
}

export const diagonalizeTiny = (n: number, d: Numbers, e: Numbers, u: readonly Numbers[], v: readonly Numbers[]) => diagonalize(n, d, e, u, v, rotationTiny);
