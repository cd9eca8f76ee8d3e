import { Random } from "../random";

export interface Known { readonly name: string; readonly d: Float64Array; readonly e: Float64Array }

type Entry = (random: Random, i: number, n: number) => number;

const gauss: Entry = (random) => random.gaussian();
const power = (random: Random, low: number, high: number) => random.sign() * 2 ** random.between(low, high);

/** What the diagonal and what the superdiagonal hold, by kind. */
const KINDS: Readonly<Record<string, readonly [d: Entry, e: Entry]>> = {
  "normal entries": [gauss, gauss],
  "equal entries": [() => 1, () => 1],
  "whole numbers": [(random) => random.integer(1, 3), (random) => random.integer(-2, 2)],
  "graded down": [(random, i) => random.gaussian() * 2 ** (-3 * i), (random, i) => random.gaussian() * 2 ** (-3 * i)],
  "graded up": [(random, i, n) => random.gaussian() * 2 ** (-3 * (n - i)), (random, i, n) => random.gaussian() * 2 ** (-3 * (n - i))],
  "graded to the middle": [(random, i, n) => random.gaussian() * 2 ** (-4 * Math.abs(i - n / 2)), (random, i, n) => random.gaussian() * 2 ** (-4 * Math.abs(i - n / 2))],
  "wild exponents": [(random) => power(random, -60, 60), (random) => power(random, -60, 60)],
  "very wild exponents": [(random) => power(random, -300, 300), (random) => power(random, -300, 300)],
  "strong diagonal": [(random, i) => random.sign() * (i + 1), (random) => power(random, -30, -10)],
  "weak diagonal": [(random) => power(random, -40, -30), () => 1],
  "clusters": [(random, i) => 1 + (i % 3) + random.gaussian() * 1e-10, (random) => random.gaussian() * 1e-9],
  "zeros on the diagonal": [(random) => (random.integer(0, 3) === 0 ? 0 : random.gaussian()), gauss],
  "zeros above the diagonal": [gauss, (random) => (random.integer(0, 4) === 0 ? 0 : random.gaussian())],
  "both zero here and there": [(random) => random.integer(-1, 1), (random) => random.integer(-1, 1)],
  "rounding above the diagonal": [gauss, (random) => (random.integer(0, 2) === 0 ? power(random, -60, -45) : random.gaussian())],
  "near the square root of underflow": [(random) => random.gaussian() * 2 ** -515, (random) => random.gaussian() * 2 ** -515],
  "near overflow": [(random) => random.gaussian() * 2 ** 515, (random) => random.gaussian() * 2 ** 515],
};

/** Bidiagonal matrices of every kind, order and seed. */
export function bidiagonals(orders: readonly number[], seeds = 2): Known[] {
  return orders.flatMap((n) => Object.entries(KINDS).flatMap(([name, [d, e]], kind) => Array.from({ length: seeds }, (_, seed) => {
    const random = new Random(1000 * n + 10 * kind + seed);
    const entries = (count: number, entry: Entry) => Float64Array.from({ length: count }, (_, i) => entry(random, i, n));
    return { name: `${name}, order ${n}, seed ${seed}`, d: entries(n, d), e: entries(n - 1, e) };
  })));
}
