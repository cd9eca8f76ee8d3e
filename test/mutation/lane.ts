/** One process that tries mutants one after the other: compiles, and runs tests in a thread that it can end. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { compile, compileOptimized } from "./compile";
import { type Mutant, apply } from "./operators";
// @ts-ignore: a program.
import { bundleTests } from "./tests.mjs";

export interface Trial {
  readonly mutant: Mutant;
  /** Test files in their order, with the seconds of processor time that each takes when all is well. */
  readonly tests: readonly { readonly file: string; readonly seconds: number }[];
  /** A folder of this lane's own for bundles. */
  readonly folder: string;
}

export interface Verdict {
  /** `same`: the optimizing compiler makes the same module of it. */
  readonly status: "killed" | "timeout" | "survived" | "invalid" | "same";
  readonly by?: string;
  readonly test?: string;
}

/** Processor time for a test file: this many times what it takes, and some seconds. */
const TIMES = 5;
const SECONDS = 5;
/** A mutant that takes more memory is stopped, too. */
const MOST_BYTES = 2e9;

let own: Awaited<ReturnType<typeof compile>> | undefined;
let optimized: Uint8Array | undefined;

async function attempt({ mutant, tests, folder }: Trial): Promise<Verdict> {
  const text = apply(readFileSync(mutant.file, "utf8"), mutant);
  const assembly = mutant.file.startsWith("assembly/");
  let bytes: Uint8Array | undefined;
  let bundles = fileURLToPath(new URL("tests/", import.meta.url));
  if (assembly) {
    bytes = await compile({ [mutant.file]: text });
    if (bytes === undefined) return { status: "invalid" };
  } else {
    try {
      await bundleTests(tests.map(({ file }) => file), folder, { [mutant.file]: text });
    } catch {
      return { status: "invalid" };
    }
    bundles = folder;
    bytes = own ??= await compile({});
  }
  const verdict = await run(bytes!, tests, bundles);
  if (verdict.status !== "survived" || !assembly) return verdict;
  optimized ??= await compileOptimized({});
  const twin = await compileOptimized({ [mutant.file]: text });
  return twin !== undefined && Buffer.compare(twin, optimized!) === 0 ? { status: "same" } : verdict;
}

function run(bytes: Uint8Array, tests: Trial["tests"], folder: string): Promise<Verdict> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: { bytes, folder, files: tests.map(({ file }) => file) }, stdout: true, stderr: true });
    let at = 0;
    let start = seconds();
    const end = (verdict: Verdict) => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(verdict));
    };
    const watch = setInterval(() => {
      const limit = TIMES * (tests[at]?.seconds ?? 0) + SECONDS;
      if (seconds() - start > limit || process.memoryUsage.rss() > MOST_BYTES) end({ status: "timeout", by: tests[at]?.file ?? "" });
    }, 100);
    worker.on("message", (message: { done?: string; failed?: string; test?: string; survived?: true }) => {
      if (message.survived) end({ status: "survived" });
      else if (message.failed !== undefined) end({ status: "killed", by: message.failed, test: message.test! });
      else [at, start] = [at + 1, seconds()];
    });
    worker.on("error", (error) => end({ status: "killed", by: tests[at]?.file ?? "", test: `uncaught: ${error.message.slice(0, 100)}` }));
  });
}

function seconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

process.on("message", (trial: Trial) => {
  void attempt(trial).then((verdict) => process.send!(verdict));
});
