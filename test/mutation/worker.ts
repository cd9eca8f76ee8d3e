/** The thread in which tests meet a mutant. */
import { parentPort, workerData } from "node:worker_threads";
import { pathToFileURL } from "node:url";

interface Data { readonly bytes: Uint8Array; readonly folder: string; readonly files: readonly string[]; readonly cover?: boolean }

const { bytes, folder, files, cover = false } = workerData as Data;
Object.assign(globalThis, { __mutant: { bytes, module: new WebAssembly.Module(bytes as BufferSource) }, __covered: new Uint8Array(1 << 16) });
const instances: WebAssembly.Instance[] = [];
if (cover) {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args) as WebAssembly.Instance;
      instances.push(instance);
      return instance;
    },
  });
}

const { runFile } = (await import(new URL("vitest.mjs", import.meta.url).href)) as typeof import("./vitest");
const post = (message: object) => parentPort!.postMessage(message);
let alive = true;
for (const file of files) {
  const start = process.cpuUsage();
  const faults: string[] = [];
  await runFile(() => import(pathToFileURL(`${folder}/${file.replace(/\.ts$/, ".mjs")}`).href), (test, error) => {
    faults.push(`${test}: ${String((error as Error | undefined)?.message ?? error).slice(0, 200)}`);
    if (!cover) post({ failed: file, test });
    alive = cover;
    return cover;
  });
  if (!alive) break;
  const { user, system } = process.cpuUsage(start);
  post({ done: file, seconds: (user + system) / 1e6, faults, covered: cover ? coverage() : undefined });
}
if (alive) post({ survived: true });

/** The blocks that ran since the last time. */
function coverage(): number[] {
  const all = (globalThis as unknown as { __covered: Uint8Array }).__covered;
  for (const { exports } of instances.splice(0)) {
    const { coverArea, memory } = exports as unknown as { coverArea?: () => number; memory: WebAssembly.Memory };
    if (coverArea !== undefined) new Uint8Array(memory.buffer, coverArea(), all.length).forEach((seen, k) => { all[k]! |= seen; });
  }
  const found = [...all.keys()].filter((k) => all[k] !== 0);
  all.fill(0);
  return found;
}
