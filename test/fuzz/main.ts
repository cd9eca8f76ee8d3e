import { parseArgs } from "node:util";
import { campaign } from "./campaign";
import { child } from "./child";
import { MOST_SECONDS } from "./judge";
import type { Reader } from "./reader";

const HELP = `npm run fuzz -- [--reader <name>]... [--seconds <n>] [--most <n>] [--seed <n>] [--patience <n>] [--limit <n>]

Replays the corpora of test/fuzz/corpus, then reads mutants of them, for so many seconds in all (60), at most so many of each reader, or both.
A file that is misread is added to the corpus of its reader. A file that takes more than --limit (2) seconds of
processor time or --patience (20) of any is misread, too. The same seed makes the same mutants of the same corpus.
`;

/** The command line of the fuzzer. */
export async function main(readers: readonly Reader[], program: string, folder: string): Promise<void> {
  if (process.argv[2] === "--child") {
    child(readers);
    return;
  }
  const { values } = parseArgs({ options: {
    reader: { type: "string", multiple: true }, seconds: { type: "string" }, most: { type: "string" }, seed: { type: "string" }, patience: { type: "string" }, limit: { type: "string" }, help: { type: "boolean" },
  } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const chosen = values.reader ?? readers.map(({ name }) => name);
  const unknown = chosen.filter((name) => readers.every((reader) => reader.name !== name));
  if (unknown.length > 0) throw new RangeError(`no reader is called ${unknown.join(", ")}: expected ${readers.map(({ name }) => name).join(", ")}`);
  const most = Number(values.most ?? Infinity);
  const seconds = Number(values.seconds ?? (values.most === undefined ? 60 : Infinity)) / chosen.length;
  const seed = Number(values.seed ?? Date.now() % 1e9);
  console.log(`seed ${seed}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130)); // a campaign tidies up when the process ends
  let faults = 0;
  for (const reader of readers.filter(({ name }) => chosen.includes(name))) {
    const outcome = await campaign(reader, { program, folder, seconds, most, seed, patience: Number(values.patience ?? 20), limit: Number(values.limit ?? MOST_SECONDS) });
    faults += outcome.faults.length;
    console.log(`${reader.name}: ${outcome.mutants} mutants, ${outcome.faults.length === 0 ? "none misread" : "misread:"}`);
    for (const { reason, path } of outcome.faults) console.log(`  ${path.replace(folder, "corpus/")}: ${reason}`);
  }
  process.exitCode = faults > 0 ? 1 : 0;
}
