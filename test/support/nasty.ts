/** Matrices that have broken other libraries, or could: structured, deficient, graded, clustered, extreme. */
import { bidiagonal, type Dense, dense, diagonal, fromRows, map, pickColumns, pickRows, scaled, TINY, transposed } from "./dense";
import {
  arithmetic, type Case, gaussian, identity, integers, ones, orthogonal, uniform, withSpectrum, zeros,
} from "./matrices";
import { Random } from "./random";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** diag(1, s, s², ...) * (I - c * strictly upper ones), s = sin θ, c = cos θ. */
export function kahan(n: number, theta = 1.2): Dense {
  const s = Math.sin(theta);
  const c = Math.cos(theta);
  return dense(n, n, (i, j) => (j < i ? 0 : s ** i * (i === j ? 1 : -c)));
}

export const hilbert = (n: number): Dense => dense(n, n, (i, j) => 1 / (i + j + 1));

/** The companion matrix of Σ x^k/k!, k = 0..n: subdiagonal ones, last column -n!/k!. */
export function companion(n: number): Dense {
  const coefficient = (k: number) => {
    let product = 1;
    for (let i = k + 1; i <= n; i++) product *= i;
    return product;
  };
  return dense(n, n, (i, j) => (j === n - 1 ? -coefficient(i) : i === j + 1 ? 1 : 0));
}

/** Hadamard matrix of order n, a power of two (Sylvester). */
export function hadamard(n: number): Dense {
  return dense(n, n, (i, j) => {
    let bits = i & j;
    let parity = 0;
    for (; bits; bits &= bits - 1) parity ^= 1;
    return parity ? -1 : 1;
  });
}

/** How columns or rows are graded from 1 to 10^-decades. */
type Order = "falling" | "rising" | "shuffled";

function grades(n: number, decades: number, order: Order, seed: number): number[] {
  const falling = range(n).map((i) => 10 ** ((-decades * i) / Math.max(1, n - 1)));
  if (order === "falling") return falling;
  if (order === "rising") return falling.reverse();
  return new Random(seed).permutation(n).map((i) => falling[i]!);
}

/** D1 * C * D2, C with condition 100: rows and columns graded as named (undefined: not graded). */
export function graded(m: number, n: number, rowOrder: Order | undefined, columnOrder: Order | undefined, decades: number, seed: number): Dense {
  const core = withSpectrum(m, n, arithmetic(Math.min(m, n), 100), seed);
  const left = rowOrder === undefined ? range(m).map(() => 1) : grades(m, decades, rowOrder, seed + 1);
  const right = columnOrder === undefined ? range(n).map(() => 1) : grades(n, decades, columnOrder, seed + 2);
  return dense(m, n, (i, j) => left[i]! * core.data[i * n + j]! * right[j]!);
}

/** Bidiagonals with difficult values, by name: diagonal and superdiagonal. */
export function bidiagonalSet(): { name: string; d: number[]; e: number[] }[] {
  const set: { name: string; d: number[]; e: number[] }[] = [];
  const add = (name: string, d: number[], e: number[]) => set.push({ name, d, e });
  const unit = (n: number) => range(n - 1).map(() => 1);
  for (const n of [10, 21, 50]) {
    const wilkinson = range(n).map((i) => Math.abs(i - (n - 1) / 2));
    add(`Wilkinson ${n}`, wilkinson, unit(n));
    const glue = [...unit(n), 1e-8, ...unit(n), 1e-8, ...unit(n)];
    add(`three Wilkinson ${n} glued by 1e-8`, [...wilkinson, ...wilkinson, ...wilkinson], glue);
  }
  for (const beta of [0.1, 10]) {
    const powers = range(20).map((i) => beta ** i);
    add(`powers of ${beta}, e = 1`, powers, unit(20));
    add(`powers of ${beta} reversed, e = 1`, [...powers].reverse(), unit(20));
    add(`powers of ${beta}, e the same`, powers, powers.slice(0, -1));
    add(`powers of ${beta} reversed, e the same`, [...powers].reverse(), [...powers].reverse().slice(0, -1));
  }
  add("tiny last entry", [...range(19).map(() => 1), 1e-200], unit(20));
  add("tiny first entry", [1e-200, ...range(19).map(() => 1)], unit(20));
  add("zero in the middle", range(21).map((i) => (i === 10 ? 0 : 1)), unit(21));
  add("zero first", range(12).map((i) => (i === 0 ? 0 : i)), unit(12));
  add("zero last", range(12).map((i) => (i === 11 ? 0 : i + 1)), unit(12));
  add("every third zero", range(30).map((i) => (i % 3 === 0 ? 0 : 1)), unit(30));
  add("1 and 1e-20 in turn", range(24).map((i) => (i % 2 ? 1e-20 : 1)), range(23).map((i) => (i % 2 ? 1 : 1e-20)));
  add("1e-20 and 1 in turn", range(24).map((i) => (i % 2 ? 1 : 1e-20)), range(23).map((i) => (i % 2 ? 1e-20 : 1)));
  add("all ones", range(60).map(() => 1), unit(60));
  add("ones with negative signs", range(60).map((i) => (i % 2 ? -1 : 1)), range(59).map((i) => (i % 3 ? -1 : 1)));
  add("2 on 1", range(64).map(() => 2), unit(64));
  add("small on large", range(40).map(() => 1e-8), unit(40));
  const random = new Random(77);
  for (const n of [3, 4, 5, 16, 33, 100]) {
    const entry = () => Math.exp(random.between(-70, 70));
    add(`entries 1e-30 to 1e30, ${n}`, range(n).map(entry), range(n - 1).map(entry));
    add(`normal entries ${n}`, range(n).map(() => random.gaussian()), range(n - 1).map(() => random.gaussian()));
  }
  const clustered = range(40).map((i) => 1 + i * 1e-14);
  add("strongly clustered", clustered, range(39).map((i) => (i % 4 ? 1e-15 : 1e-9)));
  add("graded up 1e-20 to 1", grades(30, 20, "rising", 1), grades(29, 20, "rising", 1));
  add("graded down 1 to 1e-20", grades(30, 20, "falling", 1), grades(29, 20, "falling", 1));
  return set;
}

/** Matrices of the textbook zoo. */
function gallery(): Case[] {
  const n = 24;
  return [
    { name: "Kahan 40", matrix: () => kahan(40) },
    { name: "Kahan 100", matrix: () => kahan(100) },
    { name: "Hilbert 12", matrix: () => hilbert(12) },
    { name: "Hilbert 30", matrix: () => hilbert(30) },
    { name: "Hilbert 100", matrix: () => hilbert(100) },
    { name: "companion 26", matrix: () => companion(26) },
    { name: "companion 30", matrix: () => companion(30) },
    { name: "Grcar", matrix: () => dense(n, n, (i, j) => (j === i - 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0)) },
    { name: "Frank", matrix: () => dense(n, n, (i, j) => (j < i - 1 ? 0 : n - Math.max(i, j))) },
    { name: "Clement", matrix: () => dense(n, n, (i, j) => (j === i + 1 ? n - 1 - i : j === i - 1 ? i : 0)) },
    { name: "Vandermonde", matrix: () => dense(30, 15, (i, j) => (i / 29) ** j) },
    { name: "Cauchy", matrix: () => dense(n, n, (i, j) => 1 / (i + 1.5 + 2 * j)) },
    { name: "prolate Toeplitz", matrix: () => dense(n, n, (i, j) => (i === j ? 0.5 : Math.sin((Math.PI / 2) * (i - j)) / (Math.PI * (i - j)))) },
    { name: "sparse zeros and ones", matrix: () => { const r = new Random(5); return dense(40, 30, () => (r.unit() < 0.08 ? 1 : 0)); } },
    { name: "Hadamard 64", matrix: () => hadamard(64) },
    { name: "lower triangular ones", matrix: () => dense(50, 50, (i, j) => (j <= i ? 1 : 0)) },
  ];
}

/** Deficient rank, repeated values, permutations. */
function degenerate(): Case[] {
  const permutation = new Random(3).permutation(25);
  const base = integers(30, 20, -9, 9, 8);
  const product = (m: number, n: number, rank: number) => {
    const left = integers(m, rank, -5, 5, 21);
    const right = integers(rank, n, -5, 5, 22);
    return dense(m, n, (i, j) => range(rank).reduce((sum, l) => sum + left.data[i * rank + l]! * right.data[l * n + j]!, 0));
  };
  return [
    ...[[2, 2], [3, 5], [50, 50], [100, 100], [120, 40], [40, 120]].map(([m, n]) => ({
      name: `all ones ${m}x${n}`, matrix: () => ones(m!, n!),
    })),
    { name: "all 0.1, 100x100", matrix: () => dense(100, 100, () => 0.1) },
    { name: "checkerboard 100x100", matrix: () => dense(100, 100, (i, j) => (i + j) % 2) },
    { name: "checkerboard of 1 and 1e-20", matrix: () => dense(60, 60, (i, j) => ((i + j) % 2 ? 1e-20 : 1)) },
    { name: "[[1,2],[2,4]]", matrix: () => fromRows([[1, 2], [2, 4]]) },
    { name: "rank 3 integer product", matrix: () => product(35, 28, 3) },
    { name: "rank 1 integer product, wide", matrix: () => product(9, 40, 1) },
    { name: "rank 20 of 200", matrix: () => withSpectrum(200, 200, range(200).map((i) => (i < 20 ? 20 - i : 0)), 31) },
    { name: "zero rows", matrix: () => dense(20, 12, (i, j) => (i % 3 ? 0 : base.data[i * 20 + j]!)) },
    { name: "zero columns", matrix: () => dense(20, 12, (i, j) => (j % 3 ? 0 : base.data[i * 20 + j]!)) },
    { name: "first column zero", matrix: () => dense(9, 6, (i, j) => (j ? base.data[i * 20 + j]! : 0)) },
    { name: "first row and column zero", matrix: () => dense(9, 9, (i, j) => (i && j ? base.data[i * 20 + j]! : 0)) },
    { name: "only the last entry", matrix: () => dense(8, 5, (i, j) => (i === 7 && j === 4 ? 3 : 0)) },
    { name: "duplicate columns", matrix: () => pickColumns(base, [0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2]) },
    { name: "duplicate rows", matrix: () => pickRows(base, [0, 0, 1, 1, 2, 2, 3, 3, 0, 1, 2]) },
    { name: "strictly upper triangle", matrix: () => dense(12, 12, (i, j) => (j > i ? 1 + i + j : 0)) },
    { name: "permutation", matrix: () => pickRows(identity(25), permutation) },
    { name: "signed permutation", matrix: () => map(pickRows(identity(25), permutation), (x) => -x) },
    { name: "orthogonal times 3", matrix: () => map(orthogonal(40, 4), (x) => 3 * x) },
    { name: "20 values, each five times", matrix: () => withSpectrum(100, 100, range(100).map((i) => 20 - Math.floor(i / 5)), 6) },
    { name: "two clusters", matrix: () => withSpectrum(60, 50, range(50).map((i) => (i < 25 ? 1 : 1e-3)), 7) },
    { name: "minus zeros", matrix: () => dense(6, 4, (i, j) => ((i + j) % 2 ? -0 : i - j)) },
    { name: "all minus zero", matrix: () => dense(4, 4, () => -0) },
    { name: "negative identity", matrix: () => map(identity(12), (x) => -x) },
  ];
}

/** Scales from the subnormal numbers to the edge of overflow, and grading within a matrix. */
function extreme(): Case[] {
  const cases: Case[] = [];
  const add = (name: string, matrix: () => Dense) => cases.push({ name, matrix });
  for (const [name, value] of [["1e308", 1e308], ["5e-324", TINY], ["1e-310", 1e-310]] as const) {
    add(`one entry ${name} in zeros`, () => dense(7, 5, (i, j) => (i === 3 && j === 2 ? value : 0)));
    add(`one entry ${name} among normal ones`, () => {
      const a = gaussian(7, 5, 2);
      a.data[3 * 5 + 2] = value;
      return a;
    });
  }
  for (const [m, n] of [[3, 3], [12, 8], [8, 12], [40, 40]] as const) {
    const base = () => uniform(m, n, 9);
    add(`${m}x${n} times 2^1000`, () => scaled(base(), 1000));
    add(`${m}x${n} times 2^-1000`, () => scaled(base(), -1000));
    add(`${m}x${n} times 1e300`, () => map(base(), (x) => x * 1e300));
    add(`${m}x${n} times 1e-300`, () => map(base(), (x) => x * 1e-300));
    add(`${m}x${n} subnormal 1e-310`, () => map(base(), (x) => x * 1e-310));
    add(`${m}x${n} of the last bits`, () => map(integers(m, n, -4, 4, 10), (x) => x * TINY));
  }
  add("diag(1, 1e-200)", () => diagonal([1, 1e-200]));
  add("diag(1e-200, 1)", () => diagonal([1e-200, 1]));
  add("diag(1e200, 1)", () => diagonal([1e200, 1]));
  add("diag(1e200, 1, 1e-200)", () => diagonal([1e200, 1, 1e-200]));
  add("diag(1e308, 5e-324)", () => diagonal([1e308, TINY]));
  add("tall with both extremes", () => dense(9, 3, (i, j) => (j === 0 ? 1e150 : j === 1 ? 1 : 1e-150) * (i + 1)));
  for (const rows of [undefined, "falling", "rising", "shuffled"] as const) {
    for (const columns of [undefined, "falling", "rising", "shuffled"] as const) {
      if (rows === undefined && columns === undefined) continue;
      add(`rows ${rows ?? "level"}, columns ${columns ?? "level"}`, () => graded(36, 30, rows, columns, 20, 40));
    }
  }
  add("graded over 200 orders", () => withSpectrum(8, 8, range(8).map((i) => 10 ** (-200 * (i / 7))), 12));
  return cases;
}

function bidiagonals(): Case[] {
  return bidiagonalSet().flatMap(({ name, d, e }) => [
    { name: `bidiagonal: ${name}`, matrix: () => bidiagonal(d, e) },
    { name: `lower bidiagonal: ${name}`, matrix: () => transposed(bidiagonal(d, e)) },
  ]);
}

/** Every nasty matrix with a finite decomposition. */
export function nastyMatrices(): Case[] {
  return [...gallery(), ...degenerate(), ...extreme(), ...bidiagonals(), { name: "zeros 33x20", matrix: () => zeros(33, 20) }];
}
