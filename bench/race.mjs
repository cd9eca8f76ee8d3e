/** One case: every contestant in its own process, then rounds A B C A B C … so that a slow minute of the machine hits all. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.mjs";
import { entries } from "./matrices.mjs";
import { Contestant, TooSlow } from "./process.mjs";

/** A sample is as many calls as take about this long: a thousand ticks of the processor-time clock and more. */
const SAMPLE_MS = 80;
/** Warm-up ends with a sample of this length: V8's optimizing compiler has then seen the code. */
const WARM_MS = 100;
/** A call slower than this is its own sample, and warm-up changes nothing. */
const SLOW_MS = 1000;
/** Starting a process and reading the input; webr starts R here. */
const LOAD_LIMIT_MS = 120_000;
/** Time for the samples of one contestant: lowrank and native gesdd, and all others. */
const BUDGET_MS = { main: 6_000, other: 3_000 };
const FEWEST_ROUNDS = { main: 3, other: 1 };

/**
 * @param history  per contestant, what it needed in the cases before: a contestant that a larger case would surely take
 *   beyond the limit is not started.
 * @returns per contestant { label, version, median, best, samples, residual, orthogonality } in ms per call, or
 *   { label, version, note } with the reason why there is no time.
 */
export async function race(one, contestants, { rounds, limit, core, directory, history }) {
  const a = entries(one);
  const input = join(directory, "input.bin");
  writeFileSync(input, Buffer.from(a.buffer));

  const entrants = {};
  const running = [];
  for (const contestant of contestants) {
    const { id, label, version, group } = contestant;
    const entrant = (entrants[id] = { label, group, version, samples: [] });
    entrant.note = tooSlowBefore(one, history.get(id), limit);
    if (entrant.note !== undefined) continue;
    const process = new Contestant(contestant, core);
    const racer = { id, entrant, process, kind: group === "lowrank" || id.includes("gesdd") ? "main" : "other" };
    if (await guarded(racer, limit, () => start(one, contestant, racer, input, limit))) running.push(racer);
  }
  for (let round = 0; round < rounds; round++) {
    for (const racer of running) {
      if (round >= racer.rounds || racer.entrant.note !== undefined) continue;
      await guarded(racer, limit, async () => racer.entrant.samples.push(await sample(racer, limit)));
    }
  }
  for (const racer of running) {
    if (racer.entrant.samples.length === 0) continue;
    const file = join(directory, "result.bin");
    await guarded(racer, limit, async () => {
      await racer.process.ask({ ask: "result", file }, LOAD_LIMIT_MS);
      Object.assign(racer.entrant, check(one, a, file));
    });
    racer.process.close();
  }
  for (const [id, entrant] of Object.entries(entrants)) {
    const sorted = entrant.samples.sort((x, y) => x - y);
    entrant.samples = sorted.length;
    if (sorted.length > 0) {
      entrant.median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
      entrant.best = sorted[0];
    }
    if (entrant.over || sorted.length > 0) history.get(id).push({ one, ms: entrant.over ? limit : entrant.median, over: entrant.over });
  }
  return entrants;

  /** Loads, calls once, warms up and sets how many calls make a sample and how many samples are taken. */
  async function start(one, { core: wanted }, racer, file, limit) {
    const { rows, columns, count, want } = one;
    const { core: got, version } = await racer.process.ask({ ask: "load", rows, columns, count, want, file }, LOAD_LIMIT_MS);
    if (version !== undefined) racer.entrant.version = `OpenBLAS ${version}, ${got}`;
    if (wanted !== undefined && got !== wanted) throw new Error(`OpenBLAS runs with ${got} kernels, not ${wanted}`);

    let times = 1;
    let ms = await measure(racer, times, limit);
    if (ms > SLOW_MS && racer.kind === "other") racer.entrant.samples.push(ms);
    else if (ms > WARM_MS && ms <= SLOW_MS) ms = await measure(racer, times, limit);
    else if (ms <= WARM_MS) {
      while (ms * times < WARM_MS) {
        times = Math.min(4 * times, Math.ceil((1.2 * WARM_MS) / Math.max(ms, 1e-4)));
        ms = await measure(racer, times, limit);
      }
    }
    racer.times = Math.max(1, Math.round(SAMPLE_MS / ms));
    const fit = Math.floor(BUDGET_MS[racer.kind] / Math.max(ms * racer.times, 1));
    racer.rounds = Math.min(rounds, Math.max(fit, FEWEST_ROUNDS[racer.kind])) - racer.entrant.samples.length;
  }
}

/** Milliseconds per call of one sample. */
function sample(racer, limit) {
  return measure(racer, racer.times, limit);
}

/**
 * Milliseconds per call: the lesser of the processor time of the process and the wall time. Either is at least what the
 * calls took; the first counts helper threads as well, the second other programs.
 */
async function measure({ process }, times, limit) {
  const { cpu, wall } = await process.ask({ ask: "time", times }, Math.max(limit, 2 * WARM_MS));
  return Math.max(Math.min(cpu, wall), 1e-3) / times;
}

/** Runs a step; a failure becomes the contestant's note and ends its process. */
async function guarded(racer, limit, step) {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof TooSlow) {
      racer.entrant.over = limit / 1000;
      racer.entrant.note = `over ${limit / 1000} s`;
    } else {
      racer.entrant.note = error.message;
    }
    racer.process.close();
    return false;
  }
}

/** Why a case need not be tried: a smaller one took too long, or so long that this one takes more than the limit. */
function tooSlowBefore(one, past, limit) {
  const long = ({ rows, columns }) => Math.max(rows, columns);
  const short = ({ rows, columns }) => Math.min(rows, columns);
  for (const { one: smaller, ms, over } of past) {
    if (smaller.want !== one.want || smaller.count > 1 || long(smaller) > long(one) || short(smaller) > short(one)) continue;
    const growth = (long(one) * short(one) ** 2) / (long(smaller) * short(smaller) ** 2);
    if (over) return `not run (${smaller.name}: over ${limit / 1000} s)`;
    if (ms > 500 && ms * growth > limit) return `not run (${smaller.name}: ${(ms / 1000).toFixed(1)} s)`;
  }
  return undefined;
}
