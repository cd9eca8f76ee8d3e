// The cases of ml-matrix's own suites for the decomposition, pseudoInverse, linearDependencies, solve and inverse, by their values. Signs of singular
// vectors are compared after alignment, but for what ml-matrix's users can rely on: see the last test.
import * as theirs from "ml-matrix";
import { Matrix } from "ml-matrix";
import { afterEach, describe, expect, it, vi } from "vitest";
import { inverse, linearDependencies, pseudoInverse, SingularValueDecomposition, solve, SVD } from "../../src/ml-matrix/ml-matrix";
import { aligned, distance, largest, random, type Rows, skew } from "../support/ml-matrix";

afterEach(() => vi.restoreAllMocks());

const TALL: Rows = [[1, 2], [3, 4], [5, 6], [7, 8]];
const WIDE = new Matrix(TALL).transpose();
const VALUES = [14.2690954992615, 0.626828232417543];
const LONG = new Matrix([[0.152483233310201, 0.822647472225661], [0.349918371807964, 0.42137528768458], [0.547353510305727, 0.0201031031435023], [0.74478864880349, -0.381169081397574]]);
const SHORT = new Matrix([[0.641423027995072, -0.767187395072177], [0.767187395072177, 0.641423027995072]]);

function product(svd: SVD): Matrix {
  const { leftSingularVectors: U, rightSingularVectors: V } = svd;
  return U.mmul(Matrix.diag(svd.diagonal, U.columns, V.columns)).mmul(V.transpose());
}

describe("singular value decomposition", () => {
  it("a Gram matrix of a regression with 58 empty columns: 73 values, and no loop without end", () => {
    const places = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 60, 61, 72];
    const lower = [
      [58302209042.213104], [14575552260.553276, 3643888065.138319], [2082221751.5076108, 520555437.8769027, 74365062.55384323],
      [15654755464.737179, 3913688866.1842947, 559098409.4548992, 4364385981.539228],
      [2236393637.819597, 559098409.4548992, 79871201.35069989, 623483711.6484613, 89069101.6640659],
      [187857065576.84613, 46964266394.21153, 6709180913.45879, 52372631778.47075, 7481804539.781536, 628471581341.649],
      [10912064286.051163, 2728016071.5127907, 389716581.64468443, 3025707654.3964005, 432243950.6280572, 36308491852.756805, 2114760768.4488769],
      [1558866326.5787377, 389716581.64468443, 55673797.37781206, 432243950.6280572, 61749135.80400817, 5186927407.536686, 302108681.2069824, 43158383.02956891],
      [152701.03999999902, 38175.259999999755, 5453.608571428536, 33129.690833320245, 4732.812976188607, 397556.28999984293, 22353.36999999993, 3193.3385714285614, 1],
      [128539.7199999894, 32134.92999999735, 4590.704285713907, 33531.314166652744, 4790.187738093249, 402375.76999983296, 26549.21999999969, 3792.7457142856697, 0, 1],
      [100408.30999999361, 25102.077499998402, 3586.0110714283433, 33142.559166653504, 4734.651309521929, 397710.70999984205, 20586.06, 2940.8657142857146, 0, 0, 1],
      [91544.04999999351, 22886.01249999838, 3269.4303571426253, 32311.47333332156, 4615.92476190308, 387737.6799998587, 22055.399999999918, 3150.771428571417, 0, 0, 0, 1],
      [381649.069999982, 95412.2674999955, 13630.323928570786, 99803.5641666265, 14257.652023803785, 1197642.7699995178, 69488.64999999962, 9926.949999999946, 1, 1, 1, 0, 3],
      [91544.04999999351, 22886.01249999838, 3269.4303571426253, 32311.47333332156, 4615.92476190308, 387737.6799998587, 22055.399999999918, 3150.771428571417, 0, 0, 0, 1, 0, 1],
      [473193.11999997555, 118298.27999999389, 16899.75428571341, 132115.03749994806, 18873.576785706864, 1585380.4499993764, 91544.04999999955, 13077.721428571362, 1, 1, 1, 1, 3, 1, 4],
    ];
    const a = new Matrix(73, 73);
    lower.forEach((row, i) => row.forEach((x, j) => a.set(places[i]!, places[j]!, x).set(places[j]!, places[i]!, x)));
    const svd = new SVD(a);
    expect(svd.diagonal).toHaveLength(73);
    expect(distance(product(svd), a)).toBeLessThan(1e-14 * svd.norm2);
    expect(skew(svd.U)).toBeLessThan(1e-13);
    svd.diagonal.slice(15).forEach((s) => expect(s).toBeLessThan(1e-15 * svd.norm2));
    const reference = new theirs.SVD(a);
    svd.diagonal.forEach((s, i) => expect(Math.abs(s - reference.diagonal[i]!)).toBeLessThan(1e-14 * svd.norm2));
  });

  it("the 4 × 5 example of an encyclopedia: U Uᵀ is the identity to the last bit, and V is orthogonal", () => {
    const svd = new SVD(new Matrix([[1, 0, 0, 0, 2], [0, 0, 3, 0, 0], [0, 0, 0, 0, 0], [0, 4, 0, 0, 0]]));
    const [U, V] = [new Matrix(svd.U), new Matrix(svd.V)];
    expect(U.mmul(U.transpose()).to2DArray()).toStrictEqual(Matrix.eye(4).to2DArray());
    expect(distance(V.mmul(V.transpose()), Matrix.eye(5))).toBeLessThan(1e-15);
    [4, 3, Math.sqrt(5), 0].forEach((s, i) => expect(svd.s[i]).toBeCloseTo(s, 15));
  });

  it("(1 1; 2 2): its inverse by four ways", () => {
    const a = new Matrix([[1, 1], [2, 2]]);
    const expected = new Matrix([[0.1, 0.2], [0.1, 0.2]]);
    const svd = new SVD(a);
    for (const found of [svd.solve(Matrix.eye(2)), svd.inverse(), svd.solveForDiagonal([1, 1]), inverse(a, true), solve(a, Matrix.eye(2), true)]) {
      expect(distance(found, expected)).toBeLessThan(1e-15);
    }
  });

  it.each([
    ["wide, not transposed", WIDE, false, SHORT, LONG], ["wide, transposed", WIDE, true, SHORT, LONG],
    ["tall", new Matrix(TALL), false, LONG, SHORT], ["tall, autoTranspose", new Matrix(TALL), true, LONG, SHORT],
  ])("4 × 2 %s", (_, a, autoTranspose, left, right) => {
    const svd = new SVD(a, { computeLeftSingularVectors: true, computeRightSingularVectors: true, autoTranspose });
    expect(distance(product(svd), a)).toBeLessThan(1e-14);
    svd.diagonal.forEach((s, i) => expect(s).toBeCloseTo(VALUES[i]!, 13));
    expect(svd.diagonal).toHaveLength(2);
    for (const [found, expected] of [[svd.leftSingularVectors, left], [svd.rightSingularVectors, right]] as const) {
      const leading = found.subMatrix(0, found.rows - 1, 0, 1);
      expect(distance(aligned(leading, expected), expected)).toBeLessThan(1e-13);
    }
  });

  it("one side only of the wide matrix: the other is zero", () => {
    const left = new SVD(WIDE, { computeRightSingularVectors: false, autoTranspose: true });
    expect(distance(left.leftSingularVectors, SHORT)).toBeLessThan(1e-13);
    expect(left.rightSingularVectors.to2DArray()).toStrictEqual(new Matrix(4, 2).to2DArray());
    const right = new SVD(WIDE, { computeLeftSingularVectors: false, autoTranspose: true });
    expect(right.leftSingularVectors.to2DArray()).toStrictEqual(new Matrix(2, 2).to2DArray());
    expect(distance(right.rightSingularVectors, LONG)).toBeLessThan(1e-13);
    for (const svd of [left, right]) svd.diagonal.forEach((s, i) => expect(s).toBeCloseTo(VALUES[i]!, 13));
  });

  it("ten points in the plane and their transpose: strictly equal parts", () => {
    const a = new Matrix([[2.5, 2.4], [0.5, 0.7], [2.2, 2.9], [1.9, 2.2], [3.1, 3], [2.3, 2.7], [2, 1.6], [1, 1.1], [1.5, 1.6], [1.1, 0.9]]);
    const [tall, wide] = [new SVD(a, { autoTranspose: true }), new SVD(a.transpose(), { autoTranspose: true })];
    expect(tall.rightSingularVectors).toStrictEqual(wide.leftSingularVectors);
    expect(tall.leftSingularVectors).toStrictEqual(wide.rightSingularVectors);
    expect(tall.diagonalMatrix).toStrictEqual(wide.diagonalMatrix);
  });

  it("a hundred dependent equations: the right side comes out, though the matrix has rank 2", () => {
    const a = new Matrix(Array.from({ length: 100 }, (_, i) => [i + 1, 2 * i + 1, 1]));
    const b = Array.from({ length: 100 }, (_, i) => 4 * (i + 1) - (2 * i + 1) + 3);
    const svd = new SVD(a);
    expect(svd.rank).toBe(2);
    expect(distance(product(svd), a)).toBeLessThan(1e-12);
    const x = svd.solve(Matrix.columnVector(b));
    expect(distance(a.mmul(x), Matrix.columnVector(b))).toBeLessThan(1e-11);
    expect(distance(x, new theirs.SVD(a).solve(Matrix.columnVector(b)))).toBeLessThan(1e-11);
  });

  it("4 × 3 that converges, 2 × 3 through autoTranspose", () => {
    const a = new Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 10], [2, 9, 4]]);
    expect(distance(product(new SingularValueDecomposition(a)), a)).toBeLessThan(1e-14);
    const wide = new SVD(new Matrix([[1, 2, 3], [4, 5, 6]]), { autoTranspose: true });
    expect([wide.diagonal.length, wide.rank]).toEqual([2, 2]);
    expect(distance(product(wide), new Matrix([[1, 2, 3], [4, 5, 6]]))).toBeLessThan(1e-14);
  });

  it("signs: where ml-matrix's own are those of the 4 × 2 example, so are ours; only the wide matrix that is not transposed differs, in both columns of both sides", () => {
    expect(distance(new SVD(TALL).U, LONG)).toBeLessThan(1e-13);
    expect(distance(new SVD(TALL).V, SHORT)).toBeLessThan(1e-13);
    expect(distance(new SVD(WIDE, { autoTranspose: true }).V, LONG)).toBeLessThan(1e-13);
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const [mine, other] = [new SVD(WIDE).leftSingularVectors, new theirs.SVD(WIDE).leftSingularVectors];
    expect(distance(mine, other)).toBeGreaterThan(1);
    expect(distance(aligned(mine, other), other)).toBeLessThan(1e-13);
  });
});

describe("pseudoInverse", () => {
  const DEFICIENT: Rows[] = [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [2, 4], [3, 6], [4, 8]], [[1, 2, 3, 4], [2, 4, 6, 8]]];
  const REGULAR: Rows[] = [[[2, 4], [7, 1]], [[4, 7], [2, 6]], [[1, 0, 1], [2, 4, 5]]];

  it.each<[Rows, Rows]>([
    [[[2, 4], [7, 1]], [[-1 / 26, 2 / 13], [7 / 26, -1 / 13]]],
    [[[4, 7], [2, 6]], [[0.6, -0.7], [-0.2, 0.4]]],
    [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[-23 / 36, -1 / 6, 11 / 36], [-1 / 18, 0, 1 / 18], [19 / 36, 1 / 6, -7 / 36]]],
    [[[1, 0, 1], [2, 4, 5]], [[31 / 41, -3 / 41], [-28 / 41, 8 / 41], [10 / 41, 3 / 41]]],
    [[[10, 20, 30], [40, 50, 60], [70, 80, 90]], [[-23 / 360, -1 / 60, 11 / 360], [-1 / 180, 0, 1 / 180], [19 / 360, 1 / 60, -7 / 360]]],
    [[[1, 2], [2, 4], [3, 6], [4, 8]], [[1 / 150, 1 / 75, 1 / 50, 2 / 75], [1 / 75, 2 / 75, 1 / 25, 4 / 75]]],
  ])("%j", (a, expected) => {
    expect(distance(pseudoInverse(new Matrix(a)), new Matrix(expected))).toBeLessThan(2e-15);
    expect(distance(inverse(a, true), new Matrix(expected))).toBeLessThan(2e-15);
    expect(distance(new SVD(a).inverse(), new Matrix(expected))).toBeLessThan(2e-15);
  });

  it("of k A is that of A divided by k, for k from 1e-300 to 1e300", () => {
    for (const rows of [...DEFICIENT, ...REGULAR]) {
      const reference = pseudoInverse(rows);
      for (const k of [1e-300, 1e-100, 1e-17, 1e-12, 1e-6, 1e-2, 1e2, 1e6, 1e12, 1e17, 1e100, 1e300]) {
        const scaled = pseudoInverse(new Matrix(rows).mul(k)).mul(k);
        expect(distance(scaled, reference)).toBeLessThan(1e-12 * largest(reference));
      }
    }
  });

  it("has the four properties of Moore and Penrose", () => {
    const more = Array.from({ length: 30 }, (_, i) => {
      const r = 1 + (i % 3);
      return new Matrix(random(3 + (i % 5), r, i)).mmul(new Matrix(random(r, 4 + (i % 4), i + 50))).to2DArray();
    });
    for (const rows of [...DEFICIENT, ...REGULAR, ...more]) {
      for (const k of [1e-8, 1, 1e8]) {
        const A = new Matrix(rows).mul(k);
        const P = pseudoInverse(A);
        const [AP, PA] = [A.mmul(P), P.mmul(A)];
        const condition = largest(A) * largest(P);
        expect(distance(AP.mmul(A), A)).toBeLessThan(1e-14 * condition * largest(A));
        expect(distance(PA.mmul(P), P)).toBeLessThan(1e-14 * condition * largest(P));
        expect(distance(AP.transpose(), AP)).toBeLessThan(1e-14 * condition);
        expect(distance(PA.transpose(), PA)).toBeLessThan(1e-14 * condition);
      }
    }
  });
});

describe("linearDependencies", () => {
  const A: Rows = [[2, 0, 0, 1], [0, 1, 6, 0], [0, 3, 0, 1], [0, 0, 1, 0], [0, 1, 2, 0]];

  it("of five rows, three of which depend on one another", () => {
    const expected = [[0, 0, 0, 0, 0], [0, 0, 0, 4, 1], [0, 0, 0, 0, 0], [0, 0.25, 0, 0, -0.25], [0, 1, 0, -4, 0]];
    for (const form of [A, new Matrix(A), new theirs.MatrixTransposeView(new Matrix(A).transpose()), theirs.wrap(A)]) {
      expect(distance(linearDependencies(form as Matrix), new Matrix(expected))).toBeLessThan(1e-14);
    }
  });

  it("of more rows than ml-matrix can take: the coefficients of least norm", () => {
    const rows = [[1, 0], [0, 1], [1, 1], [2, 1], [3, 3]];
    vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(() => theirs.linearDependencies(new Matrix(rows))).toThrow();
    const found = linearDependencies(rows);
    expect(distance(found.mmul(new Matrix(rows)), new Matrix(rows))).toBeLessThan(1e-14);
    expect(found.diagonal()).toEqual([0, 0, 0, 0, 0]);
    const others = new Matrix(rows.slice(1)).transpose();
    expect(distance(new Matrix([found.getRow(0).slice(1)]).transpose(), pseudoInverse(others).mmul(Matrix.columnVector(rows[0]!)))).toBeLessThan(1e-14);
  });

  it("the same as ml-matrix's on random matrices with as many rows as it can take", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const [m, n] = [2 + (seed % 5), 1 + (seed % 5) + (seed % 3)];
      const rank = 1 + (seed % Math.min(m, n));
      const a = new Matrix(random(m, rank, seed)).mmul(new Matrix(random(rank, n, seed + 100)));
      if (m - 1 > n) continue;
      const expected = theirs.linearDependencies(a);
      expect(distance(linearDependencies(a), expected)).toBeLessThan(1e-9 * (1 + largest(expected)));
    }
  });

  it("thresholds, and what has no rows to depend on", () => {
    const nearly = [[1, 0, 0], [0, 1, 0], [1, 1e-5, 1e-4]];
    expect(linearDependencies(nearly).getRow(2)).toEqual([0, 0, 0]);
    const loose = linearDependencies(nearly, { thresholdError: 1e-3, thresholdValue: 1e-3 }).getRow(2);
    expect(loose).toEqual([1, 0, 0]);
    expect(loose).toEqual(theirs.linearDependencies(new Matrix(nearly), { thresholdError: 1e-3, thresholdValue: 1e-3 }).getRow(2));
    expect(linearDependencies([[0, 0], [1, 2]]).to2DArray()).toEqual([[0, 0], [0, 0]]);
    for (const [rows, columns] of [[0, 0], [0, 3], [1, 3], [3, 0]] as const) expect(linearDependencies(new Matrix(rows, columns)).to2DArray()).toEqual(new Matrix(rows, rows).to2DArray());
    expect(() => linearDependencies(A, { thresholdError: -1 })).toThrow(RangeError);
    expect(() => linearDependencies(A, { threshold: 1 } as never)).toThrow(/threshold is not an option/);
    expect(() => linearDependencies([[1, NaN]])).toThrow(/matrix\[0\]\[1\] is NaN/);
  });
});

describe("solve", () => {
  it("a tridiagonal 4 × 4, by factorization and by decomposition", () => {
    const a = [[1.5, 1, 0, 0], [1, 0.5, 1, 0], [0, 1, 0.5, 1], [0, 0, 1, 1.5]];
    const b = Matrix.columnVector([20001, 20003, 20005, 20007]);
    const expected = Matrix.columnVector([8000 + 6 / 35, 8000 + 26 / 35, 8002 + 16 / 35, 8003 + 1 / 35]);
    for (const useSVD of [false, true]) expect(distance(solve(a, b, useSVD), expected)).toBeLessThan(1e-10);
  });

  it("five equations in two unknowns, nearly dependent", () => {
    const a = [[10000, 10001], [10002, 10003], [10004, 10001], [10002, 10003], [10004, 10005]];
    const b = Matrix.columnVector([20001, 20003, 20005, 20007, 20009]);
    for (const useSVD of [false, true]) {
      const x = solve(a, b, useSVD);
      expect(distance(x, theirs.solve(a, b))).toBeLessThan(1e-7);
      expect(x.get(0, 0)).toBeCloseTo(1, 3);
    }
  });

  it("wide: a message without useSVD, the shortest solution with it", () => {
    const wide = new Matrix([[1, 2, 3], [4, 5, 6]]);
    expect(distance(solve(wide, [[1], [2]], true), pseudoInverse(wide).mmul(Matrix.columnVector([1, 2])))).toBeLessThan(1e-15);
    expect(distance(wide.mmul(solve(wide, [[1], [2]], true)), Matrix.columnVector([1, 2]))).toBeLessThan(1e-14);
  });
});
