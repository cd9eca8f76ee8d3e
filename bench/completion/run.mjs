// Alternating least squares beside plain C++, and the other speeds of completion. Processor time, least of several; run `npm run build` first.
//   node bench/completion/run.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { complete, foldIn, recommendAll } from "../../dist/index.js";

const now = () => process.cpuUsage().user / 1e3;
const timed = (work) => {
  const start = now();
  const result = work();
  return { ms: now() - start, result };
};

/** Distinct places, values uniform in [-1/2, 1/2). */
function ratings(rows, columns, count) {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
  const seen = new Set();
  const entries = { row: new Int32Array(count), column: new Int32Array(count), value: new Float64Array(count) };
  for (let e = 0; e < count; ) {
    const [i, j] = [Math.floor(random() * rows), Math.floor(random() * columns)];
    if (seen.has(i * columns + j)) continue;
    seen.add(i * columns + j);
    entries.row[e] = i;
    entries.column[e] = j;
    entries.value[e++] = random() - 0.5;
  }
  return { rows, columns, entries };
}

/** The least time between two reports of progress. */
function leastSweep(table, options, sweeps) {
  let [last, least] = [0, Infinity];
  complete(table, {
    ...options, tolerance: 0, maxIterations: sweeps,
    onProgress: () => {
      const t = now();
      if (last > 0) least = Math.min(least, t - last);
      last = t;
    },
  });
  return least;
}

const folder = mkdtempSync(join(tmpdir(), "lowrank-"));
let reference;
try {
  reference = join(folder, "als");
  execFileSync("g++", ["-O3", "-march=native", "-ffast-math", "-o", reference, fileURLToPath(new URL("als.cpp", import.meta.url))]);
} catch {
  reference = undefined;
  console.log("no g++: without the C++ reference");
}

const table = ratings(6040, 3706, 1_000_000);
const { rows, columns, entries } = table;
const file = join(folder, "entries.bin");
writeFileSync(file, Buffer.concat([Int32Array.of(rows, columns, entries.row.length), entries.row, entries.column, entries.value].map((a) => Buffer.from(a.buffer))));
for (const rank of [16, 64]) {
  const cpp = reference && Number(execFileSync(reference, [file, String(rank), "5"]));
  const own = leastSweep(table, { method: "als", rank, lambda: 0.1, biases: false }, 8);
  const compared = cpp ? `, C++ ${cpp.toFixed(0)} ms: ${(own / cpp).toFixed(2)} of its time` : "";
  console.log(`als, 1M entries, rank ${rank}: ${own.toFixed(0)} ms per sweep${compared}`);
}
rmSync(folder, { recursive: true });

const small = ratings(943, 1682, 100_000);
console.log(`bayesian, 100K entries, rank 16, 120 sweeps: ${timed(() => complete(small, { method: "bayesian", rank: 16 })).ms.toFixed(0)} ms`);

const model = complete(small, { method: "als", rank: 16, lambda: 0.1, maxIterations: 10 });
const line = Array.from({ length: 50 }, (_, e) => [(e * 31) % 1682, Math.sin(e)]);
for (let e = 0; e < 2000; e++) foldIn(model, line);
console.log(`fold-in, rank 16, 50 entries: ${((timed(() => { for (let e = 0; e < 2000; e++) foldIn(model, line); }).ms / 2000) * 1e3).toFixed(0)} µs`);

const wide = (n, k) => ({ rows: n, columns: k, data: Float64Array.from({ length: n * k }, (_, p) => Math.sin(p)) });
const large = { ...model, rows: 70_000, columns: 10_000, rank: 32, row: { bias: new Float64Array(70_000), factors: wide(70_000, 32) }, column: { bias: new Float64Array(10_000), factors: wide(10_000, 32) } };
const best = timed(() => recommendAll(large, { count: 10 }));
console.log(`recommend, 10 of 10,000 columns for 70,000 rows, rank 32: ${best.ms.toFixed(0)} ms, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB in all`);
