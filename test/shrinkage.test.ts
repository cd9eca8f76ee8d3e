import { describe, expect, it } from "vitest";
import { estimateNoise, type Loss, marchenkoPasturMedian, noiseUnit, optimalThreshold, shrink, thresholdFactor } from "../src/shrinkage";

describe("Gavish–Donoho constants", () => {
  // beta, lambda*, mu, omega = lambda* / √mu to ten decimals.
  it.each([
    [0.01, 1.4347484457, 0.9966656763, 1.4371464018],
    [0.05, 1.5066074107, 0.9833083034, 1.5193409596],
    [0.1, 1.5816483953, 0.9665651474, 1.6087715574],
    [0.25, 1.7580293771, 0.9160040707, 1.8368657911],
    [0.5, 1.9785990538, 0.8304658816, 2.1711853485],
    [0.75, 2.1560938442, 0.742948487, 2.5014297364],
    [0.9, 2.2503408007, 0.6892220984, 2.7106203694],
    [1, 2.3094010768, 0.6527759416, 2.8583624241],
  ])("at beta %d", (beta, lambda, mu, omega) => {
    expect(Math.abs(thresholdFactor(beta) - lambda)).toBeLessThan(1e-9);
    expect(Math.abs(marchenkoPasturMedian(beta) - mu)).toBeLessThan(1e-9);
    expect(Math.abs(thresholdFactor(beta) / Math.sqrt(marchenkoPasturMedian(beta)) - omega)).toBeLessThan(1e-9);
  });

  it("has the known value 4/√3 for a square matrix", () => {
    expect(thresholdFactor(1)).toBeCloseTo(4 / Math.sqrt(3), 15);
  });

  it.each([1e-12, 1e-8, 1e-5, 0.003, 0.3, 0.99, 1 - 1e-6, 1 - 1e-12, 1])(
    "the median splits the law in halves at beta %d",
    (beta) => {
      // The distribution function in closed form, with a = tan(θ/2): another way than the quadrature.
      const root = Math.sqrt(beta);
      const [low, high] = [(1 - root) ** 2, (1 + root) ** 2];
      const median = marchenkoPasturMedian(beta);
      const tangent = Math.sqrt((median - low) / (high - median));
      const theta = 2 * Math.atan(tangent);
      const h = 2 * root;
      const arc = beta === 1 ? 0 : ((1 - beta) / (h * h)) * 2 * Math.atan(((1 + root) / (1 - root)) * tangent);
      const share = (2 / Math.PI) * (Math.sin(theta) / h + ((1 + beta) * theta) / (h * h) - arc);
      // The closed form cancels as beta falls, the median itself is known to eps in t.
      const tolerance = 1e-14 + 2e-15 / root + 1e-15 / beta;
      if (tolerance < 0.1) expect(Math.abs(share - 0.5)).toBeLessThan(tolerance);
      expect(median).toBeGreaterThan(low);
      expect(median).toBeLessThan(1 + beta);
    },
  );

  it("tends to the semicircle law for very long matrices: median 1 − β/3 …", () => {
    // (t − 1)/√β has the semicircle law with a skew of order √β: the median is 1 − β/3 + O(β²).
    for (const beta of [1e-3, 1e-4, 1e-6]) expect((1 - marchenkoPasturMedian(beta)) / beta).toBeCloseTo(1 / 3, 2);
  });
});

describe("the noise unit and the threshold", () => {
  it("takes the given noise times the root of the longer side", () => {
    const S = Float64Array.of(9, 4, 1);
    for (const [m, n] of [[3, 100], [100, 3]] as const) {
      expect(noiseUnit(S, m, n, 0.5)).toBe(5);
      expect(optimalThreshold(S, m, n, 0.5)).toBe(5 * thresholdFactor(0.03));
      expect(noiseUnit(S, m, n)).toBeCloseTo(4 / Math.sqrt(marchenkoPasturMedian(0.03)), 14);
      expect(estimateNoise(S, m, n)).toBeCloseTo(0.4 / Math.sqrt(marchenkoPasturMedian(0.03)), 15);
    }
  });
});

/** What a planted value x becomes under noise (both in units of σ√n), and the cosines of its vectors to the true ones. */
function spike(x: number, beta: number) {
  const c = Math.sqrt((x ** 4 - beta) / (x ** 4 + beta * x * x));
  const d = Math.sqrt((x ** 4 - beta) / (x ** 4 + x * x));
  return { y: Math.sqrt((x + 1 / x) * (x + beta / x)), cosines: c * d, sines: Math.sqrt(1 - c * c) * Math.sqrt(1 - d * d) };
}

describe("optimal shrinkage", () => {
  const shrinkOne = (y: number, beta: number, loss: Loss, unit = 1) => shrink(Float64Array.of(y * unit), beta, unit, loss)[0]! / unit;

  it.each([0.01, 0.25, 0.5, 1])("undoes what the noise did, by the asymptotic formulas, at beta %d", (beta) => {
    for (const x of [1.01, 1.2, 1.5, 2, 5, 50, 1e4]) {
      const planted = x * beta ** 0.25;
      const { y, cosines, sines } = spike(planted, beta);
      expect(shrinkOne(y, beta, "operator") / planted).toBeCloseTo(1, 11);
      expect(shrinkOne(y, beta, "frobenius") / planted).toBeCloseTo(cosines, 11);
      expect(shrinkOne(y, beta, "nuclear") / planted).toBeCloseTo(Math.max(0, cosines - sines), 11);
    }
  });

  it.each(["frobenius", "operator", "nuclear"] as const)("is monotone, below the identity, 0 up to the edge of the noise: %s", (loss) => {
    for (const beta of [0.1, 1]) {
      const edge = 1 + Math.sqrt(beta);
      expect(Array.from(shrink(Float64Array.of(edge, 1, 0), beta, 1, loss))).toEqual([0, 0, 0]);
      const values = Float64Array.from({ length: 2000 }, (_, i) => edge + (2000 - i) * 0.003);
      const shrunk = shrink(values, beta, 1, loss);
      for (let i = 0; i < values.length; i++) {
        expect(shrunk[i]).toBeLessThan(values[i]!);
        if (i > 0) expect(shrunk[i]).toBeLessThanOrEqual(shrunk[i - 1]!);
      }
    }
  });

  it.each(["frobenius", "operator", "nuclear"] as const)("stays descending where values are next to each other: %s", (loss) => {
    const values = Float64Array.from({ length: 500 }, (_, i) => 7 - i * 2 ** -50);
    const shrunk = shrink(values, 0.7, 1, loss);
    for (let i = 1; i < values.length; i++) expect(shrunk[i]).toBeLessThanOrEqual(shrunk[i - 1]!);
    expect(shrunk.at(-1)).toBeGreaterThan(1);
  });

  it("orders the losses: nuclear ≤ Frobenius ≤ operator", () => {
    for (const y of [2.1, 2.5, 4, 100]) {
      const [nuclear, frobenius, operator] = (["nuclear", "frobenius", "operator"] as const).map((loss) => shrinkOne(y, 1, loss));
      expect(nuclear).toBeLessThan(frobenius!);
      expect(frobenius).toBeLessThan(operator!);
    }
  });

  it.each(["frobenius", "operator", "nuclear"] as const)("leaves values alone where there is no noise, or next to none: %s", (loss) => {
    const S = Float64Array.of(1e300, 3, 1e-100);
    expect(shrink(S, 0.5, 0, loss)).toEqual(S);
    expect(shrink(Float64Array.of(1e300, 3), 0.5, 1e-200, loss)).toEqual(Float64Array.of(1e300, 3));
  });

  it.each([2 ** -900, 2 ** 900])("scales with the unit %d to the bit", (unit) => {
    for (const loss of ["frobenius", "operator", "nuclear"] as const) {
      for (const y of [1.8, 2.2, 7]) expect(shrinkOne(y, 0.5, loss, unit)).toBe(shrinkOne(y, 0.5, loss));
    }
  });
});
