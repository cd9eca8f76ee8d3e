import { UnsupportedError } from "lowrank";
import { describe } from "../checks";
import { wrongKind } from "../errors";
import code from "./worker?script";
import type { Script } from "./workers";

interface NodeProcess {
  readonly versions?: { readonly node?: string; readonly bun?: string };
  getBuiltinModule?(name: "os"): typeof import("node:os");
}

const { process, navigator } = globalThis as { process?: NodeProcess; navigator?: { hardwareConcurrency?: number } };

/** Node and what stands in for it. Bun has both kinds of workers: the Web Workers are those that go. */
const isNode = process?.versions?.node !== undefined && process.versions.bun === undefined && String(process) === "[object process]";

/** Refuses where there are no workers. */
export function requireWorkers(): void {
  if (isNode && process.getBuiltinModule === undefined) throw new UnsupportedError("lowrank/pool needs Node 20.16 or later");
  if (!isNode && typeof Worker !== "function") throw new UnsupportedError("lowrank/pool needs Web Workers, which are missing here");
}

/** What the machine can do at a time, as far as it tells. */
export function processors(): number {
  const count = isNode ? process.getBuiltinModule!("os").availableParallelism() : navigator?.hardwareConcurrency;
  return Math.min(count || 4, 1024);
}

/** Where workers find their code, by default in this module. */
export function findScript(workerUrl: unknown): Script {
  const kind = isNode ? "thread" : "web";
  const release = () => {};
  if (workerUrl !== undefined) return { source: readUrl(workerUrl), kind, isCode: false, release };
  if (isNode) return { source: code, kind, isCode: true, release };
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return { source: url, kind, isCode: false, release: () => URL.revokeObjectURL(url) };
}

function readUrl(workerUrl: unknown): string | URL {
  if (typeof workerUrl === "string") return workerUrl;
  const href: unknown = typeof workerUrl === "object" && workerUrl !== null && "href" in workerUrl ? workerUrl.href : undefined;
  if (typeof href === "string") return new URL(href);
  throw wrongKind(`options.workerUrl is ${describe(workerUrl)}: expected a URL`);
}
