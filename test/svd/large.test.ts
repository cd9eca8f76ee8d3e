// Sizes at which blocked reduction and divide and conquer are at work, with the spectra that are hard for them.
import { describe, expect, it } from "vitest";
import { simd } from "../support/builds";
import { svdContract } from "../support/contracts";
import { bidiagonal, type Dense, dense, diagonal, map, scaled, transposed, ULP } from "../support/dense";
import {
  arithmetic, type Case, gaussian, geometric, identity, oneLarge, oneSmall, ones, orthogonal, uniform, wildBidiagonal, withSpectrum,
} from "../support/matrices";
import { graded, hilbert, kahan } from "../support/nasty";
import { Random } from "../support/random";

const N = 260;
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const square = (values: number[]) => withSpectrum(values.length, values.length, values, 17);

/** Wilkinson's bidiagonal of 65, four times, joined by `glue`: every value a cluster of four. */
function glued(glue: number): Dense {
  const d = range(N).map((i) => Math.abs((i % 65) - 32));
  return bidiagonal(d, range(N - 1).map((i) => (i % 65 === 64 ? glue : 1)));
}

/** Blocks on the diagonal that do not know of each other. */
function blocks(n: number, size: number): Dense {
  const random = new Random(8);
  return dense(n, n, (i, j) => (Math.floor(i / size) === Math.floor(j / size) ? random.gaussian() : 0));
}

const cases: Case[] = [
  { name: "normal entries", matrix: () => gaussian(N, N, 1) },
  { name: "tall", matrix: () => gaussian(400, 210, 2) },
  { name: "very tall", matrix: () => gaussian(1200, 140, 3) },
  { name: "wide", matrix: () => gaussian(210, 400, 4) },
  { name: "one row more", matrix: () => uniform(N + 1, N, 5) },
  { name: "one column more", matrix: () => uniform(N, N + 1, 6) },
  { name: "geometric to 1e-18", matrix: () => square(geometric(N, 1e18)) },
  { name: "evenly spaced to ulp", matrix: () => square(arithmetic(N, 1 / ULP)) },
  { name: "one large value", matrix: () => square(oneLarge(N, 1 / ULP)) },
  { name: "one small value", matrix: () => square(oneSmall(N, 1 / ULP)) },
  { name: "values in groups of ten", matrix: () => square(range(N).map((i) => 30 - Math.floor(i / 10))) },
  { name: "two clusters a hair apart", matrix: () => square(range(N).map((i) => (i < 130 ? 1 : 1 - 1e-12) + i * 1e-16)) },
  { name: "rank 20", matrix: () => square(range(N).map((i) => (i < 20 ? 20 - i : 0))) },
  { name: "all ones", matrix: () => ones(300, 300) },
  { name: "all 0.1, tall", matrix: () => map(ones(350, 200), () => 0.1) },
  { name: "checkerboard", matrix: () => dense(N, N, (i, j) => (i + j) % 2) },
  { name: "orthogonal", matrix: () => orthogonal(N, 7) },
  { name: "identity", matrix: () => identity(N) },
  { name: "identity with a border", matrix: () => dense(N, N, (i, j) => (i === j ? 1 : i === 0 || j === N - 1 ? 1 : 0)) },
  { name: "diagonal", matrix: () => diagonal(range(N).map((i) => ((i * 37) % N) - 100)) },
  { name: "independent blocks", matrix: () => blocks(N, 13) },
  { name: "Kahan", matrix: () => kahan(N, 1.3) },
  { name: "Hilbert", matrix: () => hilbert(N) },
  { name: "rows and columns graded", matrix: () => graded(N, 220, "shuffled", "shuffled", 15, 9) },
  { name: "columns rising", matrix: () => graded(220, 200, undefined, "rising", 30, 9) },
  { name: "bidiagonal of ones", matrix: () => bidiagonal(range(N).map(() => 1), range(N - 1).map(() => 1)) },
  { name: "lower bidiagonal of ones", matrix: () => transposed(bidiagonal(range(N).map(() => 1), range(N - 1).map(() => 1))) },
  { name: "bidiagonal with zeros on the diagonal", matrix: () => bidiagonal(range(N).map((i) => (i % 50 === 7 ? 0 : 1 + i / N)), range(N - 1).map(() => 1)) },
  { name: "Wilkinson glued by 1e-8", matrix: () => glued(1e-8) },
  { name: "Wilkinson glued by 1e-14", matrix: () => glued(1e-14) },
  { name: "Wilkinson glued by 1", matrix: () => glued(1) },
  { name: "bidiagonal, entries 1e-31 to 1e31", matrix: () => wildBidiagonal(200, 10) },
  { name: "large scale", matrix: () => scaled(gaussian(200, 200, 11), 1010) },
  { name: "small scale", matrix: () => scaled(gaussian(200, 200, 12), -1015) },
  { name: "whole numbers", matrix: () => map(gaussian(N, 150, 13), Math.round) },
];

svdContract(simd, cases.filter(({ name }) => !name.includes("tall")));
svdContract(simd, cases.filter(({ name }) => name.includes("tall")), { skipFull: true });

describe("known values at size", () => {
  it("the bidiagonal of ones has 2 cos(j π / (2n + 1))", () => {
    const a = bidiagonal(range(N).map(() => 1), range(N - 1).map(() => 1));
    const expected = range(N).map((j) => 2 * Math.cos(((j + 1) * Math.PI) / (2 * N + 1)));
    for (const s of [simd.svd(a).S, simd.singularValues(a)]) {
      s.forEach((x, j) => expect(Math.abs(x - expected[j]!)).toBeLessThanOrEqual(5 * N * ULP));
    }
  });

  it("prescribed values come back", () => {
    const values = range(N).map((i) => 1 + (N - i) ** 2);
    for (const a of [square(values), withSpectrum(300, N, values, 18)]) {
      const limit = 20 * N * ULP * values[0]!;
      for (const s of [simd.svd(a).S, simd.singularValues(a)]) s.forEach((x, i) => expect(Math.abs(x - values[i]!)).toBeLessThanOrEqual(limit));
    }
  });
});
