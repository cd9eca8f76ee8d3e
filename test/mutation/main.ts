/** npm run mutation: plants small faults one at a time, and counts those that no test sees. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NODE_ONLY } from "../support/page";
import { type Coverage, coverageOf } from "./coverage";
import { hashOf, listed, reachedFrom } from "./files";
import { Lane } from "./lanes";
import type { Trial, Verdict } from "./lane";
import { type Mutant, mutantsOf } from "./operators";
import { type Result, report, summary } from "./summary";

const HELP = `npm run mutation -- [--folder <name>]... [--file <part of a path>]... [--tests <part of a path>]... [--sample <n>] [--seed <n>] [--lanes <n>] [--budget <seconds>] [--fresh]

Plants faults in the sources, one at a time, and runs the tests that reach the place until one fails. --sample faults of each folder (100), which
--seed chooses (1) out of all that are possible; those that do not compile are passed over. The tests are the quickest of those that reach the place and
together take no more than --budget seconds of processor time (30), of those that --tests names (all). What was tried is kept in build/mutation as long as neither the file nor the tests have
changed, so that a run goes on where one was ended, and a larger sample begins with the smaller one; --fresh forgets it. The report is build/mutation/report.md.
`;

/** What is mutated, by the folder that its score is of. */
const FOLDERS: Readonly<Record<string, (path: string) => boolean>> = {
  "assembly/svd": (path) => path.startsWith("assembly/svd/"),
  "assembly/krylov": (path) => path.startsWith("assembly/krylov/"),
  "assembly/partial": (path) => path.startsWith("assembly/partial/") || path.startsWith("assembly/drivers/partial/"),
  "src/checks": (path) => /^src\/checks(\.ts|\/)/.test(path),
  "src/matrix": (path) => /^src\/matrix(\.ts|\/)/.test(path),
  "src/sparse": (path) => /^src\/sparse(\.ts|\/)/.test(path),
};

/** Test files that are left out: those that a page cannot run, and hashes, which fail on any change. */
const LEFT_OUT = [...Object.keys(NODE_ONLY), "test/hashes/", "test/pool/", "test/mutation/"];

const here = fileURLToPath(new URL(".", import.meta.url));
const CACHE = `${here}results.json`;

const { values } = parseArgs({ options: {
  folder: { type: "string", multiple: true }, file: { type: "string", multiple: true }, tests: { type: "string", multiple: true }, sample: { type: "string" }, seed: { type: "string" }, lanes: { type: "string" }, budget: { type: "string" },
  fresh: { type: "boolean" }, help: { type: "boolean" },
} });

if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const folders = values.folder ?? Object.keys(FOLDERS);
  for (const folder of folders) if (FOLDERS[folder] === undefined) throw new RangeError(`no folder ${folder}: expected ${Object.keys(FOLDERS).join(", ")}`);
  const sources = [...listed("assembly"), ...listed("src")].filter((path) => folders.some((folder) => FOLDERS[folder]!(path)) && (values.file ?? [""]).some((part) => path.includes(part)));
  const tests = listed("test").filter((path) => path.endsWith(".test.ts") && !LEFT_OUT.some((name) => path.startsWith(name)) && (values.tests ?? [""]).some((part) => path.includes(part)));
  const equivalent = JSON.parse(readFileSync("test/mutation/equivalent.json", "utf8")) as Record<string, string>;
  const known: Record<string, Result> = !values.fresh && existsSync(CACHE) ? (JSON.parse(readFileSync(CACHE, "utf8")) as Record<string, Result>) : {};
  const hashes = new Map(tests.map((path) => [path, hashOf(reachedFrom(path).map((file) => readFileSync(file, "utf8")))]));
  const hashOfTest = (path: string) => hashes.get(path)!;

  console.log(`${sources.length} files, ${tests.length} test files: measuring which tests reach what`);
  const coverage = await coverageOf(listed("assembly").concat(listed("src")).filter((path) => Object.values(FOLDERS).some((has) => has(path))), tests, hashOfTest, here);
  for (const [file, faults] of coverage.broken) console.log(`left out, as it fails here without a fault: ${file}: ${faults[0]}`);

  const results: Result[] = [];
  const save = () => {
    mkdirSync(here, { recursive: true });
    for (const result of results) known[result.key] = result;
    writeFileSync(CACHE, JSON.stringify(known, undefined, 1));
  };
  const judge = async (mutant: Mutant, lane: Lane): Promise<Result> => {
    const key = `${mutant.id} ${hashOf([readFileSync(mutant.file, "utf8")])}`;
    const old = known[key];
    const reached = coverage.testsOf(mutant);
    const chosen = sorted(reached, coverage, results, mutant, old);
    // A fault that was seen stays so while the test that saw it is the same; one that lived, while all are that could see it.
    const judges = old?.by !== undefined && tests.includes(old.by) ? [old.by] : chosen.map(({ file }) => file).sort();
    const hash = hashOf(judges.map(hashOfTest));
    if (mutant.id in equivalent) return { key, ...mutant, status: "same", tests: hash, covered: reached.length > 0 };
    if (old !== undefined && (old.tests === hash || ["invalid", "same"].includes(old.status))) return { ...old, ...mutant, key };
    const verdict: Verdict = chosen.length === 0 ? { status: "survived" } : await lane.attempt(mutant, chosen);
    const by = verdict.by !== undefined && tests.includes(verdict.by) ? [verdict.by] : chosen.map(({ file }) => file).sort();
    return { key, ...mutant, ...verdict, tests: hashOf(by.map(hashOfTest)), covered: reached.length > 0 };
  };

  const lanes = Array.from({ length: Number(values.lanes ?? 1) }, (_, p) => new Lane(`${here}lane-${p}/`));
  const possible: Record<string, number> = {};
  for (const folder of folders) {
    const order = orderOf(sources.filter((path) => FOLDERS[folder]!(path)), Number(values.seed ?? 1));
    possible[folder] = order.length;
    let wanted = Number(values.sample ?? 100);
    await Promise.all(lanes.map(async (lane) => {
      while (wanted > 0) {
        const mutant = order.shift();
        if (mutant === undefined) break;
        wanted--;
        const result = await judge(mutant, lane);
        results.push(result);
        save();
        if (result.status === "invalid") wanted++;
        if (result.status === "survived") console.log(`survived${result.covered ? "" : ", unreached"}: ${mutant.file}:${mutant.line} ${mutant.id}`);
      }
    }));
    console.log(summary(results, possible, (result, name) => FOLDERS[name]!(result.file)));
  }
  for (const lane of lanes) lane.close();
  writeFileSync(`${here}report.md`, report(results, possible, (result, name) => FOLDERS[name]!(result.file)));
}

/** All faults of the files, in an order that the seed chooses and in which a fault keeps its place when others come and go. */
function orderOf(files: readonly string[], seed: number): Mutant[] {
  return files.flatMap((file) => mutantsOf(file, readFileSync(file, "utf8"), file.startsWith("assembly/")))
    .map((mutant) => ({ mutant, at: hashOf([String(seed), mutant.id]) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ mutant }) => mutant);
}

/** First what killed a fault of the same file, then the quick ones, up to the budget. */
function sorted(reached: readonly string[], coverage: Coverage, results: readonly Result[], mutant: Mutant, old: Result | undefined): Trial["tests"] {
  const kills = new Map<string, number>();
  if (old?.by !== undefined) kills.set(old.by, 1000);
  for (const { file, by } of results) if (file === mutant.file && by !== undefined) kills.set(by, (kills.get(by) ?? 0) + 1);
  const cost = (file: string) => coverage.seconds(file) / (1 + (kills.get(file) ?? 0));
  let left = Number(values.budget ?? 30);
  return [...reached].sort((a, b) => cost(a) - cost(b)).map((file) => ({ file, seconds: coverage.seconds(file) })).filter(({ seconds }) => (left -= seconds) > 0);
}
