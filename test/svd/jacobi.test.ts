// The steps of accuracy: "high" by themselves: elimination, the graded triangles, the rotations.
import { describe, expect, it } from "vitest";
import { type Dense, dense, timesPowerOfTwo, ULP } from "../support/dense";
import { gaussian, identity, integers, orthogonal } from "../support/matrices";
import { multiply } from "../support/naive";
import { freshKernels } from "../support/operands";
import { type Placed, place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const SHAPES = [[1, 1], [2, 1], [2, 2], [3, 2], [5, 5], [9, 4], [17, 17], [33, 20], [40, 40], [70, 65]] as const;

/** Column-major with three rows to spare, or to a given leading dimension; no step may touch what is beyond the rows. */
const SPARE = 3;
function placeMatrix(a: Dense, ld = a.rows + SPARE): Placed {
  return place(kernels, range(ld * a.columns).map((p) => (p % ld < a.rows ? a.data[(p % ld) * a.columns + Math.floor(p / ld)]! : -77)));
}
function read(placed: Placed, rows: number, columns: number, ld = rows + SPARE): Dense {
  placed.intact();
  const values = placed.values();
  expect(values.every((value, p) => p % ld < rows || value === -77)).toBe(true);
  return dense(rows, columns, (i, j) => values[i + j * ld]!);
}

/** n i32, with canaries; read from memory, as they are no doubles. */
function placeIntegers(values: readonly number[]): Placed {
  const placed = place(kernels, new Array<number>(Math.ceil(values.length / 2)).fill(0));
  new Int32Array(kernels.memory.buffer, placed.at, values.length).set(values);
  return placed;
}
const readIntegers = (placed: Placed, n: number) => {
  placed.intact();
  return [...new Int32Array(kernels.memory.buffer, placed.at, n)];
};
const workspace = (bytes: number): Placed => place(kernels, new Array<number>(Math.ceil(bytes / 8)).fill(0.5));
/** An address on a line of its own; the workspace has 64 bytes more for it. */
const aligned = (placed: Placed) => (placed.at + 63) & ~63;

interface Eliminated { rank: number; rows: number[]; columns: number[]; lu: Dense }

function eliminate(a: Dense): Eliminated {
  const { rows: m, columns: n } = a;
  const x = placeMatrix(a);
  const [rows, columns] = [placeIntegers(new Array<number>(m).fill(-1)), placeIntegers(new Array<number>(n).fill(-1))];
  const work = workspace(kernels.eliminateBytes_f64(m, n));
  const rank = kernels.eliminate_f64(m, n, x.at, m + SPARE, rows.at, columns.at, work.at);
  work.intact();
  return { rank, rows: readIntegers(rows, m), columns: readIntegers(columns, n), lu: read(x, m, n) };
}

/** The textbook's complete pivoting: the column with the largest entry, its first such entry, then the update. */
function naiveElimination(a: Dense): Eliminated {
  const { rows: m, columns: n } = a;
  const [rows, columns] = [range(m), range(n)];
  const x = range(m).map((i) => [...a.data.slice(i * n, (i + 1) * n)]);
  for (let k = 0; k < n; k++) {
    let [pivot, pi, pj] = [0, k, k];
    for (let j = k; j < n; j++) for (let i = k; i < m; i++) if (Math.abs(x[i]![j]!) > pivot) [pivot, pi, pj] = [Math.abs(x[i]![j]!), i, j];
    if (pivot === 0) return { rank: k, rows, columns, lu: dense(m, n, (i, j) => x[i]![j]!) };
    [x[k], x[pi]] = [x[pi]!, x[k]!];
    [rows[k], rows[pi]] = [rows[pi]!, rows[k]!];
    for (const row of x) [row[k], row[pj]] = [row[pj]!, row[k]!];
    [columns[k], columns[pj]] = [columns[pj]!, columns[k]!];
    for (let i = k + 1; i < m; i++) {
      x[i]![k]! /= x[k]![k]!;
      for (let j = k + 1; j < n; j++) x[i]![j]! -= x[i]![k]! * x[k]![j]!;
    }
  }
  return { rank: n, rows, columns, lu: dense(m, n, (i, j) => x[i]![j]!) };
}

describe("eliminate", () => {
  it.each(SHAPES)("%i x %i: the textbook's factors and order, bit for bit", (m, n) => {
    for (let seed = 0; seed < 5; seed++) {
      const a = gaussian(m, n, 10 * m + n + seed);
      expect(eliminate(a)).toEqual(naiveElimination(a));
    }
  });

  it.each(SHAPES)("%i x %i of whole numbers, rank deficient: zeros in the rest", (m, n) => {
    for (let seed = 0; seed < 10; seed++) {
      // Rank one plus a few entries in rows and columns of their own: every quotient is 1, -1 or 0.
      const random = new Random(seed + 100 * m);
      const ones = range(n).map(() => random.integer(-1, 1));
      const a = dense(m, n, (i, j) => (i % 2 ? ones[j]! : 0) + (i === j && i % 4 === 0 ? 64 : 0));
      const { rank, lu } = eliminate(a);
      const expected = naiveElimination(a);
      expect(rank).toBe(expected.rank);
      expect([...lu.data].map((x) => x + 0)).toEqual([...expected.lu.data].map((x) => x + 0));
      for (let i = rank; i < m; i++) for (let j = rank; j < n; j++) expect(lu.data[i * n + j]! + 0).toBe(0);
    }
    expect(eliminate(dense(m, n, () => 0)).rank).toBe(0);
  });

  it.each([[10, 30], [10, 90], [8, 140], [3, 990]])("order %i, grades 2^-%i from row to row: not a digit changes", (n, step) => {
    for (let seed = 0; seed < 20; seed++) {
      // Rows and columns in pivot order, scaled by falling powers of two: the same pivots, so the same digits.
      const free = eliminate(gaussian(n, n, seed));
      const random = new Random(seed);
      const half = range(n).map((i) => Math.min(1890, random.integer(0, 1) * (step - random.integer(0, 20)) * i));
      const left = range(n).map((i) => (seed % 3 === 0 ? 0 : -half[i]!)).sort((p, q) => q - p);
      const right = range(n).map((i) => (seed % 3 === 1 ? 0 : -(step - 10) * i)).map((e, i) => Math.min(0, Math.max(e, -1000 - left[i]!))).sort((p, q) => q - p);
      const base = gaussian(n, n, seed);
      const a = dense(n, n, (i, j) => timesPowerOfTwo(base.data[free.rows[i]! * n + free.columns[j]!]!, left[i]! + right[j]! + 900));
      const { lu, rows, columns } = eliminate(a);
      expect(rows).toEqual(range(n));
      expect(columns).toEqual(range(n));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const exponent = i <= j ? left[i]! + right[j]! + 900 : left[i]! - left[j]!;
          const expected = timesPowerOfTwo(free.lu.data[i * n + j]!, exponent);
          if (i > j && Math.abs(expected) < 2 ** -1020) expect(lu.data[i * n + j]).toBe(0);
          else if (Math.abs(expected) > 2 ** -1010) expect(lu.data[i * n + j]).toBe(expected);
        }
      }
    }
  });
});

describe("partFactors", () => {
  it.each(SHAPES)("%i x %i: L and U apart, every pivot between 1 and 2 after its power of two", (m, n) => {
    for (const r of new Set([n, n >> 1, 0])) {
      const base = gaussian(m, n, m + n);
      const lu = dense(m, n, (i, j) => (i < r || j < r ? (i <= j ? timesPowerOfTwo(base.data[i * n + j]!, -14 * i) : base.data[i * n + j]!) : 0));
      const x = placeMatrix(lu);
      const u = placeMatrix(dense(n, n, () => 5));
      const exponent = placeIntegers(new Array<number>(n).fill(99));
      kernels.partFactors_f64(m, n, r, x.at, m + SPARE, u.at, n + SPARE, exponent.at);
      const e = readIntegers(exponent, n);
      expect(read(x, m, n).data).toEqual(dense(m, n, (i, j) => (i === j ? 1 : i > j && j < r ? lu.data[i * n + j]! : 0)).data);
      const upper = read(u, n, n);
      for (let i = 0; i < r; i++) {
        expect(Math.abs(upper.data[i * n + i]!)).toBeGreaterThanOrEqual(1);
        expect(Math.abs(upper.data[i * n + i]!)).toBeLessThan(2);
        for (let j = 0; j < n; j++) expect(timesPowerOfTwo(upper.data[i * n + j]!, e[i]!)).toBe(j < i ? 0 : lu.data[i * n + j]);
      }
      expect(e.slice(r)).toEqual(new Array(n - r).fill(99));
      for (let i = r; i < n; i++) for (let j = 0; j < n; j++) expect(upper.data[i * n + j]).toBe(5);
    }
  });
});

it("partFactors: what is below 2^-500, in U1 beside its pivot, becomes 0, and nothing else", () => {
  const random = new Random(3);
  const n = 12;
  for (const centre of [1000, 0, -450]) {
    const pivots = range(n).map((i) => centre - 2 * i);
    const entry = () => random.sign() * random.between(1, 2) * 2 ** -random.pick([0, 300, 499, 500, 501, 502, 600]);
    const lu = dense(n + 2, n, (i, j) => (i === j ? 2 ** pivots[i]! : i < j ? timesPowerOfTwo(entry(), pivots[i]!) : entry()));
    const [x, u, exponent] = [placeMatrix(lu), placeMatrix(dense(n, n, () => 5)), placeIntegers(pivots.map(() => 99))];
    kernels.partFactors_f64(n + 2, n, n, x.at, n + 2 + SPARE, u.at, n + SPARE, exponent.at);
    expect(readIntegers(exponent, n)).toEqual(pivots);
    const kept = (value: number) => (Math.abs(value) < 2 ** -500 ? 0 : value);
    expect(read(x, n + 2, n).data).toEqual(dense(n + 2, n, (i, j) => (i === j ? 1 : i > j ? kept(lu.data[i * n + j]!) : 0)).data);
    expect(read(u, n, n).data).toEqual(dense(n, n, (i, j) => (i > j ? 0 : kept(timesPowerOfTwo(lu.data[i * n + j]!, -pivots[i]!)))).data);
  }
});

describe("graded triangles", () => {
  const upperOf = (n: number, columns: number, seed: number) => {
    const a = gaussian(n, columns, seed);
    return dense(n, columns, (i, j) => (i <= j ? a.data[i * columns + j]! + (i === j ? 2 : 0) : 0));
  };
  const GRADES = [0, 1, 30, 700] as const;
  /** x * 2^exponent; what is below 2^-500 is 0. */
  const grade = (x: number, exponent: number) => (Math.abs(timesPowerOfTwo(x, exponent)) < 2 ** -500 ? 0 : timesPowerOfTwo(x, exponent));

  it.each([[1, 1], [3, 2], [5, 5], [31, 31], [33, 33], [40, 12], [65, 65], [80, 70]])("gradedProduct, n = %i, r = %i: (D^-1*R*D*U)'", (n, r) => {
    for (const step of GRADES) {
      const e = range(r).map((i) => 500 - step * i + (i % 3));
      const [upper, u] = [upperOf(r, r, n), upperOf(r, n, n + 1)];
      const garbage = dense(r, r, (i, j) => (i <= j ? upper.data[i * r + j]! : 9)); // below the diagonal nothing is read
      const ld = n + SPARE;
      const [x, y, w] = [placeMatrix(garbage, ld), placeMatrix(u, ld), placeMatrix(dense(n, r, () => 9), ld)];
      const exponent = placeIntegers(e);
      const work = workspace(kernels.gradedProductBytes_f64(n) + 64);
      kernels.gradedProduct_f64(n, r, x.at, y.at, w.at, ld, exponent.at, aligned(work));
      work.intact();
      const scaled = dense(r, r, (i, j) => (i <= j ? grade(upper.data[i * r + j]!, e[j]! - e[i]!) : 0));
      expect(read(x, r, r, ld)).toEqual(scaled);
      expect(read(y, r, n, ld)).toEqual(u);
      const expected = multiply(scaled, u);
      const found = read(w, n, r, ld);
      const errors = range(r * n).map((p) => {
        const [i, j] = [Math.floor(p / n), p % n];
        return j < i ? Math.abs(found.data[j * r + i]!) * 1e300 : Math.abs(found.data[j * r + i]! - expected.data[p]!);
      });
      expect(Math.max(...errors)).toBeLessThan(80 * n * ULP);
      expect(readIntegers(exponent, r)).toEqual(e);
    }
  });

  it.each([1, 2, 5, 33])("gradedTriangle, r = %i: D*R'*D^-1", (r) => {
    for (const step of GRADES) {
      const e = range(r).map((i) => 500 - step * i + (i % 3));
      const upper = upperOf(r, r, r + step);
      const [from, to, exponent] = [placeMatrix(dense(r, r, (i, j) => (i <= j ? upper.data[i * r + j]! : 9))), placeMatrix(dense(r, r, () => 9)), placeIntegers(e)];
      kernels.gradedTriangle_f64(r, from.at, to.at, r + SPARE, exponent.at);
      expect(read(to, r, r)).toEqual(dense(r, r, (i, j) => (j <= i ? grade(upper.data[j * r + i]!, e[i]! - e[j]!) : 0)));
      expect(readIntegers(exponent, r)).toEqual(e);
    }
  });
});

/** Columns with exponents in memory, and their record. */
function placeColumns(a: Dense, exponents: readonly number[], vectors: boolean) {
  const n = a.columns;
  const [x, exponent, v] = [placeMatrix(a), placeIntegers(exponents), placeMatrix(identity(n))];
  const work = workspace(kernels.columnsBytes_f64(n) + 64);
  const record = kernels.openColumns_f64(aligned(work), n, x.at, n + SPARE, exponent.at, vectors ? v.at : 0) >>> 0;
  const found = () => {
    work.intact();
    return { x: read(x, n, n), v: read(v, n, n), e: readIntegers(exponent, n) };
  };
  return { record, found };
}

describe("columns with exponents", () => {
  it("normalizeColumns: norms near 1, the same columns", () => {
    const n = 6;
    const shifts = [0, 15, -15, 25, -300, 400];
    const base = gaussian(n, n, 3);
    const { record, found } = placeColumns(dense(n, n, (i, j) => base.data[i * n + j]! * 2 ** shifts[j]!), range(n).map((j) => -1000 * j), false);
    const squares = new Float64Array(kernels.memory.buffer, kernels.normalizeColumns_f64(record) >>> 0, n);
    const { x, e } = found();
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < n; i++) expect(x.data[i * n + j]! * 2 ** (e[j]! + 1000 * j)).toBe(base.data[i * n + j]! * 2 ** shifts[j]!);
      const square = range(n).reduce((sum, i) => sum + x.data[i * n + j]! ** 2, 0);
      expect(Math.abs(squares[j]! / square - 1)).toBeLessThan(1e-14);
      expect(square).toBeGreaterThan(2 ** -41);
      expect(square).toBeLessThan(2 ** 41);
    }
  });

  it.each([1, 2, 5])("columns of zeros in order %i become unit vectors, each another, their exponents below all", (n) => {
    for (let zero = 0; zero < 1 << n; zero++) {
      const q = orthogonal(n, n);
      const a = dense(n, n, (i, j) => ((zero >> j) & 1 ? 0 : 3 * q.data[i * n + j]!));
      const { record, found } = placeColumns(a, range(n).map((j) => -2000 * j), false);
      kernels.normalizeColumns_f64(record);
      const { x, e } = found();
      const rows = new Set<number>();
      for (let j = 0; j < n; j++) {
        const column = range(n).map((i) => x.data[i * n + j]!);
        if (!((zero >> j) & 1)) {
          expect(e[j]).toBe(0 - 2000 * j);
          continue;
        }
        expect([...column].sort()).toEqual([...new Array<number>(n - 1).fill(0), 1]);
        expect(e[j]).toBe(-10000);
        rows.add(column.indexOf(1));
      }
      expect(rows.size).toBe(range(n).filter((j) => (zero >> j) & 1).length);
    }
  });

  it("the unit vector is that of the row in which the other columns, brought to length 1, have least", () => {
    const rows = [[3, 0, 0, 0], [0, 0.1, 0, 0], [0, 0.1, 20, 0], [1, 0, 0, 0]];
    for (const [columns, row] of [[[0, 1, 2], 3], [[0, 1], 3], [[1, 2], 0], [[0, 2], 1]] as const) {
      const a = dense(4, 4, (i, j) => (columns.some((column) => column === j) ? rows[i]![j]! : 0));
      const { record, found } = placeColumns(a, [0, 0, 0, 0], false);
      kernels.normalizeColumns_f64(record);
      const first = range(4).find((j) => !columns.some((column) => column === j))!; // the first column to be replaced
      expect(range(4).map((i) => found().x.data[i * 4 + first]!).indexOf(1)).toBe(row);
    }
  });

  it("takeValues: lengths with their powers of two, columns of length 1", () => {
    const q = orthogonal(6, 4);
    const lengths = [1, 3, 0.5, 1, 1, 7];
    const { record, found } = placeColumns(dense(6, 6, (i, j) => q.data[i * 6 + j]! * lengths[j]!), [0, 100, -1000, -10000, 2000, -2], false);
    const s = place(kernels, new Array<number>(6).fill(0));
    kernels.takeValues_f64(record, 2, s.at);
    s.intact();
    const expected = [4, 3 * 2 ** 102, 2 ** -999, 0, Infinity, 7];
    s.values().forEach((value, j) => expect(value === expected[j] || Math.abs(value / expected[j]! - 1) < 1e-14).toBe(true));
    found().x.data.forEach((value, p) => expect(Math.abs(value - q.data[p]!)).toBeLessThan(1e-15));
  });
});

/** Rotates until nothing is left to do. */
function rotate(a: Dense, exponents: readonly number[], vectors: boolean): { x: Dense; v: Dense; e: number[]; sweeps: number } {
  const { record, found } = placeColumns(a, exponents, vectors);
  let sweeps = 1;
  while (kernels.sweep_f64(sweeps, record) > 0 && sweeps < 60) sweeps++;
  return { ...found(), sweeps };
}

/** The largest cosine between two columns. */
function largestCosine(x: Dense): number {
  const { rows: m, columns: n } = x;
  const dot = (p: number, q: number) => range(m).reduce((sum, i) => sum + x.data[i * n + p]! * x.data[i * n + q]!, 0);
  let largest = 0;
  for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) largest = Math.max(largest, Math.abs(dot(p, q)) / Math.sqrt(dot(p, p) * dot(q, q)));
  return largest;
}

describe("sweep", () => {
  it.each([1, 2, 3, 7, 8, 9, 16, 17, 40])("order %i: X*J with orthogonal columns, J orthogonal, the same X with and without J", (n) => {
    for (const step of [0, 3, 20]) {
      const a = gaussian(n, n, n + step);
      const e = range(n).map((j) => -step * j);
      const { x, v, sweeps, e: after } = rotate(a, e, true);
      expect(sweeps).toBeLessThan(14);
      expect(largestCosine(x)).toBeLessThan(8 * ULP);
      const orthogonality = multiply(dense(n, n, (i, j) => v.data[j * n + i]!), v);
      expect(Math.max(...orthogonality.data.map((value, p) => Math.abs(value - (p % (n + 1) === 0 ? 1 : 0))))).toBeLessThan(100 * n * ULP);
      // A*D*J = X*D', column by column to the size of the column.
      const product = multiply(dense(n, n, (i, j) => a.data[i * n + j]! * 2 ** e[j]!), v);
      const largest = range(n).map((j) => Math.hypot(...range(n).map((i) => x.data[i * n + j]!)) * 2 ** after[j]!);
      const difference = product.data.map((value, p) => Math.abs(value - x.data[p]! * 2 ** after[p % n]!) / largest[p % n]!);
      if (step === 0) expect(Math.max(...difference)).toBeLessThan(1e-11);
      expect(rotate(a, e, false).x).toEqual(x);
      expect(rotate(a, e.map((value) => value - 5000), false).x).toEqual(x); // the exponents matter only by their differences
    }
  });

  it("far apart, the smaller column gives way to the larger", () => {
    const a = dense(2, 2, (i, j) => [[3, 1], [4, 1]][i]![j]!);
    for (const e of [[0, -3000], [-3000, 0]]) {
      const { x, v } = rotate(e[0] === 0 ? a : dense(2, 2, (i, j) => a.data[i * 2 + 1 - j]!), e, true);
      const [large, small] = e[0] === 0 ? [0, 1] : [1, 0];
      expect([x.data[large], x.data[2 + large]]).toEqual([3, 4]);
      expect(Math.abs(x.data[small]! - 4 / 25)).toBeLessThan(1e-15);
      expect(Math.abs(x.data[2 + small]! + 3 / 25)).toBeLessThan(1e-15);
      expect(v).toEqual(identity(2));
    }
  });

  it("orthogonal columns are left alone", () => {
    const a = dense(4, 4, (i, j) => [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]][i]![j]!);
    expect(rotate(a, [5, 0, -3000, 12], true)).toEqual({ x: a, v: identity(4), e: [5, 0, -3000, 12], sweeps: 1 });
  });

  it("singular matrices: every column ends orthogonal, with exponents below all for the columns too many", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const random = new Random(seed);
      const n = random.integer(2, 8);
      const rank = random.integer(1, n);
      const [left, right] = [integers(n, rank, -2, 2, seed), integers(rank, n, -2, 2, seed + 5000)];
      const a =
        seed % 3 === 0 ? integers(n, n, -1, 1, seed)
        : seed % 3 === 1 ? dense(n, n, () => (random.bits() & 1 ? 1 : 1 + random.between(-1e-15, 1e-15)))
        : multiply(left, right);
      const { x, e, sweeps } = rotate(a, range(n).map(() => (seed & 1 ? -random.integer(0, 300) : 0)), false);
      expect(sweeps).toBeLessThan(20);
      expect(largestCosine(x)).toBeLessThan(8 * ULP);
      if (seed % 3 === 2 && (seed & 1) === 0) expect(e.filter((value) => value > -30).length).toBeLessThanOrEqual(rank);
    }
  });
});

describe("precondition", () => {
  /** A lower triangle D*R'*D^-1 of a random R, D falling by about 2^-step from row to row, and D's exponents. */
  function triangle(n: number, step: number, seed: number): { a: Dense; e: number[] } {
    const [base, random] = [gaussian(n, n, seed), new Random(seed)];
    const e = range(n).map((i) => -Math.round(step * i) + random.integer(0, 1));
    return { a: dense(n, n, (i, j) => (i < j ? 0 : (base.data[i * n + j]! + (i === j ? 3 : 0)) * 2 ** (e[i]! - e[j]!))), e };
  }
  const run = ({ a, e }: { a: Dense; e: number[] }, vectors: boolean) => {
    const { record, found } = placeColumns(a, e, vectors);
    kernels.normalizeColumns_f64(record);
    const before = found();
    const work = workspace(kernels.preconditionBytes_f64(a.columns) + 64);
    kernels.precondition_f64(record, aligned(work));
    work.intact();
    return { before, ...found() };
  };

  it.each([[15, 0.1], [16, 0.1], [40, 0.5], [70, 0.2], [130, 0.1], [60, 0]])("order %i, 2^-%d from row to row: one group, cosines of rounding, X = A*J row by row", (n, step) => {
    const input = triangle(n, step, n);
    const { before, x, v, e } = run(input, true);
    if (n < 16) expect({ x, v, e }).toEqual(before);
    if (n < 16) return;
    expect(new Set(e).size).toBe(1);
    expect(largestCosine(x)).toBeLessThan(2 ** -20);
    const orthogonality = multiply(dense(n, n, (i, j) => v.data[j * n + i]!), v);
    expect(Math.max(...orthogonality.data.map((value, p) => Math.abs(value - (p % (n + 1) === 0 ? 1 : 0))))).toBeLessThan(10 * n * ULP);
    // Row i is of the size of 2^(its grade), and so is its rounding.
    const product = multiply(dense(n, n, (i, j) => before.x.data[i * n + j]! * 2 ** (before.e[j]! - e[0]!)), v);
    const difference = product.data.map((value, p) => Math.abs(value - x.data[p]!) / 2 ** (input.e[Math.floor(p / n)]! - e[0]!));
    expect(Math.max(...difference)).toBeLessThan(100 * n * ULP);
    expect(run(input, false).x).toEqual(x);
  });

  it("groups far apart do not mix", () => {
    const n = 48;
    const { a, e } = triangle(n, 0.2, 5);
    const levels = e.map((value, i) => value - 400 * Math.floor(i / 20)); // 20, 20 and 8 columns
    const graded = dense(n, n, (i, j) => a.data[i * n + j]! * 2 ** (400 * (Math.floor(j / 20) - Math.floor(i / 20))));
    const { before, x, v, e: after } = run({ a: graded, e: levels }, true);
    expect(new Set(after.slice(0, 20)).size).toBe(1);
    expect(new Set(after.slice(20, 40)).size).toBe(1);
    const block = (i: number) => Math.floor(i / 20);
    v.data.forEach((value, p) => {
      const [i, j] = [Math.floor(p / n), p % n];
      if (block(i) !== block(j)) expect(value).toBe(0);
      if (block(j) === 2) expect(value).toBe(i === j ? 1 : 0); // too few to be worth it
      if (block(j) === 2) expect(x.data[p]).toBe(before.x.data[p]);
      if (j >= 20 && i < 20) expect(x.data[p]).toBe(0);
    });
  });

  it("a column that vanished makes no group with the others", () => {
    const n = 40;
    const { a, e } = triangle(n, 0.1, 9);
    const { x, e: after } = run({ a: dense(n, n, (i, j) => (j === 3 || j === 20 ? 0 : a.data[i * n + j]!)), e }, false);
    expect(x.data.every(Number.isFinite)).toBe(true);
    expect([after[3], after[20]]).toEqual([-10000, -10000]);
    expect(after.filter((value) => value < -1000).length).toBe(2);
  });
});

describe("divide and conquer without left vectors", () => {
  it.each([2, 20, 40, 100])("order %i: the same values and right vectors, bit for bit", (n) => {
    const random = new Random(n);
    const [d, e] = [range(n).map(() => random.gaussian()), range(n - 1).map((i) => (i % 9 === 5 ? 1e-16 : random.gaussian()))];
    const ld = (((n + 7) >> 3) | 1) << 3;
    const run = (left: boolean) => {
      const [s, f] = [place(kernels, d), place(kernels, [...e, 0])];
      const room = () => place(kernels, new Array<number>(ld * n + 8).fill(3));
      const [u, v, w] = [room(), room(), room()];
      const work = workspace(kernels.divideAndConquerBytes_f64(n) + 64);
      expect(kernels.divideAndConquer_f64(n, s.at, f.at, left ? u.at : 0, v.at, ld, w.at, aligned(work))).toBe(0);
      const audit = workspace(24 * n);
      const judge = () => kernels.isDecomposition_f64(n, place(kernels, d).at, place(kernels, e).at, s.at, left ? u.at : 0, ld, v.at, ld, audit.at);
      expect(judge()).toBe(1);
      for (const operand of [s, f, u, v, w, work, audit]) operand.intact();
      if (!left) expect(new Set(u.values())).toEqual(new Set([3]));
      const result = [s.values(), v.values().slice(0, ld * n)];
      new Float64Array(kernels.memory.buffer, v.at, 1)[0]! += 1e-3;
      expect(judge()).toBe(0);
      return result;
    };
    expect(run(false)).toEqual(run(true));
  });
});
