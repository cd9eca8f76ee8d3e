// lowrank/ml-matrix against ml-matrix itself: every name, getter and method, wherever ml-matrix is right.
import * as theirs from "ml-matrix";
import { Matrix, MatrixTransposeView, SymmetricMatrix, wrap } from "ml-matrix";
import { afterEach, describe, expect, it, vi } from "vitest";
import { outOfRange } from "../../src/errors";
import * as ours from "../../src/ml-matrix/ml-matrix";
import { aligned, distance, largest, random, type Rows, skew } from "../support/ml-matrix";

const { SVD } = ours;

const OPTIONS = [
  {}, { computeLeftSingularVectors: false }, { computeRightSingularVectors: false },
  { computeLeftSingularVectors: false, computeRightSingularVectors: false },
];

afterEach(() => vi.restoreAllMocks());

const TALL: [number, number][] = [[1, 1], [2, 2], [3, 3], [2, 1], [7, 1], [3, 2], [5, 3], [8, 8], [12, 5], [25, 25], [40, 13], [64, 64], [120, 30], [90, 89]];
const WIDE: [number, number][] = [[1, 2], [1, 6], [2, 3], [3, 5], [5, 6], [4, 20], [13, 40], [30, 90]];

describe("exports", () => {
  it("has every name of ml-matrix, and all but six are ml-matrix's own", () => {
    const mine = ours as Record<string, unknown>;
    const names = Object.keys(theirs);
    expect(names.filter((name) => !(name in mine))).toEqual([]);
    const replaced = names.filter((name) => mine[name] !== (theirs as Record<string, unknown>)[name]);
    expect(replaced.sort()).toEqual(["SVD", "SingularValueDecomposition", "inverse", "linearDependencies", "pseudoInverse", "solve"]);
    expect(Object.keys(mine).sort()).toEqual(names.sort());
  });

  it("calls one class by both names, with all members of ml-matrix's", () => {
    expect(SVD).toBe(ours.SingularValueDecomposition);
    expect(SVD.name).toBe(theirs.SVD.name);
    const members = Object.getOwnPropertyNames(theirs.SVD.prototype);
    expect(members.filter((name) => !Object.hasOwn(SVD.prototype, name))).toEqual([]);
    expect(ours.default).toBe(Matrix);
  });
});

describe.each([
  ["tall and square", TALL, {}],
  ["tall and square, autoTranspose", TALL, { autoTranspose: true }],
  ["wide, autoTranspose", WIDE, { autoTranspose: true }],
] as const)("%s: the same numbers", (_, shapes, transpose) => {
  it.each(shapes)("%i × %i: getters", (rows, columns) => {
    const a = random(rows, columns);
    for (const options of OPTIONS) {
      const [mine, other] = [new SVD(a, { ...options, ...transpose }), new theirs.SVD(a, { ...options, ...transpose })];
      const scale = other.norm2;
      expect(Array.isArray(mine.diagonal)).toBe(true);
      expect(mine.diagonal).toHaveLength(other.diagonal.length);
      mine.diagonal.forEach((s, i) => expect(Math.abs(s - other.diagonal[i]!)).toBeLessThan(1e-13 * scale));
      expect(distance(mine.diagonalMatrix, other.diagonalMatrix)).toBeLessThan(1e-13 * scale);
      expect(mine.rank).toBe(other.rank);
      expect(Math.abs(mine.norm2 / other.norm2 - 1)).toBeLessThan(1e-13);
      expect(Math.abs(mine.threshold / other.threshold - 1)).toBeLessThan(1e-13);
      expect(Math.abs(mine.condition / other.condition - 1)).toBeLessThan(1e-12 * other.condition);
      for (const side of ["leftSingularVectors", "rightSingularVectors"] as const) {
        expect(mine[side]).toBeInstanceOf(Matrix);
        expect(mine[side]).toBe(mine[side]);
        expect(distance(aligned(mine[side], other[side]), other[side])).toBeLessThan(1e-10);
      }
    }
  });

  it.each(shapes)("%i × %i: solve, solveForDiagonal, inverse", (rows, columns) => {
    const a = random(rows, columns);
    const [mine, other] = [new SVD(a, transpose), new theirs.SVD(a, transpose)];
    const tolerance = 1e-13 * other.condition ** 2;
    for (const p of [1, 2, 9]) {
      const b = new Matrix(random(rows, p, 2));
      const expected = other.solve(b);
      expect(distance(mine.solve(b), expected)).toBeLessThan(tolerance * (1 + largest(expected)));
    }
    const diagonal = random(1, rows, 3)[0]!;
    const expected = other.inverse();
    expect(distance(mine.inverse(), expected)).toBeLessThan(tolerance * (1 + largest(expected)));
    expect(distance(mine.solveForDiagonal(diagonal), other.solveForDiagonal(diagonal))).toBeLessThan(tolerance * (1 + largest(expected)));
    expect(distance(mine.solveForDiagonal(diagonal), mine.solve(Matrix.diag(diagonal)))).toBeLessThan(tolerance * (1 + largest(expected)));
  });

  it.each(shapes)("%i × %i: pseudoInverse, and solve and inverse with and without useSVD", (rows, columns) => {
    const a = random(rows, columns);
    const expected = theirs.pseudoInverse(a);
    const tolerance = 1e-13 * new SVD(a).condition ** 2 * (1 + largest(expected));
    expect(distance(ours.pseudoInverse(a), expected)).toBeLessThan(tolerance);
    expect(distance(ours.pseudoInverse(a, 1e-9), theirs.pseudoInverse(a, 1e-9))).toBeLessThan(tolerance);
    expect(distance(ours.inverse(a, true), expected)).toBeLessThan(tolerance);
    const b = new Matrix(random(rows, 2, 4));
    expect(distance(ours.solve(a, b, true), expected.mmul(b))).toBeLessThan(tolerance * rows);
    if (rows === columns) {
      expect(ours.solve(a, b).to2DArray()).toEqual(theirs.solve(a, b).to2DArray());
      expect(ours.inverse(a).to2DArray()).toEqual(theirs.inverse(a).to2DArray());
    }
  });
});

describe("wide without autoTranspose, where ml-matrix is wrong", () => {
  it.each(WIDE)("%i × %i: V is square and orthogonal, and the product is the matrix", (rows, columns) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const a = new Matrix(random(rows, columns));
    const svd = new SVD(a);
    const { leftSingularVectors: U, rightSingularVectors: V, diagonalMatrix: D } = svd;
    expect([U.rows, U.columns, V.rows, V.columns, D.rows, D.columns]).toEqual([rows, rows, columns, columns, rows, rows]);
    expect(skew(U)).toBeLessThan(1e-13);
    expect(skew(V)).toBeLessThan(1e-13);
    expect(distance(U.mmul(D).mmul(V.transpose()), a)).toBeLessThan(1e-13);
    // The null space, for which V is wanted square.
    expect(largest(a.mmul(V.subMatrix(0, columns - 1, rows, columns - 1)))).toBeLessThan(1e-13);
    expect(svd.rank).toBe(rows);
    expect(svd.diagonal).toEqual(new SVD(a, { autoTranspose: true }).diagonal);
    const expected = theirs.pseudoInverse(a);
    const tolerance = 1e-12 * svd.condition ** 2;
    expect(distance(svd.inverse(), expected)).toBeLessThan(tolerance);
    const b = new Matrix(random(rows, 2, 5));
    expect(distance(svd.solve(b), expected.mmul(b))).toBeLessThan(tolerance);
    expect(distance(ours.solve(a, b, true), expected.mmul(b))).toBeLessThan(tolerance);
    expect(warn).not.toHaveBeenCalled();
    const theirV = new theirs.SVD(a).rightSingularVectors;
    if (columns > rows + 1) expect(skew(theirV)).toBeGreaterThan(0.1);
    else expect(distance(aligned(V, theirV), theirV)).toBeLessThan(1e-10);
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe("the square V of a wide matrix", () => {
  it.each([
    ["equal singular values", [[0, 2, 0, 0, 0], [2, 0, 0, 0, 0], [0, 0, 0, 2, 0]]],
    ["rank 1", [[1, 2, 3, 4], [2, 4, 6, 8]]],
    ["zero", [[0, 0, 0], [0, 0, 0]]],
  ])("%s: its columns belong to those of U", (_, rows) => {
    const a = new Matrix(rows);
    const { leftSingularVectors: U, rightSingularVectors: V, diagonalMatrix: D } = new SVD(a);
    expect(skew(V)).toBeLessThan(1e-14);
    expect(distance(U.mmul(D).mmul(V.transpose()), a)).toBeLessThan(1e-14);
  });

  it("is formed when it is asked for: a row of 50,000 has all the rest", () => {
    const a = [Float64Array.from({ length: 50_000 }, (_, j) => (j % 3) - 1), Float64Array.from({ length: 50_000 }, (_, j) => (j % 5) - 2)];
    const svd = new SVD(a);
    expect(svd.rank).toBe(2);
    expect(svd.solve([[1], [2]]).rows).toBe(50_000);
    expect(() => svd.rightSingularVectors).toThrow(/bytes of memory/);
    expect(new SVD(a, { autoTranspose: true }).rightSingularVectors.columns).toBe(2);
  });
});

describe("rank-deficient, repeated, graded and extreme matrices", () => {
  const outer = (m: number, n: number) => Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => (i + 1) * (j - 2)));
  const CASES: [string, Rows][] = [
    ["rank 1", outer(6, 4)], ["rank 1, wide", outer(4, 9)], ["all fives", Array.from({ length: 3 }, () => [5, 5, 5])],
    ["singular", [[1, 2, 3], [4, 5, 6], [7, 8, 9]]], ["zero", [[0, 0], [0, 0], [0, 0]]], ["identity", Matrix.eye(5).to2DArray()],
    ["graded", Matrix.diag([1, 1e-5, 1e-10, 1e-14]).to2DArray()], ["large", [[1e200, 2e200], [3e200, 4e200]]],
    ["small", [[1e-200, 2e-200], [3e-200, 4e-200]]], ["a column of zeros", [[1, 0, 2], [3, 0, 4], [5, 0, 6], [7, 0, 8]]],
  ];

  it.each(CASES)("%s", (_, a) => {
    const m = new Matrix(a);
    const [mine, other] = [new SVD(a, { autoTranspose: true }), new theirs.SVD(a, { autoTranspose: true })];
    const { leftSingularVectors: U, rightSingularVectors: V } = mine;
    const scale = largest(m) || 1;
    expect(skew(U)).toBeLessThan(1e-13);
    expect(skew(V)).toBeLessThan(1e-13);
    expect(distance(U.mmul(mine.diagonalMatrix).mmul(V.transpose()), m) / scale).toBeLessThan(1e-13);
    expect(mine.rank).toBe(other.rank);
    mine.diagonal.forEach((s, i) => expect(Math.abs(s - other.diagonal[i]!) / scale).toBeLessThan(1e-13));
    const [inverse, expected] = [mine.inverse(), other.inverse()];
    expect(distance(inverse, expected)).toBeLessThanOrEqual(1e-8 * largest(expected));
    const b = new Matrix(random(m.rows, 2));
    expect(distance(mine.solve(b), other.solve(b))).toBeLessThanOrEqual(1e-8 * largest(expected));
    expect(distance(ours.pseudoInverse(a), theirs.pseudoInverse(a))).toBeLessThanOrEqual(1e-8 * largest(expected));
  });

  it("what threshold, rank and the default of pseudoInverse take for zero is the same to the last bit", () => {
    for (const times of [0.4, 0.49, 0.51, 0.6, 0.9, 0.99, 1.01, 1.5, 2.1]) {
      const a = [[1, 0], [0, 2 * times * Number.EPSILON]];
      const [mine, other] = [new SVD(a), new theirs.SVD(a)];
      expect([mine.rank, mine.threshold, mine.condition]).toEqual([other.rank, other.threshold, other.condition]);
      expect(mine.inverse().to2DArray()).toEqual(other.inverse().to2DArray());
      expect(mine.solve(Matrix.columnVector([1, 1])).to2DArray()).toEqual(other.solve(Matrix.columnVector([1, 1])).to2DArray());
      expect(mine.solveForDiagonal([1, 2]).to2DArray()).toEqual(other.solveForDiagonal([1, 2]).to2DArray());
      expect(ours.pseudoInverse(a).to2DArray()).toEqual(theirs.pseudoInverse(a).to2DArray());
    }
    for (const threshold of [0, 1e-4, 1e-3, 0.4, 1, 2]) {
      const a = [[1, 0], [0, 1e-3]];
      expect(distance(ours.pseudoInverse(a, threshold), theirs.pseudoInverse(a, threshold))).toBeLessThan(1e-9);
    }
  });

  it("inverts subnormal matrices, where ml-matrix gives NaN", () => {
    const a = [[0, 2e-308], [-1.5e-308, 0]];
    const inverse = new SVD(a).inverse();
    expect(distance(inverse, new Matrix([[0, -1 / 1.5e-308], [1 / 2e-308, 0]])) / 1e308).toBeLessThan(1e-14);
    const least = [[1e-310, 0], [0, 1e-310]];
    expect(new theirs.SVD(least).inverse().get(0, 1)).toBeNaN();
    expect(new SVD(least).inverse().to1DArray()).toEqual([Infinity, 0, 0, Infinity]);
  });

  it("knows the condition of a zero matrix", () => {
    expect(new theirs.SVD([[0]]).condition).toBeNaN();
    expect(new SVD([[0]]).condition).toBe(Infinity);
  });
});

describe("empty matrices", () => {
  const EMPTY = [new Matrix([]), ...[[0, 0], [0, 3], [3, 0]].map(([rows, columns]) => new Matrix(rows!, columns!)), [[]], [[], []]];

  it.each(EMPTY)("are refused in ml-matrix's words", (a) => {
    for (const { SVD } of [theirs, ours]) {
      for (const options of OPTIONS) {
        for (const autoTranspose of [false, true]) expect(() => new SVD(a, { ...options, autoTranspose })).toThrow("Matrix must be non-empty");
      }
    }
    for (const { solve, inverse } of [theirs, ours]) {
      expect(() => solve(a, a, true)).toThrow("Matrix must be non-empty");
      expect(() => inverse(a, true)).toThrow("Matrix must be non-empty");
    }
    expect(() => new SVD([])).toThrow(outOfRange("Matrix must be non-empty"));
  });

  it("have a pseudo-inverse", () => {
    for (const [rows, columns] of [[0, 0], [0, 3], [3, 0]] as const) {
      for (const { pseudoInverse } of [theirs, ours]) {
        const inverse = pseudoInverse(new Matrix(rows, columns));
        expect([inverse.rows, inverse.columns]).toEqual([columns, rows]);
      }
    }
  });
});

describe("arguments", () => {
  it("takes what ml-matrix takes: matrices, views, wrappers, typed rows; and changes nothing", () => {
    const rows = [[2, 1, 0], [1, 3, 1], [0, 1, 4]];
    const a = new Matrix(rows);
    const expected = new SVD(rows).diagonal;
    const forms = [
      a, new MatrixTransposeView(a), new SymmetricMatrix(rows), wrap(rows), wrap(rows.flat(), { rows: 3 }), rows.map((row) => Float64Array.from(row)), rows.map((row) => Float32Array.from(row)),
    ];
    for (const form of forms) expect(new SVD(form).diagonal).toEqual(expected);
    const b = Matrix.columnVector([1, 2, 3]);
    new SVD(a).solve(b);
    new SVD(a).inverse();
    expect(a.to2DArray()).toEqual(rows);
    expect(b.to1DArray()).toEqual([1, 2, 3]);
    expect(new SVD(a).solve([[1], [2], [3]]).to2DArray()).toEqual(new SVD(a).solve(b).to2DArray());
    expect(new SVD(a).solveForDiagonal(Float64Array.of(1, 2, 3)).to2DArray()).toEqual(new SVD(a).solveForDiagonal([1, 2, 3]).to2DArray());
  });

  it("refuses what is no matrix, not finite, or does not fit, and says where", () => {
    const svd = new SVD([[1, 2], [3, 4], [5, 6]]);
    const wrong = (x: unknown) => x as never;
    expect(() => new SVD([[1, NaN]])).toThrow(outOfRange("matrix[0][1] is NaN: expected a finite number"));
    expect(() => new SVD([[1, 2], [3]])).toThrow(RangeError);
    expect(() => new SVD(wrong([1, 2, 3]))).toThrow(TypeError);
    expect(() => new SVD(wrong(undefined))).toThrow(TypeError);
    expect(() => new SVD([[1]], wrong({ computeLeft: false }))).toThrow(/computeLeft is not an option/);
    expect(() => svd.solve([[1], [2]])).toThrow(outOfRange("value has 2 rows: expected 3, the rows of the matrix"));
    expect(() => svd.solve([[1], [2], [Infinity]])).toThrow(outOfRange("value[2][0] is Infinity: expected a finite number"));
    expect(() => svd.solveForDiagonal([1, 2])).toThrow(outOfRange("value has length 2: expected 3, the rows of the matrix"));
    expect(() => svd.solveForDiagonal([1, NaN, 3])).toThrow(outOfRange("value[1] is NaN: expected a finite number"));
    expect(() => svd.solveForDiagonal(wrong(3))).toThrow(TypeError);
    expect(() => svd.solveForDiagonal(wrong(null))).toThrow(TypeError);
    for (const threshold of [-1, NaN, Infinity]) expect(() => ours.pseudoInverse([[1]], threshold)).toThrow(RangeError);
    expect(() => ours.pseudoInverse([[1]], wrong("x"))).toThrow(/threshold is "x"/);
  });

  it("does not solve with vectors that were not computed; ml-matrix gives zeros", () => {
    for (const [side, options] of [["Left", OPTIONS[1]!], ["Right", OPTIONS[2]!]] as const) {
      const svd = new SVD([[2, 0], [0, 4]], options);
      expect(() => svd.inverse()).toThrow(outOfRange(`options.compute${side}SingularVectors is false: expected true for inverse()`));
      expect(() => svd.solve([[1], [1]])).toThrow(RangeError);
      expect(() => svd.solveForDiagonal([1, 1])).toThrow(/for solveForDiagonal\(\)/);
    }
    expect(new theirs.SVD([[2, 0], [0, 4]], OPTIONS[1]).inverse().to1DArray()).toEqual([0, 0, 0, 0]);
  });

  it("does not take everything for zero where the norm is beyond the largest double", () => {
    const svd = new SVD([[1.7e308, 1.7e308], [1.7e308, -1.7e308]]);
    expect(svd.norm2).toBe(Infinity);
    expect(() => svd.inverse()).toThrow(/scale the matrix down/);
    expect(() => svd.solve([[1], [1]])).toThrow(RangeError);
    expect(ours.pseudoInverse([[1.7e308, 1.7e308], [1.7e308, -1.7e308]]).get(0, 0)).toBeGreaterThan(0);
  });
});

describe("programs written for ml-matrix give the same when their import line is changed", () => {
  type Library = typeof theirs | typeof ours;
  const PROGRAMS: Record<string, (library: Library) => number[]> = {
    "principal components": ({ Matrix, SVD }) => {
      const scores = new Matrix(random(30, 4)).center("column");
      const svd = new SVD(scores, { computeLeftSingularVectors: false, computeRightSingularVectors: true, autoTranspose: true });
      const variances = svd.diagonal.map((s) => (s * s) / (scores.rows - 1));
      const loadings = svd.rightSingularVectors.transpose();
      return [...variances, ...Matrix.abs(scores.mmul(loadings.transpose())).to1DArray()];
    },
    "rotation between two sets of points (Kabsch)": ({ Matrix, SVD, determinant }) => {
      const [p, q] = [new Matrix(random(10, 3)), new Matrix(random(10, 3, 2))];
      const { leftSingularVectors: U, rightSingularVectors: V } = new SVD(p.transpose().mmul(q));
      const flip = Math.sign(determinant(V.mmul(U.transpose())));
      return V.mmul(Matrix.diag([1, 1, flip])).mmul(U.transpose()).to1DArray();
    },
    "low-rank approximation": ({ Matrix, SVD }) => {
      const svd = new SVD(new Matrix(random(12, 7)));
      const [U, V] = [svd.leftSingularVectors.subMatrixColumn([0, 1]), svd.rightSingularVectors.subMatrixColumn([0, 1])];
      return U.mmul(svd.diagonalMatrix.subMatrix(0, 1, 0, 1)).mmul(V.transpose()).to2DArray().flat();
    },
    "a line by least squares": ({ Matrix, solve }) => {
      const A = new Matrix([[3, 1], [4.25, 1], [5.5, 1], [8, 1]]);
      return solve(A, Matrix.columnVector([4.5, 4.25, 5.5, 5.5]), true).to1DArray();
    },
    "inverse of a singular matrix": ({ Matrix, inverse }) => inverse(new Matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), true).to1DArray(),
    "everything else of the package": ({ Matrix, QrDecomposition, linearDependencies, EVD }) => {
      const A = new Matrix([[2, 0, 0, 1], [0, 1, 6, 0], [0, 3, 0, 1], [0, 0, 1, 0], [0, 1, 2, 0]]);
      return [...linearDependencies(A).to1DArray(), ...new QrDecomposition(A).upperTriangularMatrix.to1DArray(), ...new EVD([[2, 1], [1, 3]]).realEigenvalues];
    },
  };

  it.each(Object.keys(PROGRAMS))("%s", (name) => {
    const [mine, other] = [PROGRAMS[name]!(ours), PROGRAMS[name]!(theirs)];
    expect(mine).toHaveLength(other.length);
    mine.forEach((x, i) => expect(Math.abs(x - other[i]!)).toBeLessThan(1e-11));
  });
});
