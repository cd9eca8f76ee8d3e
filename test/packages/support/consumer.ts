import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";

const SOURCES = fileURLToPath(new URL("../consumer", import.meta.url));

export function copyConsumer(project: string): void {
  cpSync(SOURCES, project, { recursive: true });
}

/** A project of the test's own, with the packed package installed and the sources of consumer/. Removed when the test is over. */
export function consumer(): string {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "lowrank-consumer-")));
  cpSync(inject("packed"), project, { recursive: true });
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  return project;
}
