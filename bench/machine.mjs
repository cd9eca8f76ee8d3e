/** What the figures depend on besides the code. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** One line each. */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    processor: `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()} ${process.arch}`,
    engine: `Node ${process.version.slice(1)} (V8 ${process.versions.v8})`,
    commit: commit(),
  };
}

/** The short name of the commit that is checked out, with "+" where files differ from it. */
export function commit() {
  const git = (...words) => execFileSync("git", words, { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no", "--", "assembly", "src", "package-lock.json");
    return git("rev-parse", "--short", "HEAD") + (changed === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}

/** The number of the core that was idle most in the last fifth of a second, of those this process may use; undefined without taskset. */
export async function quietCore() {
  const list = spawnSync("taskset", ["-pc", String(process.pid)], { encoding: "utf8" });
  if (list.status !== 0) return undefined;
  const allowed = list.stdout.split(":").at(-1).trim().split(",").flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const before = cpus();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = cpus().map((cpu, i) => cpu.times.idle - (before[i]?.times.idle ?? 0));
  return allowed.reduce((best, core) => ((idle[core] ?? 0) >= (idle[best] ?? 0) ? core : best));
}
