import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
}

export function node(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  // Node prints the line that threw: in a bundle, all of it.
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}\n${stderr.replace(/^(.{200}).+$/gm, "$1…")}`);
  return stdout;
}

/** An empty project with the packed package installed, in a fresh temporary directory. Needs the built dist/; never writes to it. */
export function packedProject(): { project: string; files: string[] } {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("dist/ is missing: run npm run build first");
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "lowrank-packed-")));
  const project = join(directory, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", version: "1.0.0", private: true }));
  const report = JSON.parse(npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", directory)) as unknown;
  // Newer npm versions key the report by package name.
  const [{ filename, files }] = Object.values(report as object) as [{ filename: string; files: { path: string }[] }];
  npm(project, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", join(directory, filename));
  return { project, files: files.map((file) => file.path) };
}

/** Installs a package in a project as it is installed here, with what it depends on. */
export function copyInstalled(name: string, project: string): void {
  const from = join(root, "node_modules", name);
  cpSync(from, join(project, "node_modules", name), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as { dependencies?: object };
  for (const dependency of Object.keys(dependencies)) copyInstalled(dependency, project);
}
