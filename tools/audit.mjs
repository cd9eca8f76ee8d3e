// `npm audit` of every lock file: no known vulnerability from the level said. Exit code 1: there are some. 3: there are none, but the registry
// gave no audit of a lock file, so that nothing is known of it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const LEVELS = ["info", "low", "moderate", "high", "critical"];
/** What is shipped comes from the first two; the others hold tools. bench/compare is left out: it measures old packages as they are. */
const FOLDERS = { ".": "low", "examples/playground": "low", "docs/site": "high", "test/engines": "high", "test/packages": "high" };
const UNCHECKED = 3;

let found = 0;
const unchecked = [];
for (const [folder, least] of Object.entries(FOLDERS)) {
  if (!existsSync(`${folder}/package-lock.json`)) {
    unchecked.push(`${folder}: no package-lock.json`);
    continue;
  }
  const { stdout } = spawnSync("npm", ["audit", "--json", "--package-lock-only"], { cwd: folder, encoding: "utf8", shell: process.platform === "win32" });
  const { vulnerabilities, message } = readReport(stdout);
  if (vulnerabilities === undefined) {
    unchecked.push(`${folder}: ${message ?? "the registry gave no audit"}`);
    continue;
  }
  const bad = Object.values(vulnerabilities).filter(({ severity }) => LEVELS.indexOf(severity) >= LEVELS.indexOf(least));
  found += bad.length;
  console.log(`${folder}: ${bad.length} known vulnerabilities of severity ${least} or above`);
  for (const { name, severity, via } of bad) console.log(`  ${name} (${severity}): ${via.map((cause) => cause.url ?? cause).join(", ")}`);
}
for (const line of unchecked) console.log(`unchecked: ${line}`);
process.exitCode = found > 0 ? 1 : unchecked.length > 0 ? UNCHECKED : 0;

function readReport(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
