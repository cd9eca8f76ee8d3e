// Many small matrices of awkward numbers: every promise holds for each, and none takes long.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simd } from "../support/builds";
import { contractFaults, svdFaults } from "../support/contracts";
import { type Dense, dense, scaled, ULP } from "../support/dense";
import { integers } from "../support/matrices";
import { Random } from "../support/random";

/** No decomposition this small may take longer, even on a busy machine. */
const MOST_MILLISECONDS = 50;
/** Tries before a slow call counts: the scheduler or the collector may have taken the time. */
const TRIES = 3;

function milliseconds(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** What is wrong with the decomposition of a, its time included. */
function faults(a: Dense): string[] {
  let result = simd.svd(a);
  let time = 0;
  for (let i = 0; i < TRIES; i++) {
    time = milliseconds(() => (result = simd.svd(a)));
    if (time < MOST_MILLISECONDS) break;
  }
  const found = time < MOST_MILLISECONDS ? [] : [`${time} ms`];
  if (result.S[0] !== Infinity) return [...found, ...svdFaults(a, result)];
  // The values leave the range of doubles: exactly those of A/256 times 256, with the same vectors.
  const smaller = scaled(a, -8);
  const part = simd.svd(smaller);
  if (!result.S.every((x, i) => x === part.S[i]! * 256)) found.push("overflowing values differ from scaled ones");
  if (!result.U.data.every((x, i) => x === part.U.data[i])) found.push("vectors of overflowing values differ");
  return [...found, ...svdFaults(smaller, part)];
}

/** The matrix with its faults, for the report of a failure. */
function describeFaults(a: Dense): string {
  const found = faults(a);
  return found.length === 0 ? "" : `${a.rows}x${a.columns} [${[...a.data].join(", ")}]: ${found.join("; ")}`;
}

function sweep(count: number, seed: number, make: (random: Random) => Dense): void {
  const random = new Random(seed);
  const wrong: string[] = [];
  for (let i = 0; i < count && wrong.length < 5; i++) {
    const text = describeFaults(make(random));
    if (text !== "") wrong.push(text);
  }
  expect(wrong).toEqual([]);
}

describe("fuzz", () => {
  it("3,000 matrices of -1, 0 and 1", () => {
    sweep(3000, 1, (random) => integers(random.integer(1, 30), random.integer(1, 30), -1, 1, random.bits()));
  });

  const NASTY = [0, -0, 1, -1, 2 ** -1074, -(2 ** -1074), 2 ** 1023, -(2 ** 1023), ULP, -ULP, 2 ** -537, 2 ** 511];
  it("60,000 matrices up to 12 x 12 of extreme and normal entries", () => {
    sweep(60_000, 2, (random) => {
      const normal = random.unit();
      const [m, n] = [random.integer(1, 12), random.integer(1, 12)];
      return dense(m, n, () => (random.unit() < normal ? random.gaussian() : random.pick(NASTY)));
    });
  });

  it("25,000 tiny matrices of extreme entries alone", () => {
    sweep(25_000, 3, (random) => {
      const few = [random.pick(NASTY), random.pick(NASTY), random.pick(NASTY)];
      return dense(random.integer(1, 4), random.integer(1, 4), () => random.pick(few));
    });
  });

  it("15,000 matrices of entries over the whole range of exponents", () => {
    sweep(15_000, 4, (random) => {
      const spread = random.pick([1, 10, 100, 1000]);
      const centre = random.integer(-1074 + spread / 2, 1020 - spread / 2);
      const [m, n] = [random.integer(1, 9), random.integer(1, 9)];
      return dense(m, n, () => random.sign() * 2 ** (centre + random.between(-spread / 2, spread / 2)));
    });
  });

  it("structured: what fast-check finds and shrinks", () => {
    const entry = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom(...NASTY.filter((x) => Math.abs(x) < 2 ** 1000)) },
      { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }) },
    );
    const matrix = fc.tuple(fc.nat(6), fc.nat(6)).chain(([rows, columns]) =>
      fc.array(entry, { minLength: rows * columns, maxLength: rows * columns })
        .map((data): Dense => ({ rows, columns, data: Float64Array.from(data) })));
    fc.assert(fc.property(matrix, (a) => {
      expect(contractFaults(simd, a)).toEqual([]);
    }), { numRuns: 1500, seed: 5 });
  });
});
