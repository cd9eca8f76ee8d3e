/** Exact arithmetic on doubles: which singular values lie below a bound, by the signs of determinants of whole numbers. */
import type { Dense } from "./dense";

/** x = whole * 2^exponent. */
function parts(x: number): { whole: bigint; exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const biased = Number((bits >> 52n) & 2047n);
  const fraction = bits & ((1n << 52n) - 1n);
  const whole = biased === 0 ? fraction : fraction | (1n << 52n);
  return { whole: bits >> 63n ? -whole : whole, exponent: Math.max(biased, 1) - 1075 };
}

/** Doubles as whole numbers of one unit, a power of two. */
function wholeNumbers(x: readonly number[]): { whole: bigint[]; unit: number } {
  const all = x.map(parts);
  const unit = all.reduce((least, p) => (p.whole === 0n ? least : Math.min(least, p.exponent)), 0);
  return { whole: all.map((p) => (p.whole === 0n ? 0n : p.whole << BigInt(p.exponent - unit))), unit };
}

/**
 * The number of eigenvalues below zero of a symmetric matrix of whole numbers: the changes of sign in 1 and its leading minors, by
 * elimination without fractions (Bareiss 1968). Undefined where a minor is zero.
 */
function negativeEigenvalues(g: bigint[][]): number | undefined {
  const n = g.length;
  let previous = 1n;
  let changes = 0;
  for (let k = 0; k < n; k++) {
    const pivot = g[k]![k]!;
    if (pivot === 0n) return undefined;
    if (pivot > 0n !== previous > 0n) changes++;
    for (let i = k + 1; i < n; i++) {
      for (let j = i; j < n; j++) g[i]![j] = (g[i]![j]! * pivot - g[k]![i]! * g[k]![j]!) / previous;
    }
    previous = pivot;
  }
  return changes;
}

/** How many of the n singular values of the m x n matrix `a`, m >= n, are below t > 0. Undefined if that is hard to say, with t close to one of a part of `a`. */
function valuesBelow(a: Dense, t: number): number | undefined {
  const { rows: m, columns: n } = a;
  const { whole } = wholeNumbers([...a.data, t]);
  const bound = whole[m * n]! ** 2n;
  const gram = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let sum = i === j ? -bound : 0n;
      for (let l = 0; l < m; l++) sum += whole[l * n + i]! * whole[l * n + j]!;
      return sum;
    }),
  );
  return negativeEigenvalues(gram);
}

/** Whether each of the descending values s of `a` (m >= n) has a singular value of its own within the relative distance `error`: exact. */
export function valuesWithin(a: Dense, s: ArrayLike<number>, error: (i: number) => number): boolean {
  const n = s.length;
  return Array.from(s).every((value, i) => {
    // Sorted, so value i is right if fewer than n - i lie below the lower bound, and at least n - i below the upper one.
    const low = below(a, value * (1 - error(i)), -1);
    const high = below(a, value * (1 + error(i)), 1);
    return low <= n - 1 - i && high >= n - i;
  });
}

/** valuesBelow at t, or a little farther in the direction given. */
function below(a: Dense, t: number, direction: number): number {
  for (let step = 0; step < 8; step++) {
    const count = valuesBelow(a, t * (1 + direction * step * 2 ** -50));
    if (count !== undefined) return count;
  }
  throw new Error("no bound could be decided");
}
