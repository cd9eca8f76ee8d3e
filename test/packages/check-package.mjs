// publint and arethetypeswrong on the packed tarball; a warning fails.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const folder = mkdtempSync(join(tmpdir(), "lowrank-check-"));
const shell = process.platform === "win32";

try {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: root, encoding: "utf8", shell, stdio: ["ignore", "pipe", "inherit"] });
  const [{ filename }] = Object.values(JSON.parse(packed));
  const tarball = join(folder, filename);
  const commands = [
    ["publint", "run", tarball, "--strict"],
    // The .wasm file and the worker's script, which is no module, have no types.
    ["attw", tarball, "--profile", "strict", "--exclude-entrypoints", "lowrank.wasm", "lowrank-completion.wasm", "lowrank-partial.wasm", "lowrank-single.wasm", "pool-worker.js", "--no-emoji", "--format", "ascii"],
  ];
  for (const [name, ...options] of commands) {
    const { status } = spawnSync(join(here, "node_modules/.bin", name), options, { stdio: "inherit", shell });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
