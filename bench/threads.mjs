// One call on 1 and on more threads: `node bench/threads.mjs [threads] [seconds] [name]`. Two processes take turns, so that both see the same machine; medians of wall time, as that is what threads are for.
// Quiet machines only: on a busy one the ratio says how busy it is. dist/ is measured.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Numbers between -0.5 and 0.5, the same everywhere. */
function numbers(count, seed) {
  let state = seed;
  return Float64Array.from({ length: count }, () => (state = (state * 16807) % 2147483647) / 2147483647 - 0.5);
}
const dense = (rows, columns, seed = 7) => ({ rows, columns, data: numbers(rows * columns, seed) });

function sparseOf(lowrank, rows, columns, each) {
  const [row, column] = [new Int32Array(rows * each), new Int32Array(rows * each)];
  const places = numbers(rows * each, 11);
  for (let e = 0; e < row.length; e++) [row[e], column[e]] = [Math.floor(e / each), Math.floor((places[e] + 0.5) * columns)];
  return lowrank.sparse(rows, columns, { row, column, value: numbers(rows * each, 3) });
}

function ratings(lowrank, rows, columns, each) {
  const a = sparseOf(lowrank, rows, columns, each);
  return { ...a, value: a.value.map((x) => Math.round(3 + 4 * x)) };
}

/** name: [what is made once, what is timed]. */
const CASES = {
  "svd 64": [() => dense(64, 64), ({ svd }, a) => svd(a)],
  "svd 500": [() => dense(500, 500), ({ svd }, a) => svd(a)],
  "svd 1000": [() => dense(1000, 1000), ({ svd }, a) => svd(a)],
  "svd 2000": [() => dense(2000, 2000), ({ svd }, a) => svd(a)],
  "multiply 1000": [() => dense(1000, 1000), ({ multiply }, a) => multiply(a, a)],
  "reconstruct 1000": [() => ({ U: dense(1000, 1000), S: new Float64Array(1000).fill(1), V: dense(1000, 1000) }), ({ reconstruct }, s) => reconstruct(s)],
  "singularValues 1000": [() => dense(1000, 1000), ({ singularValues }, a) => singularValues(a)],
  "svd 50,000 x 100": [() => dense(50_000, 100), ({ svd }, a) => svd(a)],
  "pca 50,000 x 256": [() => dense(50_000, 256), ({ pca }, a) => pca(a, { components: 20 })],
  "truncatedSvd 3000, k = 32": [() => dense(3000, 3000), ({ truncatedSvd }, a) => truncatedSvd(a, 32, { maxIterations: 6 })],
  "truncatedSvd sparse": [(lowrank) => sparseOf(lowrank, 200_000, 20_000, 20), ({ truncatedSvd }, a) => truncatedSvd(a, 16, { maxIterations: 4 })],
  "als": [(lowrank) => ratings(lowrank, 20_000, 5000, 50), ({ complete }, t) => complete(t, { method: "als", rank: 32, lambda: 0.1, maxIterations: 5, tolerance: 0 })],
  "implicit": [(lowrank) => ratings(lowrank, 20_000, 5000, 30), ({ complete }, t) => complete(t, { method: "implicit", rank: 32, lambda: 0.1, maxIterations: 4, tolerance: 0 })],
  "bayesian": [(lowrank) => ratings(lowrank, 5000, 2000, 40), ({ complete }, t) => complete(t, { method: "bayesian", rank: 10, samples: 4, maxIterations: 12 })],
  "svdBatch 2000 x 32 x 32": [() => ({ count: 2000, rows: 32, columns: 32, data: numbers(2000 * 1024, 5) }), ({ svdBatch }, a) => svdBatch(a)],
};

async function serve(threads) {
  const lowrank = await import("../dist/threads.js");
  if (threads > 0) lowrank.setThreads(threads);
  await lowrank.ready();
  let made;
  for await (const line of createInterface({ input: process.stdin })) {
    const { name, first } = JSON.parse(line);
    const [make, call] = CASES[name];
    if (first) made = make(lowrank);
    const start = performance.now();
    call(lowrank, made);
    process.stdout.write(`${performance.now() - start}\n`);
  }
}

function contestant(threads) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "serve", String(threads)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    time: async (name, first) => {
      child.stdin.write(`${JSON.stringify({ name, first })}\n`);
      return Number((await lines.next()).value);
    },
    end: () => child.kill(),
  };
}

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

if (process.argv[2] === "serve") await serve(Number(process.argv[3]));
else {
  const [threads, seconds, wanted] = [Number(process.argv[2] ?? 2), Number(process.argv[3] ?? 10), process.argv[4]];
  const [one, more] = [contestant(1), contestant(threads)];
  for (const name of Object.keys(CASES).filter((name) => wanted === undefined || name.startsWith(wanted))) {
    for (const who of [one, more]) {
      await who.time(name, true);
      await who.time(name, false);
    }
    const [a, b] = [[], []];
    for (const start = performance.now(); performance.now() - start < seconds * 1000 || a.length < 3;) {
      a.push(await one.time(name, false));
      b.push(await more.time(name, false));
    }
    console.log(`${name.padEnd(28)} ${median(a).toFixed(1).padStart(9)} ms ${median(b).toFixed(1).padStart(9)} ms   ${(median(a) / median(b)).toFixed(2)}x   least ${(a[0] / b[0]).toFixed(2)}x   (${a.length})`);
  }
  one.end();
  more.end();
}
