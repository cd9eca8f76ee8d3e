// The short way of tiny matrices against plain TypeScript: reduction, vectors and the whole, every bit.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";
import { type Numbers, numbers } from "../support/plain/blas";
import { expectSame, placeColumns } from "../support/plain/same";
import { diagonalizeTiny, even, formTiny, reduceTiny } from "../support/plain/tiny";

const kernels = freshKernels();
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const SHAPES = [[1, 1], [2, 1], [3, 1], [2, 2], [3, 2], [3, 3], [4, 3], [5, 5], [6, 4], [7, 6], [8, 8], [11, 5], [16, 16], [31, 9], [32, 32]] as const;

/** Columns of m rows: general, with zeros and ones, of sizes whose squares leave the range, equal. */
function matrices(m: number, n: number): { name: string; columns: Numbers[] }[] {
  const kinds: Record<string, (random: Random, i: number, j: number) => number> = {
    general: (random) => random.gaussian(),
    "zeros and ones": (random) => random.integer(-1, 1),
    triangular: (random, i, j) => (i <= j ? random.gaussian() : 0),
    diagonal: (random, i, j) => (i === j ? random.gaussian() : 0),
    zero: () => 0,
    equal: () => 1,
    tiny: (random) => random.gaussian() * 2 ** -460,
    huge: (random) => random.gaussian() * 2 ** 455,
    graded: (random, i, j) => random.gaussian() * 2 ** (-20 * (i + j)),
  };
  return Object.entries(kinds).map(([name, entry], k) => {
    const random = new Random(100 * m + n + 7 * k);
    return { name: `${m} x ${n}, ${name}`, columns: range(n).map((j) => Float64Array.from({ length: even(m) }, (_, i) => (i < m ? entry(random, i, j) : 0))) };
  });
}

describe("reduceTiny and formTiny", () => {
  it.each(SHAPES)("%i x %i: the same reflectors and the same vectors, thin and full", (m, n) => {
    for (const { name, columns } of matrices(m, n)) {
      const mine = reduceTiny(m, columns.map((c) => c.slice()));
      const a = placeColumns(kernels, columns, even(m));
      const [d, e, tauQ, tauP] = range(4).map(() => place(kernels, numbers(n))) as [ReturnType<typeof place>, ReturnType<typeof place>, ReturnType<typeof place>, ReturnType<typeof place>];
      const v = placeColumns(kernels, range(n).map(() => numbers(even(n))), even(n));
      kernels.reduceTiny_f64(m, n, a.at, a.ld, d.at, e.at, tauQ.at, tauP.at, v.at, v.ld);
      for (const operand of [d, e, tauQ, tauP]) operand.intact();
      expectSame(d.values(), mine.d, `${name}, d`);
      expectSame(e.values(), mine.e, `${name}, e`);
      expectSame(tauQ.values(), mine.tauQ, `${name}, tau of Q`);
      expectSame(tauP.values(), mine.tauP, `${name}, tau of P`);
      a.columns().forEach((column, j) => expectSame(column.subarray(j & ~1), mine.a[j]!.subarray(j & ~1), `${name}, reflector ${j} of Q`));
      v.columns().forEach((column, j) => expectSame(column.subarray(j), mine.v[j]!.subarray(j), `${name}, reflector ${j} of P`));

      for (const count of new Set([n, m])) {
        const q = range(count).map((j) => mine.a[j]?.slice() ?? numbers(even(m)).fill(9));
        const placed = placeColumns(kernels, q, even(m));
        kernels.formTiny_f64(even(m), count, 0, n, placed.at, place(kernels, mine.tauQ).at);
        formTiny(0, n, q, mine.tauQ);
        placed.columns().forEach((column, j) => expectSame(column, q[j]!, `${name}, column ${j} of Q`));
      }
      const p = mine.v.map((x) => x.slice());
      const placed = placeColumns(kernels, p, even(n));
      kernels.formTiny_f64(even(n), n, 1, n, placed.at, place(kernels, mine.tauP).at);
      formTiny(1, n, p, mine.tauP);
      placed.columns().forEach((column, j) => expectSame(column, p[j]!, `${name}, column ${j} of P`));
    }
  });
});

/** The whole: U (m x k or m x m) and V by rows, signs and order as the rules say. */
function plainSvd(m: number, n: number, columns: readonly Numbers[], isFull: boolean, isWide: boolean) {
  const r = reduceTiny(m, columns.map((c) => c.slice()));
  const u = range(isFull ? m : n).map((j) => (j < n ? r.a[j]! : numbers(even(m))));
  formTiny(0, n, u, r.tauQ);
  formTiny(1, n, r.v, r.tauP);
  diagonalizeTiny(n, r.d, r.e, u, r.v);
  const order = range(n).sort((p, q) => Math.abs(r.d[q]!) - Math.abs(r.d[p]!) || p - q);
  const lead = (x: Numbers, rows: number) => {
    const bar = x.subarray(0, rows).reduce((most, value) => Math.max(most, Math.abs(value)), 0) * (1 - 1e-9);
    return x.subarray(0, rows).find((value) => Math.abs(value) >= bar)! < 0 ? -1 : 1;
  };
  const signs = range(n).map((j) => {
    const [own, value] = [isWide ? lead(r.v[j]!, n) : lead(u[j]!, m), r.d[j]! < 0 ? -1 : 1];
    return isWide ? [own * value, own] as const : [own, own * value] as const;
  });
  const rows = (x: readonly Numbers[], count: number, sign: (j: number) => number) => {
    const places = range(x.length).map((j) => order[j] ?? j);
    return Float64Array.from({ length: count * x.length }, (_, p) => sign(places[p % x.length]!) * x[places[p % x.length]!]![Math.floor(p / x.length)]!);
  };
  return { s: Float64Array.from(order, (j) => Math.abs(r.d[j]!)), u: rows(u, m, (j) => (j < n ? signs[j]![0] : lead(u[j]!, m))), v: rows(r.v, n, (j) => signs[j]![1]) };
}

describe("tinySvd", () => {
  it.each(SHAPES)("%i x %i and its transpose: values, vectors, order and signs", (m, n) => {
    for (const { name, columns } of matrices(m, n).filter(({ name }) => !/tiny|huge/.test(name))) {
      for (const isWide of m === n ? [false] : [false, true]) {
        for (const [wanted, isFull] of [[true, false], [true, true], [false, false]] as const) {
          const expected = plainSvd(m, n, columns, isFull && wanted, isWide);
          // By rows, tall or wide.
          const a = place(kernels, isWide ? columns.flatMap((c) => [...c.subarray(0, m)]) : range(m * n).map((p) => columns[p % n]![Math.floor(p / n)]!));
          const [tall, short] = [place(kernels, numbers(m * (isFull ? m : n)).fill(5)), place(kernels, numbers(n * n).fill(5))];
          const s = place(kernels, numbers(n));
          const [u, v] = isWide ? [short, tall] : [tall, short];
          const scratch = place(kernels, numbers(kernels.tinyBytes() / 8).fill(-1.2345e300)); // no place of memory, if it is taken for one
          expect(kernels.tinySvd_f64(isWide ? n : m, isWide ? m : n, a.at, Number(wanted), Number(isFull), wanted ? u.at : 0, s.at, wanted ? v.at : 0, scratch.at), name).toBe(0);
          for (const operand of [a, tall, short, s, scratch]) operand.intact();
          expectSame(s.values(), expected.s, `${name}, values`);
          if (!wanted) continue;
          expectSame(tall.values(), expected.u, `${name}, wide: ${isWide}, full: ${isFull}, vectors of the long side`);
          expectSame(short.values(), expected.v, `${name}, wide: ${isWide}, full: ${isFull}, vectors of the short side`);
        }
      }
    }
  });
});
