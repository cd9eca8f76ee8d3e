import { describe, expect, it } from "vitest";
import { TINY, ULP } from "../support/dense";
import { distinct, freshKernels, plain, small } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";

const kernels = freshKernels();

function reflect(x: readonly number[]): { beta: number; v: number[]; tau: number; first: number } {
  const [at, tau] = [place(kernels, x), place(kernels, [9])];
  const beta = kernels.reflector_f64(x.length, at.at, tau.at);
  at.intact();
  tau.intact();
  const after = at.values();
  return { beta, v: [1, ...after.slice(1)], tau: tau.values()[0]!, first: after[0]! };
}

/** H*x = beta*e_0 for H = I - tau*v*v', H orthogonal; x is scaled to order 1 by 2^-t first. */
function check(x: readonly number[], t: number): void {
  const scaled = x.map((value) => value * 2 ** t * 1);
  const { beta, v, tau, first } = reflect(scaled);
  const norm = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  const grid = (4 * TINY) / 2 ** t;
  if (x.slice(1).every((value) => value === 0)) {
    expect([beta, tau]).toEqual([scaled[0], 0]);
    return;
  }
  expect(first).toBe(beta);
  expect(Math.abs(Math.abs(beta) / 2 ** t - norm)).toBeLessThanOrEqual(8 * ULP * norm + grid);
  expect(Math.sign(beta)).toBe(x[0]! < 0 || Object.is(x[0], -0) ? 1 : -1);
  expect(tau).toBeGreaterThanOrEqual(1);
  expect(tau).toBeLessThanOrEqual(2);
  const inner = v.reduce((sum, value) => sum + value * value, 0);
  expect(Math.abs(tau * inner - 2)).toBeLessThanOrEqual(16 * ULP * 2 + grid / norm);
  const vx = v.reduce((sum, value, i) => sum + value * x[i]!, 0);
  x.slice(1).forEach((value, i) => expect(Math.abs(value - tau * v[i + 1]! * vx)).toBeLessThanOrEqual(16 * ULP * norm + grid));
}

describe("reflector", () => {
  it("needs no reflection for one element or when the rest is zero", () => {
    expect(reflect([5])).toMatchObject({ beta: 5, tau: 0 });
    expect(reflect([-3, 0, 0])).toMatchObject({ beta: -3, tau: 0 });
    expect(reflect([0, 0])).toMatchObject({ beta: 0, tau: 0 });
  });

  it("is exact for (3, 4)", () => expect(reflect([3, 4])).toEqual({ beta: -5, v: [1, 0.5], tau: 1.6, first: -5 }));

  it.each([2, 3, 4, 5, 7, 8, 9, 16, 17, 33])("maps %i elements to one, from the subnormal range to 1e300", (n) => {
    for (const t of [0, 300, 990, -300, -600, -968, -970, -1000, -1022]) {
      check(distinct(n, n + 5), t);
      check([0, ...distinct(n - 1, n)], t);
      check([-0, ...distinct(n - 1, n)], t);
      check([-1, ...new Array(n - 1).fill(1e-12)], t > -900 ? t : 0);
    }
  });

  it("does so for random vectors of uneven entries", () => {
    const random = new Random(4);
    for (let i = 0; i < 500; i++) check(Array.from({ length: random.integer(2, 12) }, () => random.gaussian() * 10 ** random.integer(-9, 9)), 0);
  });
});

describe("applyReflector", () => {
  it.each([1, 2, 3, 4, 5, 8, 9, 17])("applies I - tau*v*v' to %i rows and leaves the padding alone", (m) => {
    for (const n of [0, 1, 2, 3, 4, 5, 9]) {
      for (const tau of [0, 1, -2]) {
        const lda = m + 2;
        const [as, vs] = [small(lda * n, m + n), small(m, m)];
        const [a, v, w] = [place(kernels, as, 8, 1), place(kernels, vs), place(kernels, new Array(n).fill(7))];
        kernels.applyReflector_f64(m, n, v.at, tau, a.at, lda, w.at);
        const inner = Array.from({ length: n }, (_, j) => vs.reduce((sum, x, i) => sum + x * as[i + j * lda]!, 0));
        expect(plain(a.values())).toEqual(plain(as.map((x, p) => (p % lda < m ? x - tau * vs[p % lda]! * inner[Math.floor(p / lda)]! : x))));
        expect(v.values()).toEqual(vs);
        a.intact();
        w.intact();
      }
    }
  });
});
