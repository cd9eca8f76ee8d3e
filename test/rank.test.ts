import { describe, expect, it } from "vitest";
import { chooseRank, type RankCriterion, type Shape } from "../src/index";
import { optimalThreshold } from "../src/shrinkage";
import { Random } from "./support/random";

const rankOf = (S: ArrayLike<number>, criterion: RankCriterion, shape?: Shape) => chooseRank(S, criterion, shape).rank;
const EPS = Number.EPSILON;

describe("chooseRank: the rules", () => {
  it.each([
    // The lecture's values 6√10 and 3√10: energies 0.8 and 1, ratios 2 and Infinity, errors 1/√5 and 0.
    ["energy met", [6, 3], { energy: 0.75 }, 1],
    ["energy met exactly", [6, 3], { energy: 0.8 }, 1],
    ["energy just missed", [6, 3], { energy: 0.8 + 1e-12 }, 2],
    ["ratio met", [6, 3], { ratio: 1.5 }, 1],
    ["ratio met exactly", [6, 3], { ratio: 2 }, 1],
    ["ratio just missed", [6, 3], { ratio: 2 + 1e-12 }, 2],
    ["error met", [6, 3], { relativeError: 0.5 }, 1],
    ["error met exactly", [6, 3], { relativeError: Math.sqrt(0.2) }, 1],
    ["error just missed", [6, 3], { relativeError: Math.sqrt(0.2) - 1e-12 }, 2],
    ["a number is taken at its word", [6, 3], 2, 2],
    ["the least rank is 1 for every bound", [6, 3], { energy: 0 }, 1],
    ["the least rank is 1 for every bound", [6, 3], { relativeError: 1 }, 1],
    ["the least rank is 1 for every bound", [6, 3], { ratio: 1e-300 }, 1],
    ["all of the energy", [4, 2, 1], { energy: 1 }, 3],
    ["no error at all", [4, 2, 1], { relativeError: 0 }, 3],
    ["any finite ratio", [4, 2, 1], { ratio: 1e300 }, 3],
    ["all of the energy, zeros behind", [4, 2, 0, 0], { energy: 1 }, 2],
    ["all of the energy, a value that squares to nothing beside the rest", [1, 1e-10], { energy: 1 }, 2],
    ["no error, a value far below but above rounding", [1, 1e-10], { relativeError: 0 }, 2],
    ["any finite ratio, zeros behind", [4, 2, 0, 0], { ratio: 1e300 }, 2],
    ["no error, rounding behind", [4, 2, 4 * EPS, 0], { relativeError: 0 }, 2],
    ["all of the energy, rounding behind", [4, 2, 4 * EPS, 0], { energy: 1 }, 2],
    ["many equal values: half of the energy", [2, 2, 2, 2], { energy: 0.5 }, 2],
    ["many equal values: three times the rest", [2, 2, 2, 2], { ratio: 3 }, 3],
    ["many equal values: half of the norm", [2, 2, 2, 2], { relativeError: 0.5 }, 3],
    ["gap", [10, 9, 3, 2.5, 2], "gap", 2],
    ["gap, the first of equal ones", [8, 4, 2, 1], "gap", 1],
    ["gap, none: all equal", [3, 3, 3], "gap", 3],
    ["gap, none: one value", [3], "gap", 1],
    ["gap before zeros", [3, 3, 0, 0], "gap", 2],
    ["gap before rounding, not within it", [1, 0.5, 1e-17, 1e-40], "gap", 2],
    ["gap before rounding, not at its last zero", [1, 1e-17, 0], "gap", 1],
  ] as const)("%s: %j %j", (_, S, criterion, rank) => {
    expect(rankOf(S, criterion as RankCriterion)).toBe(rank);
  });

  it.each([{ energy: 0.5 }, { energy: 1 }, { ratio: 2 }, { relativeError: 0.1 }, { relativeError: 0 }, "gap"] as const)(
    "a zero matrix and an empty one have rank 0 by %j",
    (criterion) => {
      expect(rankOf([0, 0, 0], criterion)).toBe(0);
      expect(rankOf([0], criterion)).toBe(0);
      expect(rankOf([], criterion)).toBe(0);
      expect(rankOf([0, 0], "optimal-threshold", { rows: 2, columns: 5 })).toBe(0);
    },
  );

  it.each([1e-310, 1e-300, 1e-160, 1e160, 1e300, 1e307])("does not depend on the unit: %d", (unit) => {
    const S = [9, 5, 4, 1, 0.5];
    const scaled = S.map((s) => s * unit);
    for (const criterion of [{ energy: 0.9 }, { ratio: 1.8 }, { ratio: 9 }, { relativeError: 0.1 }, "gap"] as const) {
      expect(rankOf(scaled, criterion)).toBe(rankOf(S, criterion));
    }
    chooseRank(scaled, 1).curve.forEach((point, i) => {
      const plain = chooseRank(S, 1).curve[i]!;
      const digits = unit < 1e-308 ? 11 : 14;
      expect(point.energy).toBeCloseTo(plain.energy, digits);
      expect(point.relativeError).toBeCloseTo(plain.relativeError, digits);
      if (i < 4) expect(point.ratio / plain.ratio).toBeCloseTo(1, digits);
      expect(point.gap).toBeCloseTo(plain.gap, digits);
    });
  });

  it("finds an exact share to within rounding, for any spectrum", () => {
    const random = new Random(5);
    for (let trial = 0; trial < 300; trial++) {
      const p = random.integer(2, 40);
      const S = Array.from({ length: p }, () => random.between(0.1, 1)).sort((a, b) => b - a);
      const { curve } = chooseRank(S, 1);
      for (const { rank, energy, relativeError, ratio } of curve.slice(0, -1)) {
        expect(rankOf(S, { energy })).toBe(rank);
        expect(rankOf(S, { relativeError })).toBe(rank);
        expect(rankOf(S, { ratio })).toBe(rank);
      }
    }
  });

  it("uses the shape for the rounding level", () => {
    const S = [1, 1e-14];
    expect(rankOf(S, { energy: 1 })).toBe(2);
    expect(rankOf(S, { energy: 1 }, { rows: 1000, columns: 2 })).toBe(1);
    expect(rankOf(S, 2, { rows: 1000, columns: 2 })).toBe(2);
  });
});

describe("chooseRank: the curve", () => {
  it("tells what every rank would mean", () => {
    const { rank, curve } = chooseRank([6, 3], { energy: 0.8 });
    expect(rank).toBe(1);
    expect(curve).toEqual([
      { rank: 1, value: 6, energy: expect.closeTo(0.8, 15), relativeError: expect.closeTo(Math.sqrt(0.2), 15), ratio: 2, gap: 2 },
      { rank: 2, value: 3, energy: 1, relativeError: 0, ratio: Infinity, gap: 1 },
    ]);
  });

  it("is monotone, ends exactly, and is the same for every criterion", () => {
    const random = new Random(6);
    const S = Array.from({ length: 60 }, () => random.unit() ** 4).sort((a, b) => b - a);
    const { curve } = chooseRank(S, "gap");
    expect(chooseRank(S, { ratio: 3 }).curve).toEqual(curve);
    expect(curve.map((point) => point.value)).toEqual(S);
    for (let i = 1; i < curve.length; i++) {
      expect(curve[i]!.energy).toBeGreaterThanOrEqual(curve[i - 1]!.energy);
      expect(curve[i]!.relativeError).toBeLessThanOrEqual(curve[i - 1]!.relativeError);
      expect(curve[i]!.ratio).toBeGreaterThan(curve[i - 1]!.ratio);
      expect(curve[i - 1]!.gap).toBe(S[i - 1]! / S[i]!);
    }
    expect(curve.at(-1)).toMatchObject({ rank: 60, energy: 1, relativeError: 0, ratio: Infinity, gap: 1 });
  });

  it("agrees with plain sums", () => {
    const S = [7, 4, 4, 2, 1];
    const sum = (values: number[]) => values.reduce((s, x) => s + x, 0);
    const squares = sum(S.map((s) => s * s));
    for (const { rank: k, energy, relativeError, ratio } of chooseRank(S, 1).curve) {
      expect(energy).toBeCloseTo(sum(S.slice(0, k).map((s) => s * s)) / squares, 14);
      expect(relativeError).toBeCloseTo(Math.sqrt(sum(S.slice(k).map((s) => s * s)) / squares), 14);
      expect(ratio).toBe(sum(S.slice(0, k)) / sum(S.slice(k)));
    }
  });

  it("is plain for zeros and rounding", () => {
    expect(chooseRank([0, 0], { energy: 1 }).curve).toEqual([
      { rank: 1, value: 0, energy: 1, relativeError: 0, ratio: Infinity, gap: 1 },
      { rank: 2, value: 0, energy: 1, relativeError: 0, ratio: Infinity, gap: 1 },
    ]);
    expect(chooseRank([], "gap")).toEqual({ rank: 0, curve: [] });
    const gaps = chooseRank([1, 1e-17, 1e-30, 0], "gap").curve.map((point) => point.gap);
    expect(gaps).toEqual([1 / (4 * EPS), 1, 1, 1]);
  });
});

describe('chooseRank: "optimal-threshold"', () => {
  // omega(beta) of completion tables: threshold = omega * median.
  it.each([
    [100, 1, 1.4371464018],
    [20, 1, 1.5193409596],
    [10, 1, 1.6087715574],
    [4, 1, 1.8368657911],
    [2, 1, 2.1711853485],
    [4, 3, 2.5014297364],
    [10, 9, 2.7106203694],
    [1, 1, 2.8583624241],
  ])("the bar over the median at %i to %i", (n, m, omega) => {
    const [rows, columns] = [20 * n, 20 * m];
    const p = Math.min(rows, columns);
    // The middle values 0.9 and 1.1 have the median 1; the first two values lie on the two sides of the bar.
    const flat = new Array<number>(p).fill(0.9).fill(1.1, 0, p / 2);
    const S = [omega + 1e-9, omega - 1e-9, ...flat.slice(2)];
    expect(rankOf(S, "optimal-threshold", { rows, columns })).toBe(1);
    expect(rankOf(S, "optimal-threshold", { rows: columns, columns: rows })).toBe(1);
    expect(Math.abs(optimalThreshold(Float64Array.from(S), rows, columns) - omega)).toBeLessThan(1e-9);
  });

  it("takes the middle value of an odd number", () => {
    expect(optimalThreshold(Float64Array.of(9, 2, 1), 3, 3)).toBeCloseTo(2 * 2.8583624241, 8);
  });

  it("keeps the numerical rank when the median is 0", () => {
    expect(rankOf([5, 3, 0, 0, 0], "optimal-threshold", { rows: 5, columns: 5 })).toBe(2);
    expect(rankOf([5, 3, 1e-16, 1e-16, 1e-16], "optimal-threshold", { rows: 5, columns: 5 })).toBe(2);
  });

  it("takes a matrix as the shape", () => {
    const shape = { rows: 2, columns: 2, data: Float64Array.of(9, 0, 0, 1) };
    expect(rankOf([9, 1], "optimal-threshold", shape)).toBe(0);
  });
});

describe("chooseRank: arguments", () => {
  it("takes arrays and typed arrays and leaves them alone", () => {
    const S = Float64Array.of(6, 3);
    expect(chooseRank(S, { energy: 0.8 })).toEqual(chooseRank([6, 3], { energy: 0.8 }));
    expect(rankOf(Float32Array.of(6, 3), { energy: 0.8 })).toBe(1);
    expect(S).toEqual(Float64Array.of(6, 3));
  });

  const square = { rows: 3, columns: 3 };
  it.each([
    ["no values", null, 1, undefined, TypeError, "S is null: expected an array of singular values"],
    ["a number for values", 5, 1, undefined, TypeError, "S is 5: expected an array"],
    ["a text", "63", 1, undefined, TypeError, 'S is "63": expected an array'],
    ["a hole", [1, , 1], 1, undefined, TypeError, "S[1] is undefined: expected a number, 0 or more"],
    ["a negative value", [1, -1], 1, undefined, RangeError, "S[1] is -1: expected a number, 0 or more"],
    ["NaN", [NaN], 1, undefined, RangeError, "S[0] is NaN"],
    ["Infinity", [Infinity, 1], 1, undefined, RangeError, "S[0] is Infinity: expected a finite number"],
    ["ascending values", [1, 2], 1, undefined, RangeError, "S[1] is 2, above S[0] = 1: expected descending"],
    ["rank 0", [2, 1], 0, undefined, RangeError, "criterion is 0: expected an integer, 1 to 2"],
    ["rank -1", [2, 1], -1, undefined, RangeError, "criterion is -1"],
    ["rank 3 of 2", [2, 1], 3, undefined, RangeError, "criterion is 3: expected an integer, 1 to 2"],
    ["rank 10^9", [2, 1], 1e9, undefined, RangeError, "criterion is 1000000000"],
    ["rank 1.5", [2, 1], 1.5, undefined, RangeError, "criterion is 1.5"],
    ["rank NaN", [2, 1], NaN, undefined, RangeError, "criterion is NaN"],
    ["a rank of nothing", [], 1, undefined, RangeError, "the matrix has no entries"],
    ["energy below 0", [2, 1], { energy: -0.1 }, undefined, RangeError, "criterion.energy is -0.1: expected a number from 0 to 1"],
    ["energy in percent", [2, 1], { energy: 95 }, undefined, RangeError, "criterion.energy is 95"],
    ["energy NaN", [2, 1], { energy: NaN }, undefined, RangeError, "criterion.energy is NaN"],
    ["energy a text", [2, 1], { energy: "0.9" }, undefined, TypeError, 'criterion.energy is "0.9"'],
    ["error above 1", [2, 1], { relativeError: 2 }, undefined, RangeError, "criterion.relativeError is 2: expected a number from 0 to 1"],
    ["ratio 0", [2, 1], { ratio: 0 }, undefined, RangeError, "criterion.ratio is 0: expected a number above 0"],
    ["ratio Infinity", [2, 1], { ratio: Infinity }, undefined, RangeError, "criterion.ratio is Infinity"],
    ["two rules", [2, 1], { energy: 0.5, ratio: 2 }, undefined, TypeError, "criterion has the fields { energy, ratio }"],
    ["no rule", [2, 1], {}, undefined, TypeError, "criterion has the fields {  }"],
    ["an unknown rule", [2, 1], { share: 0.5 }, undefined, TypeError, "criterion has the fields { share }"],
    ["an unknown name", [2, 1], "elbow", undefined, RangeError, 'criterion is "elbow": expected a rank'],
    ["no criterion", [2, 1], undefined, undefined, TypeError, "criterion is undefined: expected a rank"],
    ["a list", [2, 1], [1], undefined, TypeError, "criterion is an array of length 1"],
    ["no shape where it is needed", [2, 1], "optimal-threshold", undefined, TypeError, "shape is undefined"],
    ["a shape of three numbers", [2, 1], 1, [2, 2, 2], TypeError, "shape is an array of length 3"],
    ["a pair too small", [2, 1], 1, [1, 5], RangeError, "shape is 1 × 5"],
    ["a shape that is none", [2, 1], 1, 4, TypeError, "shape is 4: expected { rows, columns }"],
    ["a shape too small", [2, 1], 1, { rows: 1, columns: 5 }, RangeError, "shape is 1 × 5: expected room for the 2 singular values of S"],
    ["some of the values", [2, 1], "optimal-threshold", square, RangeError, "S has length 2: expected all 3 singular values"],
  ])("refuses %s", (_, S, criterion, shape, kind, message) => {
    const call = () => chooseRank(S as never, criterion as never, shape as never);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });
});

describe("the threshold that chooseRank tells", () => {
  it("is what divides the values that are kept from the others, and is there for no other criterion", () => {
    const random = new Random(8);
    for (let round = 0; round < 200; round++) {
      const p = random.integer(1, 30);
      const S = Array.from({ length: p }, () => 10 ** random.between(-3, 3)).sort((a, b) => b - a);
      const shape = { rows: p, columns: p + random.integer(0, 40) };
      const { rank, threshold } = chooseRank(S, "optimal-threshold", shape);
      expect(S.filter((s) => s > threshold!).length).toBe(rank);
      expect(threshold).toBeGreaterThanOrEqual(optimalThreshold(Float64Array.from(S), shape.rows, shape.columns));
      for (const criterion of [1, "gap", { energy: 0.9 }] as const) expect(chooseRank(S, criterion, shape)).not.toHaveProperty("threshold");
    }
    expect(chooseRank([], "optimal-threshold", [0, 3])).toEqual({ rank: 0, curve: [] });
    expect(chooseRank([0, 0], "optimal-threshold", [2, 3])).toMatchObject({ rank: 0, threshold: 0 });
  });
});
