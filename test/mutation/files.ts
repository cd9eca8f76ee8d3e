import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";

/** The TypeScript files below a folder, by their path from the root. */
export function listed(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`).filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules")).sort();
}

export function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** A test file and the files of test/ that it reaches by imports, by their paths from the root. */
export function reachedFrom(path: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, target] of readFileSync(file, "utf8").matchAll(/\bfrom "(\.[^"]*)"/g)) {
      const next = join(file, "..", `${target!}.ts`);
      if (next.startsWith("test/") && existsSync(next)) visit(next);
    }
  };
  visit(path);
  return [...found].sort();
}
