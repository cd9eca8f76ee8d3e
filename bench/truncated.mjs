/**
 * The truncated decomposition against scipy's `svds` (PROPACK and ARPACK), one core each, interleaved:
 *
 *     node bench/truncated.mjs [--rounds 5] [--only dense,ratings,flat]
 *
 * Times as in README.md: the lesser of processor time and wall time, medians. Values are compared with the most accurate
 * contestant's. Needs python3 with scipy; without it lowrank alone is timed.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dense, sparse } from "./truncated/matrices.mjs";
import { Contestant, killAll } from "./process.mjs";

const here = (name) => fileURLToPath(new URL(`truncated/${name}`, import.meta.url));
const LIMIT_MS = 60_000;
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};

const CASES = [
  { name: "dense", about: "dense 2000 × 2000, values 1/i, then 0.005", make: () => dense(2000, (i) => Math.max(1 / (i + 1), 0.005)) },
  { name: "ratings", about: "sparse 20000 × 10000, 2 million ratings of popular things", make: () => sparse(20000, 10000, 2e6, "ratings") },
  { name: "flat", about: "sparse 20000 × 10000, 2 million normal entries", make: () => sparse(20000, 10000, 2e6, "flat") },
];
const NATIVE = { OPENBLAS_NUM_THREADS: "1", OPENBLAS_CORETYPE: "Nehalem", SCIPY_USE_PROPACK: "1" };
const CONTESTANTS = [
  { id: "lowrank", command: [process.execPath, here("lowrank.mjs")], environment: {} },
  { id: "propack", command: ["/usr/bin/python3", here("svds.py"), "propack"], environment: NATIVE },
  { id: "arpack", command: ["/usr/bin/python3", here("svds.py"), "arpack"], environment: NATIVE },
];

const rounds = Number(option("rounds", 5));
const only = option("only", CASES.map(({ name }) => name).join(",")).split(",");
const directory = mkdtempSync(join(tmpdir(), "lowrank-bench-"));
try {
  for (const { about, make } of CASES.filter((one) => only.includes(one.name))) {
    const { lists, ...shape } = make();
    for (const [list, data] of Object.entries(lists)) writeFileSync(join(directory, list), new Uint8Array(data.buffer));
    console.log(`\n${about}`);
    const racers = [];
    for (const contestant of CONTESTANTS) {
      const racer = { ...contestant, process: new Contestant(contestant) };
      try {
        await racer.process.ask({ ask: "load", directory, ...shape }, LIMIT_MS);
        racers.push(racer);
      } catch (error) {
        console.log(`  ${contestant.id}: ${error.message || "too slow"}`);
      }
    }
    for (const rank of [10, 50]) report(rank, await race(racers, rank));
    for (const racer of racers) racer.process.close();
  }
} finally {
  killAll();
  rmSync(directory, { recursive: true });
}

/** Rounds A B C A B C …; a contestant that fails is left out of the rest. */
async function race(racers, rank) {
  const results = racers.map(({ id }) => ({ id, samples: [], values: undefined, residual: undefined, note: undefined }));
  for (let round = -1; round < rounds; round++) {
    for (const [i, { process }] of racers.entries()) {
      const result = results[i];
      if (result.note !== undefined) continue;
      try {
        const { cpu, wall, values, residual } = await process.ask({ ask: "time", rank }, LIMIT_MS);
        if (round >= 0) result.samples.push(Math.min(cpu, wall));
        Object.assign(result, { values, residual });
      } catch (error) {
        result.note = error.message || "too slow";
      }
    }
  }
  return results;
}

function report(rank, results) {
  const truth = results.filter(({ values }) => values !== undefined).sort((p, q) => p.residual - q.residual)[0]?.values;
  for (const { id, samples, values, residual, note } of results) {
    const sorted = samples.sort((p, q) => p - q);
    const text =
      note ??
      `${sorted[sorted.length >> 1].toFixed(0).padStart(6)} ms, best ${sorted[0].toFixed(0).padStart(5)}   ` +
        `residual ${residual.toExponential(1)}   values off by ${off(values, truth).toExponential(1)}`;
    console.log(`  k = ${String(rank).padEnd(3)} ${id.padEnd(8)} ${text}`);
  }
}

/** The largest difference of values, relative to the largest value. */
function off(values, truth) {
  return Math.max(...values.map((s, i) => Math.abs(s - truth[i]))) / truth[0];
}
