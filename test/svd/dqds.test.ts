// dqds against the same published rules in plain TypeScript: every shift, split and flip, every bit of the state; how many transforms it takes.
import { describe, expect, it } from "vitest";
import { freshKernels } from "../support/operands";
import { place } from "../support/placed";
import { Random } from "../support/random";
import { bidiagonals } from "../support/plain/bidiagonals";
import * as plain from "../support/plain/dqds";
import { expectSame } from "../support/plain/same";

const kernels = freshKernels();

const REALS = ["sigma", "lost", "tau", "dmin", "dmin1", "dmin2", "dn", "dn1", "dn2", "guess"] as const;
const BUFFERS = ["q", "e", "qNext", "eNext"] as const;
const WORDS = ["first", "last", "lastBefore", "guessed"] as const;

/** The record of step.ts: reals, addresses of buffers, words; behind it, at `record`, the buffers. */
function writeState(s: plain.State): { at: number; read(): plain.State } {
  const n = s.q.length;
  const record = kernels.dqdsRecordBytes();
  const at = kernels.reserve(record + 32 * n) >>> 0;
  const reals = () => new Float64Array(kernels.memory.buffer, at, REALS.length);
  const words = () => new Int32Array(kernels.memory.buffer, at + 8 * REALS.length, BUFFERS.length + WORDS.length);
  const buffer = (k: number) => new Float64Array(kernels.memory.buffer, at + record + 8 * n * k, n);
  REALS.forEach((name, k) => { reals()[k] = s[name]; });
  BUFFERS.forEach((name, k) => {
    words()[k] = at + record + 8 * n * k;
    buffer(k).set(s[name]);
  });
  WORDS.forEach((name, k) => { words()[BUFFERS.length + k] = Number(s[name]); });
  return { at, read: () => readState(at, n) };
}

function readState(at: number, n: number): plain.State {
  const reals = new Float64Array(kernels.memory.buffer, at, REALS.length);
  const words = new Int32Array(kernels.memory.buffer, at + 8 * REALS.length, BUFFERS.length + WORDS.length);
  const s = plain.emptyState(n);
  REALS.forEach((name, k) => { s[name] = reals[k]!; });
  BUFFERS.forEach((name, k) => { s[name] = new Float64Array(kernels.memory.buffer, words[k]! >>> 0, n).slice(); });
  [s.first, s.last, s.lastBefore] = [words[4]!, words[5]!, words[6]!];
  s.guessed = words[7] === 1;
  return s;
}

function expectState(got: plain.State, expected: plain.State, where: string): void {
  const scalars = (s: plain.State) => [...REALS, ...WORDS].map((name) => Number(s[name]));
  expectSame(scalars(got), scalars(expected), `${where}, ${[...REALS, ...WORDS].join(", ")}`);
  for (const name of BUFFERS) expectSame(got[name], expected[name], `${where}, ${name}`);
}

const clone = (s: plain.State): plain.State => ({ ...s, q: s.q.slice(), e: s.e.slice(), qNext: s.qNext.slice(), eNext: s.eNext.slice() });

/** The state after a step in the module; what it took is given back. */
function after(s: plain.State, step: (at: number) => void): plain.State {
  const mark = kernels.mark();
  const placed = writeState(s);
  step(placed.at);
  const state = placed.read();
  kernels.release(mark);
  return state;
}

/** A state that no run need pass through: every branch of a step is met, at its edges too. */
function randomState(random: Random, n: number): plain.State {
  const s = plain.emptyState(n);
  const kind = random.integer(0, 4);
  const size = () => (kind === 4 ? 2 ** random.integer(-4, 4) : 2 ** random.between(-8, 4));
  const small = () => random.pick([size(), size(), size() * 2 ** -10, size() * 2 ** -90, size() * 2 ** -100, 0]);
  for (const name of ["q", "qNext"] as const) s[name].forEach((_, i) => { s[name][i] = size() * (kind === 1 ? 2 ** (-3 * i) : 1); });
  for (const name of ["e", "eNext"] as const) s[name].forEach((_, i) => { s[name][i] = (kind === 0 ? size() : kind === 2 ? size() * 2 ** -6 : small()) * (kind === 1 ? 2 ** (-3 * i) : 1); });
  s.first = random.integer(0, 1) === 0 ? 0 : random.integer(0, n - 1);
  s.last = random.integer(s.first, n - 1);
  s.lastBefore = Math.min(n - 1, s.last + random.pick([0, 0, 1, 2, 3]));
  s.sigma = random.pick([0, size(), size() * 2 ** 10, size() * 2 ** -60]);
  s.lost = random.pick([0, size() * 2 ** -55]);
  s.tau = random.pick([0, size() * 2 ** -3, size() * 2 ** -60]);
  s.guess = random.pick([0.25, 0.5]);
  s.guessed = random.integer(0, 1) === 1;
  const values = [size(), size() * 2 ** -6, size() * 2 ** -12].map((x) => random.pick([x, x, x, x, 0, -x]));
  [s.dn, s.dn1, s.dn2] = [random.pick(values), random.pick(values), random.pick(values)];
  [s.dmin, s.dmin1, s.dmin2] = [random.pick([s.dn, s.dn1, s.dn2, values[0]!]), random.pick([s.dn1, s.dn1, values[1]!]), random.pick([s.dn2, s.dn2, values[2]!])];
  return s;
}

describe("the steps, from states of all kinds", () => {
  it("dqdsStep: one transform, its least three d and its last three", () => {
    const random = new Random(1);
    for (let trial = 0; trial < 1500; trial++) {
      const s = randomState(random, random.integer(1, 12));
      if (trial % 50 === 0) s.q[random.integer(s.first, s.last)] = NaN;
      const got = after(s, kernels.dqdsStep_f64);
      const mine = clone(s);
      plain.transform(mine);
      expectState(got, mine, `trial ${trial}`);
    }
  });

  it("deflateEnd: one value at a time where e is negligible, two in closed form", () => {
    const random = new Random(2);
    const met = new Set<number>();
    for (let trial = 0; trial < 2000; trial++) {
      const s = randomState(random, random.integer(1, 12));
      // At the very edge of what is negligible.
      const i = s.last - random.integer(1, 2);
      if (i >= 0 && trial % 3 === 0) {
        const edge = (100 * 2 ** -52) ** 2 * random.pick([s.sigma + s.q[s.last]!, s.sigma, s.q[s.last]!]);
        if (random.integer(0, 1) === 0) s.e[i] = edge;
        else s.eNext[i] = (100 * 2 ** -52) ** 2 * s.q[i]!;
      }
      const got = after(s, kernels.deflateEnd_f64);
      const mine = clone(s);
      plain.deflateEnd(mine);
      met.add(s.last - mine.last);
      expectState(got, mine, `trial ${trial}`);
    }
    expect(met.size).toBeGreaterThanOrEqual(4);
  });

  it("splitBlock: after the last row whose e is negligible, its shift noted", () => {
    const random = new Random(3);
    let splits = 0;
    for (let trial = 0; trial < 1500; trial++) {
      const s = randomState(random, random.integer(1, 14));
      const i = random.integer(0, s.q.length - 1);
      const edge = (100 * 2 ** -52) ** 2;
      if (trial % 3 === 0) s.eNext[i] = edge * s.q[i]!;
      else if (trial % 3 === 1) s.e[i] = edge * s.sigma;
      const got = after(s, kernels.splitBlock_f64);
      const mine = clone(s);
      const events: plain.Event[] = [];
      plain.splitBlock(mine, events);
      splits += events.length;
      expectState(got, mine, `trial ${trial}`);
    }
    expect(splits).toBeGreaterThan(100);
  });

  it("chooseDqdsShift: by what was taken and where the least d was, on decaying and on growing tails", () => {
    const random = new Random(4);
    for (let trial = 0; trial < 8000; trial++) {
      const n = random.integer(3, 9);
      const s = randomState(random, n);
      s.last = random.integer(Math.min(n - 1, s.first + 2), n - 1);
      s.first = Math.min(s.first, s.last - 2);
      const decay = random.pick([0, 0, -2, -4, -8]);
      for (let i = s.first; i < s.last; i++) if (decay !== 0) s.e[i] = s.q[i]! * 2 ** (decay + random.between(-1, 1));
      if (trial % 7 === 0) s.e[random.integer(s.first, s.last - 1)] = s.q[random.integer(s.first, s.last - 1)]!;
      if (trial % 11 === 0) s.eNext[s.last - 1] = s.qNext[s.last]!;
      if (trial % 13 === 0) s.eNext[s.last - 2] = s.qNext[s.last - 1]!;
      const got = after(s, kernels.chooseDqdsShift_f64);
      const mine = clone(s);
      plain.chooseShift(mine);
      expectState(got, mine, `trial ${trial}`);
    }
  });
});

/** Runs the module; its values and the state it ends with. */
function run(d: Float64Array, e: Float64Array) {
  const n = d.length;
  const [pd, pe] = [place(kernels, d), place(kernels, e)];
  const record = kernels.dqdsRecordBytes();
  const bytes = kernels.dqdsBytes_f64(n);
  expect(bytes).toBe(record + 32 * n);
  const work = place(kernels, new Float64Array(bytes / 8 + 8));
  const at = (work.at + 63) & ~63;
  const found = kernels.dqds_f64(n, pd.at, pe.at, at) === 1;
  for (const operand of [pd, pe, work]) operand.intact();
  expectSame(pe.values(), e, "e is kept");
  return { found, values: pd.values(), state: () => readState(at, n) };
}

const CASES = bidiagonals([1, 2, 3, 4, 5, 8, 17, 40, 90]);

describe("dqds", () => {
  it("the values and all that is left of the iteration are those of the plain rules, to the bit", () => {
    let declined = 0;
    for (const { name, d, e } of CASES) {
      const mine = plain.dqds(d.length, d, e);
      const got = run(d, e);
      expect(got.found, name).toBe(mine.values !== false);
      if (mine.values === false) {
        declined++;
        expectSame(got.values, d, name);
        continue;
      }
      expectSame(got.values, mine.values, name);
      if (d.length > 1) expectState(got.state(), mine.state, name);
    }
    expect(declined).toBeGreaterThan(10);
    expect(declined).toBeLessThan(CASES.length / 3);
  });

  it("a value of 0 and a spread beyond 2^450 are left to others, just below it is not", () => {
    expect(run(Float64Array.of(1, 0, 1), Float64Array.of(1, 1)).found).toBe(false);
    for (const [exponent, found] of [[-449, true], [-451, false], [-450, false]] as const) expect(run(Float64Array.of(1, 2 ** exponent), Float64Array.of(0)).found).toBe(found);
    expect(run(Float64Array.of(1, NaN, 1), Float64Array.of(1, 1)).found).toBe(false);
  });

  it("what rounding takes from the sum of shifts is given back: values in a cluster stay right to the last digits", () => {
    // Large shifts, then many small ones: without the part that is lost they would vanish in the sum.
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const n = 30;
      const d = Float64Array.from({ length: n }, () => 1 + random.gaussian() * 1e-7);
      const e = Float64Array.from({ length: n - 1 }, () => random.gaussian() * 1e-7);
      const { values, events } = plain.dqds(n, d, e);
      expectSame(run(d, e).values, values as Float64Array, `seed ${seed}`);
      expect(events).toContain("lost");
    }
  });

  // The module takes as many transforms as its twin: the bits of its state are the same, above.
  it("graded the wrong way it turns end to end; transforms per value", () => {
    const counts = new Map<string, number>();
    for (const { name, d, e } of CASES) {
      const { values, events } = plain.dqds(d.length, d, e);
      if (values === false || d.length < 8) continue;
      const transforms = events.filter((event) => event === "transform").length;
      expect(transforms / d.length, name).toBeLessThanOrEqual(name.startsWith("weak") ? 10 : 7.5);
      for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
    }
    for (const event of ["flip", "refused", "transform", "one", "two", "split", "hidden", "lost"] as const) expect(counts.get(event) ?? 0, event).toBeGreaterThan(0);
  });
});
