import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { compile } from "./compile";
import { hashOf } from "./files";
import { type Mutant, blocksOf } from "./operators";
// @ts-ignore: a program.
import { bundleTests } from "./tests.mjs";

/** Bytes in the module in which blocks are marked; one more than the highest number of a block. */
const MOST_BLOCKS = 1 << 16;
const MARKER = "assembly/cover.ts";
const MARKER_SOURCE = `
const area: usize = memory.data(${MOST_BLOCKS});
export function cover(block: i32): void { store<u8>(area + <usize>block, 1); }
export function coverArea(): usize { return area; }
`;

export interface Coverage {
  /** The test files that run the block a mutant is in; of what is in no block, those that run any of its file. */
  testsOf(mutant: Mutant): string[];
  /** Processor time of a test file. */
  seconds(test: string): number;
  /** Test files that fail in these surroundings. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

/** Runs every test once with all blocks of the sources marked; again only what has changed. */
export async function coverageOf(sources: readonly string[], tests: readonly string[], hashOfTest: (path: string) => string, folder: string): Promise<Coverage> {
  const blocks: { file: string; start: number; end: number }[] = [];
  const marked: Record<string, string> = { [MARKER]: MARKER_SOURCE };
  for (const file of sources) {
    const assembly = file.startsWith("assembly/");
    const source = readFileSync(file, "utf8");
    const path = relative(dirname(file), MARKER).replace(/\.ts$/, "").replaceAll("\\", "/");
    let text = "";
    let at = 0;
    for (const { start, end } of blocksOf(file, source).sort((a, b) => a.start - b.start)) {
      const number = blocks.push({ file, start, end }) - 1;
      text += `${source.slice(at, start)} ${assembly ? `cover(${number})` : `globalThis.__covered[${number}] = 1`};`;
      at = start;
    }
    marked[file] = `${assembly ? `import { cover } from "${path.startsWith(".") ? path : `./${path}`}";` : ""}${text}${source.slice(at)}`;
  }
  if (blocks.length > MOST_BLOCKS) throw new RangeError(`${blocks.length} blocks`);
  const bytes = await compile(marked, [MARKER]);
  if (bytes === undefined) throw new Error("the marked sources do not compile");

  await bundleTests(tests, `${folder}tests/`);
  await bundleTests(tests, `${folder}covered/`, marked);
  const key = hashOf([...Object.values(marked), Buffer.from(bytes).toString("latin1")]);
  const cache = `${folder}coverage.json`;
  const kept = existsSync(cache) ? (JSON.parse(readFileSync(cache, "utf8")) as { key: string; runs: Kept[] }) : undefined;
  const runs: Kept[] = kept?.key === key ? kept.runs.filter(({ done, hash }) => tests.includes(done) && hashOfTest(done) === hash) : [];
  const wanted = tests.filter((test) => !runs.some(({ done }) => done === test));
  if (wanted.length > 0) runs.push(...(await run(bytes, wanted, `${folder}covered/`)).map((test) => ({ ...test, hash: hashOfTest(test.done) })));
  writeFileSync(cache, JSON.stringify({ key, runs }));
  const seconds = new Map(runs.map((test) => [test.done, test.seconds]));
  const broken = new Map(runs.filter(({ faults }) => faults.length > 0).map((test) => [test.done, test.faults]));
  const reached = new Map<number, string[]>();
  for (const { done, faults, covered } of runs) {
    if (faults.length === 0) for (const block of covered) reached.set(block, [...(reached.get(block) ?? []), done]);
  }

  return {
    broken,
    seconds: (test) => seconds.get(test)!,
    testsOf({ file, start, end }) {
      const around = blocks.map((block, number) => ({ ...block, number })).filter((block) => block.file === file);
      const inside = around.filter((block) => block.start <= start && end <= block.end).sort((a, b) => b.start - a.start);
      const numbers = inside.length > 0 ? [inside[0]!.number] : around.map(({ number }) => number);
      return [...new Set(numbers.flatMap((number) => reached.get(number) ?? []))];
    },
  };
}

interface Run {
  readonly done: string;
  readonly seconds: number;
  readonly faults: readonly string[];
  readonly covered: readonly number[];
}

interface Kept extends Run { readonly hash: string }

function run(bytes: Uint8Array, files: readonly string[], folder: string): Promise<Run[]> {
  return new Promise((resolve, reject) => {
    const runs: Run[] = [];
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData: { bytes, folder, files, cover: true } });
    worker.on("message", (message: Run | { survived: true }) => {
      if ("survived" in message) void worker.terminate().then(() => resolve(runs));
      else runs.push(message);
    });
    worker.on("error", reject);
  });
}
