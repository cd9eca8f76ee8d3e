/**
 * npm run bench:kernels [-- --only gemm,rot] [--rounds N] [--core N]
 *
 * Every kernel in GFLOP/s and in percent of what this engine reaches on this machine with independent multiplications and
 * additions on registers (assembly/bench.ts). Kernel and ceiling take turns, so that both see the same slow and fast phases.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { kernelCases } from "./kernel-cases.mjs";
import { machine, quietCore } from "./machine.mjs";

const SAMPLE_MS = 25;
const CEILING_TURNS = 2_000_000;

const text = { type: "string" };
const { values: options } = parseArgs({ options: { only: text, rounds: text, core: text } });
if (process.env.LOWRANK_BENCH_PINNED === undefined) {
  const core = options.core ?? (await quietCore());
  if (core !== undefined) {
    const words = ["-c", String(core), process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
    const { status } = spawnSync("taskset", words, { stdio: "inherit", env: { ...process.env, LOWRANK_BENCH_PINNED: String(core) } });
    process.exit(status ?? 1);
  }
}

const rounds = Number(options.rounds ?? 9);
const only = options.only?.split(",");
const bench = instantiate("bench.wasm");
const kernels = instantiate("bench-kernels.wasm");
const about = machine();
console.log(`${about.processor}; ${about.engine}; commit ${about.commit}; core ${process.env.LOWRANK_BENCH_PINNED ?? "not pinned"}`);
console.log(`${"kernel".padEnd(44)}${"median".padStart(8)}${"best".padStart(8)}  GFLOP/s   ${"median".padStart(6)}${"best".padStart(6)}  % of the ceiling`);

const ceilings = [];
const ceiling = () => bench.ceiling(CEILING_TURNS, 0.5);
calibrate(ceiling);
for (const { name, needs, flops, prepare } of kernelCases) {
  if (only && !only.some((start) => name.startsWith(start))) continue;
  const missing = needs.find((kernel) => kernels[kernel] === undefined);
  if (missing) {
    console.log(`${name.padEnd(44)}  skipped: the kernel module has no ${missing}`);
    continue;
  }
  const base = kernels.mark();
  const call = prepare(memory());
  const times = calibrate(call);
  const rates = [];
  const limits = [];
  for (let round = 0; round < rounds; round++) {
    limits.push((bench.CEILING_FLOPS.value * CEILING_TURNS) / milliseconds(ceiling, 1) / 1e6);
    rates.push((flops * times) / milliseconds(call, times) / 1e6);
  }
  kernels.release(base);
  ceilings.push(...limits);
  const percent = (rate, limit) => ((100 * rate) / limit).toFixed(0).padStart(6);
  console.log(
    `${name.padEnd(44)}${median(rates).toFixed(1).padStart(8)}${Math.max(...rates).toFixed(1).padStart(8)}           ` +
      `${percent(median(rates), median(limits))}${percent(Math.max(...rates), Math.max(...limits))}`,
  );
}
console.log(`${"ceiling: independent multiply-add chains".padEnd(44)}${median(ceilings).toFixed(1).padStart(8)}${Math.max(...ceilings).toFixed(1).padStart(8)}`);

function instantiate(file) {
  const bytes = readFileSync(new URL(`../build/${file}`, import.meta.url));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { abort() { throw new Error("abort"); } } }).exports;
}

/** What a case needs to lay out its operands: arrays of numbers between -1 and 1 in the kernels' memory. */
function memory() {
  let state = 12345;
  const random = () => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 31 - 1);
  const reserve = (bytes) => {
    const at = kernels.reserve(bytes) >>> 0;
    if (at === 0) throw new Error(`no memory for ${bytes} bytes`);
    return at;
  };
  return {
    kernels,
    reserve,
    fill(count, next = random) {
      const at = reserve(8 * count);
      const view = new Float64Array(kernels.memory.buffer, at, count);
      for (let i = 0; i < count; i++) view[i] = next(i);
      return at;
    },
  };
}

/** Warms up and returns how many calls make a sample. */
function calibrate(call) {
  let times = 1;
  let ms = milliseconds(call, times);
  for (let turn = 0; turn < 40 && (ms < SAMPLE_MS || turn < 3); turn++) {
    if (ms < SAMPLE_MS) times = Math.ceil(times * Math.min(4, (1.1 * SAMPLE_MS) / Math.max(ms, 0.01)));
    ms = milliseconds(call, times);
  }
  return times;
}

/** The lesser of processor and wall time. */
function milliseconds(call, times) {
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  for (let i = 0; i < times; i++) call();
  const used = process.cpuUsage(cpu);
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  return Math.max(Math.min((used.user + used.system) / 1e3, wall), 1e-3);
}

function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
