import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";

/** The TypeScript files below a folder, by their path from the root. */
export function listed(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`).filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts") && !path.includes("node_modules")).sort();
}

export function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 16);
}
