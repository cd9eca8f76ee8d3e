// SciPy's and NumPy's answers (test/fixtures/generate_scipy.py), function by function.
import { describe, expect, it } from "vitest";
import {
  conditionNumber, frobeniusNorm, leastSquares, matrixRank, nuclearNorm, nullSpace, orthonormalBasis, polar, procrustes, pseudoInverse, singularValues,
  spectralNorm, svd, truncatedSvd, verify,
} from "../../src/index";
import { type Dense, dense, fromRows, transposed, ULP } from "../support/dense";
import { zeros } from "../support/matrices";
import { multiply } from "../support/naive";
import { expectClose, norm } from "../support/products";
import { LIMIT, orthogonalityRatio } from "../support/ratios";
import { cosines, sines } from "../support/subspaces";
import { textFile } from "../support/platform";

type Rows = number[][];
interface Fixture {
  matrices: { name: string; rows: Rows }[];
  decompositions: { name: string; values: number[]; rank: number; frobenius: number; spectral: number; nuclear: number }[];
  conditions: { name: string; condition: number }[];
  pseudo_inverses: { name: string; tolerance: number | null; inverse: Rows; shape: [number, number] }[];
  least_squares: { name: string; b: Rows; tolerance: number | null; x: Rows; rank: number; residues: number[] | null }[];
  subspaces: { name: string; tolerance: number | null; nullity: number; rank: number; onNull: Rows; onRange: Rows }[];
  polars: { name: string; matrix?: Rows; side: "left" | "right"; W: Rows | null; H: Rows }[];
  procrustes: {
    name: string; a: Rows; b: Rows; Q: Rows; sum: number;
    centred: { Q: Rows; scale: number; disparity: number }; rotation?: { Q: Rows; residual: number };
  }[];
  angles: { name: string; a: Rows; b: Rows; angles: number[] }[];
}

const fixture = JSON.parse(textFile("test/fixtures/scipy.json")) as Fixture;
const matrices = new Map(fixture.matrices.map(({ name, rows }) => [name, fromRows(rows)]));
const of = (name: string): Dense => matrices.get(name)!;
const options = (tolerance: number | null) => (tolerance === null ? undefined : { tolerance });

/** σ_1 / σ_r of what is kept: how far two right answers may differ, in units of rounding. */
function spread(a: Dense, rank: number): number {
  const S = singularValues(a);
  return rank === 0 ? 1 : S[0]! / S[rank - 1]!;
}

/** The share of σ_1 between the last value kept and the first dropped: what subspaces can be trusted to. */
function separation(a: Dense, rank: number): number {
  const S = singularValues(a);
  return rank === 0 || rank === S.length ? 1 : (S[rank - 1]! - S[rank]!) / S[0]!;
}

describe("singular values, ranks, norms, conditions", () => {
  it.each(fixture.decompositions)("$name", ({ name, values, rank, ...norms }) => {
    const a = of(name);
    const tolerance = 4 * Math.max(a.rows, a.columns) * ULP * values[0]!;
    for (const S of [svd(a).S, singularValues(a), singularValues(transposed(a)), truncatedSvd(a, values.length).S, svd(a, { vectors: "full" }).S, svd(a, { driver: "qr" }).S, svd(a, { accuracy: "high" }).S]) {
      expect(S).toHaveLength(values.length);
      S.forEach((s, i) => expect(Math.abs(s - values[i]!)).toBeLessThanOrEqual(tolerance));
    }
    expect([matrixRank(a), matrixRank(transposed(a))]).toEqual([rank, rank]);
    expect(Math.abs(frobeniusNorm(a) - norms.frobenius)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(spectralNorm(a) - norms.spectral)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(nuclearNorm(a) - norms.nuclear)).toBeLessThanOrEqual(values.length * tolerance);
    for (const vectors of ["thin", "full"] as const) for (const ratio of Object.values(verify(a, svd(a, { vectors })) as object) as number[]) expect(ratio).toBeLessThan(LIMIT);
  });

  it.each(fixture.conditions)("condition of $name", ({ name, condition }) => {
    expect(Math.abs(conditionNumber(of(name)) / condition - 1)).toBeLessThan(20 * ULP * condition + 1e-14);
  });
});

describe("pinv", () => {
  it.each(fixture.pseudo_inverses)("$name, tolerance $tolerance", ({ name, tolerance, inverse, shape: [rows, columns] }) => {
    const a = of(name);
    const got = pseudoInverse(a, options(tolerance));
    expect([got.rows, got.columns]).toEqual([rows, columns]);
    const expected = inverse.length === 0 ? zeros(rows, columns) : fromRows(inverse);
    const rank = matrixRank(a, options(tolerance));
    expectClose(got, expected, (100 * ULP * spread(a, rank) * norm(expected)) / separation(a, rank) + 1e-14 * norm(expected));
  });
});

describe("lstsq", () => {
  it.each(fixture.least_squares)("$name, tolerance $tolerance, $b.0.length right-hand sides", ({ name, b, tolerance, x, rank, residues }) => {
    const [a, right] = [of(name), fromRows(b)];
    const got = leastSquares(a, right, options(tolerance));
    const expected = fromRows(x);
    expect(got.rank).toBe(rank);
    const unit = (100 * ULP * spread(a, rank)) / separation(a, rank);
    expectClose(got.X, expected, unit * (norm(expected) + (norm(right) * spread(a, rank)) / singularValues(a)[0]!));
    expect(got.residualNorms).toHaveLength(right.columns);
    got.residualNorms.forEach((length, k) => {
      const column = dense(a.rows, 1, (i) => right.data[i * right.columns + k]!);
      const product = multiply(a, dense(a.columns, 1, (i) => got.X.data[i * got.X.columns + k]!));
      const direct = Math.hypot(...column.data.map((y, i) => y - product.data[i]!));
      expect(Math.abs(length - direct)).toBeLessThan(1e-13 * (1 + norm(right) * spread(a, rank)));
      // SciPy has the sum of squares, where there are more rows than columns and the rank is full.
      if (residues !== null) expect(Math.abs(length ** 2 - residues[k]!)).toBeLessThan(1e-13 * norm(right) ** 2);
      const single = leastSquares(a, column.data, options(tolerance));
      expect(single.X.data).toEqual(dense(a.columns, 1, (i) => got.X.data[i * got.X.columns + k]!).data);
    });
  });
});

describe("null_space and orth", () => {
  it.each(fixture.subspaces)("$name, tolerance $tolerance", ({ name, tolerance, nullity, rank, onNull, onRange }) => {
    const a = of(name);
    const [N, Q] = [nullSpace(a, options(tolerance)), orthonormalBasis(a, options(tolerance))];
    expect([N.rows, N.columns, Q.rows, Q.columns]).toEqual([a.columns, nullity, a.rows, rank]);
    const unit = (100 * ULP) / separation(a, rank);
    expectClose(multiply(N, transposed(N)), nullity === 0 ? zeros(a.columns, a.columns) : fromRows(onNull), unit);
    expectClose(multiply(Q, transposed(Q)), fromRows(onRange), unit);
    for (const basis of [N, Q]) if (basis.columns > 0) expect(orthogonalityRatio(basis)).toBeLessThan(LIMIT);
  });
});

describe("polar", () => {
  it.each(fixture.polars)("$name, $side", ({ name, matrix, side, W, H }) => {
    const a = matrix === undefined ? of(name) : fromRows(matrix);
    const got = polar(a, { side });
    const scale = norm(a) || 1;
    expectClose(got.H, fromRows(H), 50 * ULP * scale);
    if (W !== null) expectClose(got.W, fromRows(W), 100 * ULP * spread(a, Math.min(a.rows, a.columns)));
    expectClose(side === "right" ? multiply(got.W, got.H) : multiply(got.H, got.W), a, 50 * ULP * scale);
    expect(orthogonalityRatio(a.rows >= a.columns ? got.W : transposed(got.W))).toBeLessThan(LIMIT);
    expect(got.H).toEqual(transposed(got.H));
  });
});

describe("orthogonal_procrustes, spatial.procrustes, Rotation.align_vectors", () => {
  it.each(fixture.procrustes)("$name", ({ a, b, Q, sum, centred, rotation }) => {
    const [from, to] = [fromRows(a), fromRows(b)];
    const tolerance = 1e-12;
    const plain = procrustes(from, to);
    expectClose(plain.Q, fromRows(Q), tolerance * conditionNumber(multiply(transposed(from), to)));
    expect([plain.scale, ...plain.translation]).toEqual([1, ...plain.translation.map(() => 0)]);
    // SciPy's scale is the sum of the singular values of AᵀB: c is that over ‖A‖².
    expect(procrustes(from, to, { scale: true }).scale).toBeCloseTo(sum / norm(from) ** 2, 12);
    const full = procrustes(from, to, { scale: true, translation: true });
    expectClose(full.Q, fromRows(centred.Q), tolerance * conditionNumber(multiply(transposed(centre(from)), centre(to))));
    expect(full.scale).toBeCloseTo(centred.scale, 12);
    expect((full.residual / norm(centre(to))) ** 2).toBeCloseTo(centred.disparity, 12);
    if (rotation !== undefined) {
      const turned = procrustes(from, to, { rotation: true });
      expectClose(turned.Q, fromRows(rotation.Q), 1e-11);
      expect(turned.residual).toBeCloseTo(rotation.residual, 8); // SciPy's is the root of a difference of squares
    }
  });
});

function centre(a: Dense): Dense {
  const mean = Array.from({ length: a.columns }, (_, j) => Array.from({ length: a.rows }, (_, i) => a.data[i * a.columns + j]!).reduce((x, y) => x + y, 0) / a.rows);
  return dense(a.rows, a.columns, (i, j) => a.data[i * a.columns + j]! - mean[j]!);
}

describe("subspace_angles, from orthonormalBasis and singularValues", () => {
  it.each(fixture.angles)("$name", ({ a, b, angles }) => {
    const [A, B] = [fromRows(a), fromRows(b)];
    for (const [first, second] of [[A, B], [B, A]] as const) {
      const [cos, sin] = [cosines(first, second), sines(first, second)];
      expect(cos).toHaveLength(angles.length);
      angles.forEach((angle, i) => {
        // Largest angle first; the cosine says nothing of small angles, the sine nothing of those near a right angle.
        const found = angle > Math.PI / 4 ? Math.acos(Math.min(1, cos[angles.length - 1 - i]!)) : Math.asin(Math.min(1, sin[i]!));
        expect(Math.abs(found - angle)).toBeLessThan(1e-13);
      });
    }
  });
});
