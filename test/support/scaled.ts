/** Random matrices D1*C*D2 with diagonal D1, D2 of powers of two and well conditioned C, with their singular values where C decides them. */
import { type Dense, dense, fromRows, timesPowerOfTwo, transposed } from "./dense";
import { identity, orthogonal } from "./matrices";
import { hadamard } from "./nasty";
import { Random } from "./random";

/** A matrix and its singular values, descending. */
export interface Known { readonly name: string; readonly a: Dense; readonly values: number[] }

/** A matrix with rows orthogonal to each other, and their norms. */
interface Core { readonly name: string; readonly c: Dense; readonly norms: number[] }

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
/** Whole numbers whose rows are orthogonal and of one norm, which is a whole number or the root of 2. */
const SMALL_CORES: readonly (readonly [Dense, number])[] = [
  [fromRows([[1]]), 1],
  [fromRows([[1, 1], [1, -1]]), Math.SQRT2],
  [fromRows([[3, 4], [-4, 3]]), 5],
  [fromRows([[5, -12], [12, 5]]), 13],
  [fromRows([[1, 2, 2], [2, 1, -2], [2, -2, 1]]), 3],
  [fromRows([[2, 3, 6], [6, 2, -3], [3, -6, 2]]), 7],
  [hadamard(4), 2],
  [fromRows([[1, 4, 8], [8, -4, 1], [4, 7, -4]]), 9],
];

function kronecker(a: Dense, b: Dense): Dense {
  return dense(a.rows * b.rows, a.columns * b.columns, (i, j) =>
    a.data[Math.floor(i / b.rows) * a.columns + Math.floor(j / b.columns)]! * b.data[(i % b.rows) * b.columns + (j % b.columns)]!,
  );
}

/** Blocks along the diagonal. */
function blocks(parts: readonly Core[]): Core {
  const n = parts.reduce((sum, { c }) => sum + c.rows, 0);
  const out = dense(n, n, () => 0);
  let at = 0;
  for (const { c } of parts) {
    for (let i = 0; i < c.rows; i++) for (let j = 0; j < c.rows; j++) out.data[(at + i) * n + at + j] = c.data[i * c.rows + j]!;
    at += c.rows;
  }
  return { name: `blocks(${parts.map(({ name }) => name).join()})`, c: out, norms: parts.flatMap(({ norms }) => norms) };
}

/** An orthogonal matrix with many zeros and tiny entries: a few rotations, some by tiny angles. */
function sparseRotations(n: number, random: Random): Dense {
  const q = identity(n);
  for (let turn = n > 1 ? random.integer(1, 2 * n) : 0; turn > 0; turn--) {
    const [i, j] = random.permutation(n) as [number, number];
    const t = random.between(0.2, 1) * (random.integer(0, 2) ? 1 : 2 ** -random.integer(1, 60));
    const c = 1 / Math.sqrt(1 + t * t);
    for (let k = 0; k < n; k++) {
      const [x, y] = [q.data[i * n + k]!, q.data[j * n + k]!];
      q.data[i * n + k] = c * (x + t * y);
      q.data[j * n + k] = c * (y - t * x);
    }
  }
  return q;
}

function uniformCore(name: string, c: Dense, norm: number): Core {
  return { name, c, norms: range(c.rows).map(() => norm) };
}

/** A core of at most `most` rows; its norms are right to about 1e-15. */
function core(random: Random, most: number): Core {
  const kind = random.integer(0, 6);
  const n = random.integer(Math.min(2, most), most);
  if (kind === 0) {
    const power = random.integer(1, Math.floor(Math.log2(Math.max(2, most))));
    return uniformCore(`Hadamard ${2 ** power}`, hadamard(2 ** power), Math.sqrt(2 ** power));
  }
  if (kind === 1) return uniformCore(`orthogonal ${n}`, orthogonal(n, random.bits()), 1);
  if (kind === 2) return uniformCore(`permutation ${n}`, identity(n), 1);
  if (kind === 3) return uniformCore(`rotations ${n}`, sparseRotations(n, random), 1);
  if (kind === 4) {
    let [c, norm] = random.pick(SMALL_CORES);
    for (;;) {
      const [next, factor] = random.pick(SMALL_CORES);
      if (c.rows * next.rows > most || next.rows === 1) break;
      [c, norm] = [kronecker(c, next), norm * factor];
    }
    return uniformCore(`product ${c.rows}`, c, norm);
  }
  const parts = [core(random, Math.max(1, most >> 1))];
  if (most > 1) parts.push(core(random, Math.max(1, most >> 1)));
  return blocks(parts);
}

/** n exponents between -spread and 0: two, three or a few levels, random, falling or all the same. */
export function levels(n: number, spread: number, random: Random): number[] {
  const kind = random.integer(0, 5);
  const few = kind === 0 ? 2 : kind === 1 ? 3 : random.integer(2, 6);
  const values = range(few).map(() => -random.integer(0, spread));
  if (kind <= 2) return range(n).map(() => random.pick(values));
  if (kind === 3) return range(n).map((i) => -Math.round((spread * i) / Math.max(1, n - 1)));
  return range(n).map(() => -random.integer(0, spread));
}

/** diag(2^left) * C * diag(2^right), each entry rounded once. */
export function scaledBy(left: readonly number[], c: Dense, right: readonly number[]): Dense {
  return dense(c.rows, c.columns, (i, j) => timesPowerOfTwo(c.data[i * c.columns + j]!, left[i]! + right[j]!));
}

function shuffled(a: Dense, random: Random): Dense {
  const [rows, columns] = [random.permutation(a.rows), random.permutation(a.columns)];
  const [p, q] = [rows.map(() => random.sign()), columns.map(() => random.sign())];
  return dense(a.rows, a.columns, (i, j) => p[i]! * q[j]! * a.data[rows[i]! * a.columns + columns[j]!]!);
}

/**
 * A random D*C or C*D with exponents up to `spread` apart, around 2^centre, shuffled, signs changed; sometimes some rows of C only, twice in a
 * stack, or rows and columns of zeros beside. The values are the norms of the scaled rows of C.
 */
export function scaledOrthogonal(seed: number, most: number, spread: number, centre = 0): Known {
  const random = new Random(seed);
  const { name, c, norms } = core(random, most);
  const exponents = levels(c.rows, spread, random).map((e) => e + (spread >> 1) + centre);
  let a = scaledBy(exponents, c, new Array<number>(c.columns).fill(0));
  let values = norms.map((norm, i) => timesPowerOfTwo(norm, exponents[i]!));
  const extra = random.integer(0, 5);
  if (extra === 0) {
    const rows = random.integer(1, c.rows);
    a = dense(rows, a.columns, (i, j) => a.data[i * a.columns + j]!);
    values = values.slice(0, rows);
  } else if (extra === 1) {
    const [rows, columns] = [a.rows + random.integer(0, 3), a.columns + random.integer(0, 3)];
    const inner = a;
    a = dense(rows, columns, (i, j) => (i < inner.rows && j < inner.columns ? inner.data[i * inner.columns + j]! : 0));
    values = [...values, ...new Array<number>(Math.min(rows, columns) - values.length).fill(0)];
  } else if (extra === 2) {
    const inner = a; // the same columns beside each other, the second time with a quarter: norms grow by the root of 17/16
    a = dense(inner.rows, 2 * inner.columns, (i, j) => inner.data[i * inner.columns + (j % inner.columns)]! / (j < inner.columns ? 1 : 4));
    values = values.map((x) => x * Math.sqrt(17 / 16));
  }
  a = shuffled(a, random);
  if (random.bits() & 1) a = transposed(a);
  values.sort((x, y) => y - x);
  return { name: `${seed}: ${name}, ${a.rows}x${a.columns}, 2^${spread}`, a, values };
}

/** A random D1*C*D2, each of the two with exponents up to `spread` apart, m >= n. */
export function scaledBothWays(seed: number, most: number, spread: number): { name: string; c: Dense; a: Dense } {
  const random = new Random(seed);
  const n = random.integer(2, most);
  const kind = random.integer(0, 2);
  const c =
    kind === 0 ? orthogonal(n, random.bits())
    : kind === 1 ? core(random, most).c
    : dense(n + random.integer(0, 2), n, () => random.gaussian());
  const [left, right] = [levels(c.rows, spread, random), levels(c.columns, spread, random)];
  const a = shuffled(scaledBy(left, c, right), random);
  return { name: `${seed}: kind ${kind}, ${a.rows}x${a.columns}`, c, a };
}
