/** npm run bench: see the usage below, README.md beside this file for what the figures mean. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cases as allCases } from "./cases.mjs";
import { contestants as allContestants } from "./contestants.mjs";
import { commit, machine, quietCore } from "./machine.mjs";
import { plot } from "./plot.mjs";
import { killAll } from "./process.mjs";
import { race } from "./race.mjs";
import { caseTable, markdown, summaryTable, targets } from "./report.mjs";

const usage = `npm run bench -- [options]

  --only a,b       only these contestants: names, groups (lowrank, native, npm) or beginnings of names
  --cases a,b      only these cases: ${allCases.map((one) => one.name).join(", ")}
  --rounds N       samples of a fast contestant, default 9
  --limit N        seconds a call may take, default 30; 600 measures the slow packages at n = 2000 too
  --node PATH      runs lowrank with this Node as well (may be repeated)
  --core N         the core to run on, default the quietest (needs taskset; "any" leaves it to the system)
  --quick          3 rounds, a limit of 5 s, cases up to 500 rows
  --resume         keeps the cases already measured at this commit
  --save           writes the results also with --only or --quick
  --table          prints the summary of the saved results as Markdown and ends
  --help           prints this`;

const results = new URL("results.json", import.meta.url);
const text = { type: "string" };
const flag = { type: "boolean", default: false };
let options;
try {
  options = parseArgs({
    options: {
      only: text, cases: text, rounds: text, limit: text, core: text, node: { type: "string", multiple: true, default: [] },
      quick: flag, resume: flag, save: flag, table: flag, help: flag,
    },
  }).values;
} catch (error) {
  stop(error.message);
}
if (options.help) {
  console.log(usage);
  process.exit(0);
}
let saved = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : { cases: {} };
if (options.table) {
  console.log(summaryTable(saved));
  process.exit(0);
}

const rounds = count("rounds", options.quick ? 3 : 9);
const limit = 1000 * count("limit", options.quick ? 5 : 30);
const cases = chosenCases();
const { contestants, absent } = allContestants(options.node);
const racers = contestants.filter(chosen);
if (racers.length === 0) stop(`--only ${options.only}: no contestant of this name (${contestants.map(({ id }) => id).join(", ")})`);
const keep = options.save || (!options.only && !options.quick);
const core = options.core === "any" ? undefined : options.core === undefined ? await quietCore() : count("core", 0);
const directory = mkdtempSync(join(tmpdir(), "lowrank-bench-"));

process.on("exit", () => {
  killAll();
  rmSync(directory, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130)); // what is measured is already saved

const about = { ...machine(), core: core ?? "not pinned" };
console.log(`${about.processor}; ${about.engine}; commit ${about.commit}; core ${about.core}; ${racers.length} contestants`);
for (const { label, reason } of absent) console.log(`skipped: ${label}: ${reason}`);

const run = { ...about, cases: {} };
const history = new Map(racers.map(({ id }) => [id, []]));
for (const one of cases) {
  const before = saved.cases[one.name];
  if (options.resume && before !== undefined && before.commit === commit()) continue;
  const started = Date.now();
  const entrants = await race(one, racers, { rounds, limit, core, directory, history });
  run.cases[one.name] = { date: about.date, commit: about.commit, engine: about.engine, limit: limit / 1000, entrants };
  console.log(`\n${caseTable(one, run.cases[one.name])}\n(${((Date.now() - started) / 1000).toFixed(0)} s)`);
  if (keep) {
    saved = { ...saved, ...about, absent, cases: { ...saved.cases, [one.name]: run.cases[one.name] } };
    writeFileSync(results, `${JSON.stringify(saved, null, 1)}\n`);
    writeFileSync(new URL("RESULTS.md", import.meta.url), markdown(saved));
    writeFileSync(new URL("results.svg", import.meta.url), await plot(saved));
  }
}
console.log(`\n${targets(run)}`);
process.exit(0);

function chosen({ id, group }) {
  return options.only === undefined || options.only.split(",").some((name) => name === group || id.startsWith(name));
}

function chosenCases() {
  if (options.cases === undefined) return allCases.filter(({ rows }) => !options.quick || rows <= 500);
  return options.cases.split(",").map(
    (name) => allCases.find((one) => one.name === name) ?? stop(`--cases ${name}: it must be one of ${allCases.map((one) => one.name).join(", ")}`),
  );
}

function count(name, fallback) {
  if (options[name] === undefined) return fallback;
  const value = Number(options[name]);
  return Number.isFinite(value) && value >= 0 ? value : stop(`--${name} is "${options[name]}"; it must be a number`);
}

function stop(message) {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}
