// `npm audit` of every lock file: no known vulnerability from the level said. Where the registry gives no audits, nothing fails.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const LEVELS = ["info", "low", "moderate", "high", "critical"];
/** What is shipped comes from the first two; the others hold tools. bench/compare is left out: it measures old packages as they are. */
const FOLDERS = { ".": "low", "examples/playground": "low", "docs/site": "high", "test/engines": "high", "test/packages": "high" };

for (const [folder, least] of Object.entries(FOLDERS)) {
  if (!existsSync(`${folder}/package-lock.json`)) continue;
  const { stdout } = spawnSync("npm", ["audit", "--json", "--package-lock-only"], { cwd: folder, encoding: "utf8", shell: process.platform === "win32" });
  const report = readReport(stdout);
  if (report === undefined) {
    console.log(`${folder}: the registry gave no audit`);
    continue;
  }
  const bad = Object.values(report.vulnerabilities).filter(({ severity }) => LEVELS.indexOf(severity) >= LEVELS.indexOf(least));
  console.log(`${folder}: ${bad.length} known vulnerabilities of severity ${least} or above`);
  for (const { name, severity, via } of bad) console.log(`  ${name} (${severity}): ${via.map((cause) => cause.url ?? cause).join(", ")}`);
  if (bad.length > 0) process.exitCode = 1;
}

function readReport(text) {
  try {
    const report = JSON.parse(text);
    return report.vulnerabilities === undefined ? undefined : report;
  } catch {
    return undefined;
  }
}
