import { rmSync } from "node:fs";
import { dirname } from "node:path";
import type { TestProject } from "vitest/node";
import { copyInstalled, node, packedProject } from "../../support/packed";
import { copyConsumer } from "./consumer";

declare module "vitest" {
  interface ProvidedContext { packed: string; expected: string; pooled: string }
}

/** Packs and installs the package once; each test file copies the installed project. */
export default function setup(project: TestProject): () => void {
  const packed = packedProject().project;
  copyConsumer(packed);
  copyInstalled("ml-matrix", packed);
  project.provide("packed", packed);
  project.provide("expected", node(packed, "node.mjs").trim());
  project.provide("pooled", node(packed, "pool-node.mjs").trim());
  return () => rmSync(dirname(packed), { recursive: true, force: true, maxRetries: 5 });
}
