// The leading triplets of tall and wide matrices by a Gram matrix: as right as by the whole decomposition, or another road.
import { describe, expect, it } from "vitest";
import { pca, svd, truncatedSvd } from "../src/index";
import { gramIsCheapest } from "../src/leading-cost";
import { exports, retire } from "../src/wasm/module";
import { debug } from "./support/builds";
import { wrongSign } from "./support/contracts";
import { type Dense, dense, map, scaled, timesPowerOfTwo, transposed, ULP } from "./support/dense";
import { range } from "./support/implicit";
import { gaussian, geometric, oneSmall, withSpectrum, zeros } from "./support/matrices";
import { orthogonalityRatio } from "./support/ratios";

/** max(|A*v - s*u|, |A'*u - s*v|), from the definitions. */
function distance(a: Dense, u: Dense, s: number, v: Dense, j: number): number {
  const { rows: m, columns: n, data } = a;
  const right = new Float64Array(n);
  let left = 0;
  for (let i = 0; i < m; i++) {
    let sum = -s * u.data[i * u.columns + j]!;
    for (let p = 0; p < n; p++) {
      sum += data[i * n + p]! * v.data[p * v.columns + j]!;
      right[p]! += data[i * n + p]! * u.data[i * u.columns + j]!;
    }
    left += sum * sum;
  }
  return Math.max(Math.sqrt(left), Math.hypot(...right.map((x, p) => x - s * v.data[p * v.columns + j]!)));
}

/** What is wrong with the leading triplets; their road must be the Gram matrix. */
function faults(name: string, a: Dense, k: number, tolerance?: number | { relative: number }): string[] {
  return [a, transposed(a)].flatMap((b) => {
    const { U, S, V, residuals, info } = truncatedSvd(b, k, tolerance === undefined ? {} : { tolerance });
    const reference = svd(b).S;
    const wrong: string[] = [];
    const below = (what: string, value: number, most: number) => value <= most || wrong.push(`${name}, ${b.rows} x ${b.columns}, ${k}: ${what} ${value}, expected at most ${most}`);
    if (info.method !== "gram" || !info.converged || info.iterations !== 0) wrong.push(`${name}: ${JSON.stringify(info)}`);
    below("orthogonality", Math.max(orthogonalityRatio(U), orthogonalityRatio(V)), 10);
    for (let j = 0; j < k; j++) {
      const measured = distance(b, U, S[j]!, V, j);
      below("residual", residuals[j]!, typeof tolerance === "object" ? tolerance.relative * S[j]! : 1e-10 * S[0]!);
      below("residual that was not seen", measured, residuals[j]! * 1.01 + 200 * ULP * S[0]!);
      below("value", Math.abs(S[j]! - reference[j]!), residuals[j]! + 200 * ULP * S[0]!);
    }
    if (wrongSign(U) >= 0) wrong.push(`${name}: sign of column ${wrongSign(U)}`);
    return wrong;
  });
}

const SHAPES = [[1000, 3, 1], [1000, 3, 3], [1201, 20, 4], [1003, 40, 20]] as const;

describe("truncatedSvd", () => {
  it.each(SHAPES)("%i x %i and turned, %i triplets: spectra, scales, structure", (m, n, k) => {
    const g = gaussian(m, n, m + n);
    const cases: Record<string, Dense> = {
      gaussian: g, ...Object.fromEntries([1, 10, 1e3, 1e5].map((c) => [`condition ${c}`, withSpectrum(m, n, geometric(n, c), n + k)])),
      "one small": withSpectrum(m, n, oneSmall(n, k < n ? 1e14 : 1e4), 3), "1e60": scaled(g, 200), "1e-60": scaled(g, -200), "far from 0": map(g, (x) => 100 + x),
      "columns of zeros": dense(m, n, (i, j) => (j > 0 && j % 3 === 0 && n - k > n / 3 + 1 ? 0 : g.data[i * n + j]!)), "graded rows": dense(m, n, (i, j) => g.data[i * n + j]! * 2 ** ((-20 * i) / m)),
      equal: withSpectrum(m, n, range(n, () => 1), 4),
    };
    expect(Object.entries(cases).flatMap(([name, a]) => faults(name, a, k))).toEqual([]);
  });

  it("a tolerance of each value", () => {
    expect(faults("relative", withSpectrum(1500, 40, geometric(40, 1e3), 8), 6, { relative: 1e-9 })).toEqual([]);
  });

  it("takes another road where half the digits do not do, where squares do not fit, or where progress is watched", () => {
    const small = withSpectrum(1200, 20, geometric(20, 1e12), 7);
    for (const a of [small, scaled(gaussian(1200, 20, 1), 900), scaled(gaussian(1200, 20, 1), -900), zeros(1200, 20), map(gaussian(1200, 20, 1), (x) => timesPowerOfTwo(x, -1060))]) {
      const { S, info } = truncatedSvd(a, 20);
      expect(info.method).toBe("full");
      expect(S).toEqual(svd(a).S);
    }
    expect(truncatedSvd(small, 4, { tolerance: 1e-15 }).info.converged).toBe(true);
    expect(truncatedSvd(gaussian(1200, 20, 1), 3, { onProgress: () => undefined }).info.method).toBe("full");
  });

  it("gives the same bits in the debug build", () => {
    for (const a of [gaussian(1100, 30, 5), gaussian(30, 1100, 5)]) expect(debug.package.truncatedSvd(a, 4)).toEqual(truncatedSvd(a, 4));
  });
});

describe("pca", () => {
  it.each([0, 1, 1e3, 1e8, 1e12])("of a table %d times its spread away from 0 is that with all components", (mean) => {
    for (const [m, n, k] of SHAPES) {
      const a = dense(m, n, (i, j) => (j === 1 ? 7.3 : mean * (j + 1) + Math.sin(i * (j + 1) + ((i * i) % 17)) / (1 + j)));
      const table = { rows: m, columns: n, data: a.data };
      const count = Math.min(k, n - 1);
      const [some, all] = [pca(table, { components: count }), pca(table)];
      expect(some.info?.method).toBe("gram");
      const s = all.singularValues[0]!;
      const grain = Math.max(1, mean) * n * ULP * 10;
      some.mean.forEach((x, j) => expect(Math.abs(x - all.mean[j]!)).toBeLessThanOrEqual(grain));
      expect(some.mean[1]).toBe(7.3);
      some.singularValues.forEach((x, j) => expect(Math.abs(x - all.singularValues[j]!)).toBeLessThanOrEqual(1e-13 * s));
      expect(Math.abs(some.totalVariance / all.totalVariance - 1)).toBeLessThan(1e-13);
      expect(orthogonalityRatio(some.components)).toBeLessThan(10);
      for (let j = 0; j < count; j++) {
        // The scores are what they say: the centred rows along the components.
        const gap = range(m, (i) => range(n, (p) => (a.data[i * n + p]! - some.mean[p]!) * some.components.data[p * count + j]!).reduce((x, y) => x + y, -some.scores!.data[i * count + j]!));
        expect(Math.hypot(...gap)).toBeLessThanOrEqual(1e-12 * s + 100 * grain * Math.sqrt(m));
      }
      expect(wrongSign(some.scores!)).toBe(-1);
      expect(pca(table, { components: count, scores: false }).components).toEqual(some.components);
    }
  });

  it("checks its options on this road, too", () => {
    const a = gaussian(1100, 20, 3);
    expect(() => pca(a, { components: 2, seed: -1 })).toThrow(RangeError);
    expect(() => pca(a, { components: 2, tolerance: -1 })).toThrow(RangeError);
    expect(pca(zeros(1100, 20), { components: 2 }).totalVariance).toBe(0);
  });
});

it.each([[40_000, 60], [60, 40_000]])("%i x %i is never in the module as a whole", (rows, columns) => {
  retire();
  const a = gaussian(rows, columns, 1);
  const k = 6;
  if (rows > columns) expect(pca(a, { components: k, scores: false }).info?.method).toBe("gram");
  expect(truncatedSvd(a, k).info.method).toBe("gram");
  // A V_k, then U in its place, and a part of the rows at a time.
  expect(exports().memory.buffer.byteLength).toBeLessThan(0.5 * a.data.byteLength);
});

it("the cheapest road: short or square matrices, and few triplets of many columns, are not for Gram matrices", () => {
  expect([[999, 10, 2], [4000, 2000, 10], [50_000, 768, 1]].map(([m, n, k]) => gramIsCheapest(m!, n!, k!, true))).toEqual([false, false, false]);
  expect([[50_000, 768, 100], [20_000, 784, 50], [100_000, 50, 10]].map(([m, n, k]) => gramIsCheapest(m!, n!, k!, true))).toEqual([true, true, true]);
});
