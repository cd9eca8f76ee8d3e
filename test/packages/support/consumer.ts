import { cpSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";

const SOURCES = fileURLToPath(new URL("../consumer", import.meta.url));

export function copyConsumer(project: string): void {
  cpSync(SOURCES, project, { recursive: true });
}

/** A project of the test's own, with the packed package installed and the sources of consumer/. Removed after all tests: a tool may still be reading. */
export function consumer(): string {
  const packed = inject("packed");
  const project = mkdtempSync(join(dirname(packed), "consumer-"));
  cpSync(packed, project, { recursive: true });
  return project;
}
