import { describe, expect, it } from "vitest";
import type { FactoredTerm } from "../src/index";
import { builds, simd } from "./support/builds";
import { type Dense, dense, diagonal, fromRows, map, pickColumns, transposed } from "./support/dense";
import { gaussian, integers, orthogonal, uniform, zeros } from "./support/matrices";
import { jacobiSingularValues, multiply } from "./support/naive";
import { expectClose, minus, norm, product } from "./support/products";
import { Random } from "./support/random";

interface Term { Y: Dense; Z: Dense; weight?: number }

/** The sum by its definition. */
function sumOf(terms: readonly Term[]): Dense {
  const parts = terms.map(({ Y, Z, weight = 1 }) => map(multiply(Y, transposed(Z)), (x) => weight * x));
  return dense(parts[0]!.rows, parts[0]!.columns, (i, j) => parts.reduce((sum, part) => sum + part.data[i * part.columns + j]!, 0));
}

/** The size of what is added up: rounding is measured in it. */
const sizeOf = (terms: readonly Term[]) => terms.reduce((sum, { Y, Z, weight = 1 }) => sum + Math.abs(weight) * norm(Y) * norm(Z), 0);

function randomTerms(random: Random): Term[] {
  const [m, n] = [random.integer(1, 24), random.integer(1, 24)];
  return Array.from({ length: random.integer(1, 4) }, (_, i) => {
    const k = random.integer(0, 12);
    const [Y, Z] = [uniform(m, k, random.integer(1, 1e6)), uniform(n, k, random.integer(1, 1e6))];
    const repeat = k > 1 && random.integer(0, 3) === 0; // a column twice: the rank falls
    return { Y: repeat ? pickColumns(Y, Array.from({ length: k }, (__, j) => (j === k - 1 ? 0 : j))) : Y, Z, ...(i === 0 && random.sign() > 0 ? {} : { weight: random.between(-2, 2) }) };
  });
}

describe.each(builds)("recompress, $name", ({ package: { chooseRank, factors, lowRank, recompress, reconstruct, verify } }) => {
  it("is the decomposition of the sum of the products: 100 of every shape", () => {
    const random = new Random(11);
    for (let round = 0; round < 100; round++) {
      const terms = randomTerms(random);
      const [A, size] = [sumOf(terms), sizeOf(terms)];
      const got = recompress(terms);
      const most = Math.min(A.rows, A.columns, terms.reduce((sum, { Y }) => sum + Y.columns, 0));
      expect([got.U.rows, got.V.rows, got.rank <= most, got.rank, got.U.columns, got.V.columns]).toEqual([A.rows, A.columns, true, got.S.length, got.S.length, got.S.length]);
      expectClose(product(got), A, 1e-14 * size);
      jacobiSingularValues(A).forEach((s, i) => expect(Math.abs(s - (got.S[i] ?? 0))).toBeLessThanOrEqual(2e-14 * size));
      const { orthogonalityU, orthogonalityV } = verify(A, got);
      expect(Math.max(orthogonalityU, orthogonalityV)).toBeLessThan(10);
      const { Y, Z } = factors(got);
      expectClose(multiply(Y, transposed(Z)), A, 1e-14 * size);
    }
  });

  it("of a rank or by a rule it is lowRank of the sum, with its errors", () => {
    for (const [m, n, k] of [[30, 20, 6], [12, 50, 9], [8, 8, 20]] as const) {
      const terms = [{ Y: gaussian(m, k, 1), Z: gaussian(n, k, 2), weight: 0.5 }, { Y: gaussian(m, 2, 3), Z: gaussian(n, 2, 4), weight: -3 }];
      const A = sumOf(terms);
      const size = norm(A);
      for (const criterion of [1, 3, { energy: 0.9 }, { relativeError: 0.3 }, { ratio: 2 }] as const) {
        const [got, expected] = [recompress(terms, criterion), lowRank(A, criterion)];
        expect([got.rank, got.storedNumbers, got.compression]).toEqual([expected.rank, expected.storedNumbers, expected.compression]);
        expectClose(reconstruct(got), reconstruct(expected), 1e-13 * size);
        expect(Math.abs(got.error.frobenius - norm(minus(A, product(got))))).toBeLessThan(1e-13 * size);
        expect(Math.abs(got.error.spectral - expected.error.spectral)).toBeLessThan(1e-13 * size);
        expect(Math.abs(got.error.relative - expected.error.relative)).toBeLessThan(1e-13);
      }
      expect(recompress(terms, "gap").rank).toBe(chooseRank(recompress(terms).S, "gap", [m, n]).rank);
      const all = recompress(terms, 1000);
      expect([all.rank, all.error.frobenius]).toEqual([recompress(terms).rank, 0]);
    }
  });

  it("finds singular values by construction, spread over twelve orders", () => {
    const S = Array.from({ length: 12 }, (_, i) => 10 ** (3 - i));
    const [P, Q] = [orthogonal(40, 5), orthogonal(30, 6)].map((x) => pickColumns(x, [...S.keys()])) as [Dense, Dense];
    const Y = multiply(P, diagonal(S.map((s, i) => s * 2 ** (i % 5))));
    const Z = multiply(Q, diagonal(S.map((_, i) => 2 ** -(i % 5))));
    for (const order of [[...S.keys()], [...S.keys()].reverse(), [3, 1, 7, 0, 11, 2, 10, 4, 9, 5, 8, 6]]) {
      const got = recompress({ Y: pickColumns(Y, order), Z: pickColumns(Z, order) });
      expect(got.rank).toBe(12);
      S.forEach((s, i) => expect(Math.abs(got.S[i]! - s)).toBeLessThan(1e-12 * S[0]!));
    }
    // In parts, each with its weight: the same.
    const parts = S.map((_, i) => ({ Y: pickColumns(Y, [i]), Z: pickColumns(Z, [i]) }));
    const halves = parts.map(({ Y: y, Z: z }, i) => ({ Y: map(y, (x) => x * 2 ** i), Z: z, weight: 2 ** -i }));
    for (const got of [recompress(parts), recompress(halves)]) S.forEach((s, i) => expect(Math.abs(got.S[i]! - s)).toBeLessThan(1e-12 * S[0]!));
  });

  it("factors may be out of balance, huge and tiny, each column in its own way", () => {
    const [Y, Z] = [gaussian(15, 4, 7), gaussian(11, 4, 8)];
    const expected = recompress({ Y, Z });
    const scales = [[2 ** 600, 2 ** -200, 2 ** -900, 1], [2 ** 1000, 2 ** 1000, 2 ** 1000, 2 ** 1000], [2 ** -1000, 2 ** 900, 2 ** 3, 2 ** -500]];
    for (const scale of scales) {
      const [y, z] = [dense(15, 4, (i, j) => Y.data[4 * i + j]! * scale[j]!), dense(11, 4, (i, j) => Z.data[4 * i + j]! / scale[j]!)];
      expect(recompress({ Y: y, Z: z })).toEqual(expected);
      expect(recompress({ Y: map(y, (x) => x * 2 ** 10), Z: z, weight: 2 ** -10 })).toEqual(expected);
    }
    const tiny = recompress({ Y: map(Y, (x) => x * 2 ** -520), Z: map(Z, (x) => x * 2 ** -520) });
    expected.S.forEach((s, i) => expect(Math.abs(tiny.S[i]! * 2 ** 1000 * 2 ** 40 - s)).toBeLessThan(1e-6 * expected.S[0]!)); // subnormal
    const large = recompress({ Y: map(Y, (x) => x * 2 ** 500), Z: map(Z, (x) => x * 2 ** 500) });
    expected.S.forEach((s, i) => expect(Math.abs(large.S[i]! * 2 ** -1000 - s)).toBeLessThan(1e-13 * expected.S[0]!));
    expect(() => recompress({ Y: map(Y, (x) => x * 2 ** 600), Z: map(Z, (x) => x * 2 ** 600) })).toThrow(RangeError);
  });

  it("terms that cancel leave nothing, or what is left", () => {
    for (let seed = 1; seed < 20; seed++) {
      const [Y, Z, y, z] = [gaussian(25, 6, seed), gaussian(18, 6, seed + 50), gaussian(25, 1, seed + 100), gaussian(18, 1, seed + 150)];
      expect(recompress([{ Y, Z }, { Y, Z, weight: -1 }])).toMatchObject({ rank: 0, error: { frobenius: 0, spectral: 0, relative: 0 }, storedNumbers: 0 });
      const left = recompress([{ Y, Z, weight: 3 }, { Y: y, Z: z, weight: 1e-3 }, { Y: map(Y, (x) => 1.5 * x), Z, weight: -2 }]);
      expect(left.rank).toBe(1);
      expectClose(product(left), sumOf([{ Y: y, Z: z, weight: 1e-3 }]), 1e-12);
    }
  });

  it("nothing, and nothing in all forms: rank 0", () => {
    for (const [m, n, k] of [[0, 3, 2], [3, 0, 2], [3, 4, 0], [0, 0, 0], [5, 4, 3]] as const) {
      const got = recompress({ Y: zeros(m, k), Z: zeros(n, k) });
      expect(got).toMatchObject({ rank: 0, U: { rows: m, columns: 0 }, V: { rows: n, columns: 0 }, error: { frobenius: 0, spectral: 0, relative: 0 } });
      for (const criterion of [1, { energy: 0.5 }, "gap"] as const) expect(recompress({ Y: zeros(m, k), Z: zeros(n, k) }, criterion).rank).toBe(0);
    }
    expect(recompress({ Y: integers(4, 2, -3, 3, 1), Z: integers(3, 2, -3, 3, 2), weight: 0 }).rank).toBe(0);
  });
});

describe("recompress: arguments", () => {
  const { recompress } = simd.package;
  const Y = fromRows([[3, 0], [0, 1], [2, 2]]);
  const Z = fromRows([[1, 0], [0, 2]]);

  it("takes every form of matrix, one term or a list, and changes none", () => {
    const expected = recompress({ Y, Z });
    const forms: FactoredTerm[] = [
      { Y: [[3, 0], [0, 1], [2, 2]], Z: [[1, 0], [0, 2]] }, { Y: { rows: 3, columns: 2, data: Float32Array.from(Y.data) }, Z: { shape: [2, 2], data: [1, 0, 0, 2], strides: [1, 2] } },
      { Y: { rows: 3, columns: 2, get: (i, j) => Y.data[2 * i + j]! }, Z, weight: 1 },
    ];
    for (const form of forms) for (const terms of [form, [form]]) expect(recompress(terms)).toEqual(expected);
    const before = structuredClone([Y, Z]);
    recompress([{ Y, Z, weight: 2 }, { Y, Z }]);
    expect([Y, Z]).toEqual(before);
    expect(structuredClone(recompress({ Y, Z }))).toEqual(expected);
  });

  it.each([
    [() => recompress(undefined as never), TypeError, /terms is undefined: expected \{ Y, Z, weight \} or a list of them/],
    [() => recompress([] as never), RangeError, /terms is an empty list/],
    [() => recompress([{ Y, Z }, 5] as never), TypeError, /terms\[1\] is 5: expected \{ Y, Z, weight \}/],
    [() => recompress({ Y } as never), TypeError, /terms is an object \(Object\): expected \{ Y, Z, weight \}/],
    [() => recompress({ Y, Z, wieght: 1 } as never), TypeError, /terms\.wieght is not an option/],
    [() => recompress([{ Y, Z, weight: NaN }]), RangeError, /terms\[0\]\.weight is NaN: expected a finite number/],
    [() => recompress({ Y, Z, weight: "2" } as never), TypeError, /terms\.weight is "2"/],
    [() => recompress({ Y, Z: [[1]] }), RangeError, /terms\.Z has 1 columns: expected 2, as terms\.Y has/],
    [() => recompress([{ Y, Z }, { Y: Z, Z }]), RangeError, /terms\[1\]\.Y has 2 rows: expected 3, as terms\[0\]\.Y has/],
    [() => recompress([{ Y, Z }, { Y, Z: Y }]), RangeError, /terms\[1\]\.Z has 3 rows: expected 2/],
    [() => recompress({ Y: [[1, NaN]], Z: [[1, 2]] }), RangeError, /terms\.Y\[0\]\[1\] is NaN/],
    [() => recompress({ Y: [[1e300]], Z: [[1e300]] }), RangeError, /the singular values of the sum, S\[0\] is Infinity/],
    [() => recompress({ Y: [[1e300]], Z: [[1e300]], weight: 1e300 }), RangeError, /product with its weight/],
    [() => recompress({ Y, Z }, 0), RangeError, /criterion is 0: expected an integer, 1 or more/],
    [() => recompress({ Y, Z }, "optimal-threshold" as never), RangeError, /needs all min\(m, n\) singular values/],
    [() => recompress({ Y, Z }, { energy: 2 }), RangeError, /criterion\.energy is 2/],
    [() => recompress({ Y, Z }, "best" as never), RangeError, /criterion is "best"/],
  ])("refuses by name: %#", (call, kind, message) => {
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});
