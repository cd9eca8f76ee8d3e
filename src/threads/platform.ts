/** What a helper needs: the compiled module, the memory, the crew's number for it. */
export interface Post { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory; readonly slot: number }

/** A helper's thread. */
export interface Thread {
  /** Whether its end would be seen by hasEnded. */
  isSeen(): boolean;
  /** Whether it is known to have ended. Asked while nothing but the caller runs: no event can come. */
  hasEnded(): boolean;
  end(): void;
}

interface NodeProcess {
  readonly versions?: { readonly node?: string; readonly bun?: string };
  readonly env?: Record<string, string | undefined>;
  getBuiltinModule?: ((name: "os") => typeof import("node:os")) & ((name: "worker_threads") => typeof import("node:worker_threads"));
}

const { process, navigator, crossOriginIsolated, importScripts } = globalThis as {
  process?: NodeProcess; navigator?: { hardwareConcurrency?: number }; crossOriginIsolated?: boolean; importScripts?: unknown;
};

/** Node and what stands in for it. */
const isNode = process?.versions?.node !== undefined && process.versions.bun === undefined && String(process) === "[object process]";

/** What a helper does, with `post` and `leave` given: it takes part until it is dismissed, and says so when it fails. */
const SERVE = `
  const serve = ({ module, memory, slot }) => {
    const { exports } = new WebAssembly.Instance(module, { env: { memory }, crew: { muster() {}, look() {} } });
    try {
      exports.crewServe(slot);
    } catch (error) {
      exports.crewFail();
      throw error;
    }
  };`;
/** From a turn of the event loop: only then Node tells whether the thread lives. */
const NODE_SCRIPT = `${SERVE} setImmediate(serve, require("node:worker_threads").workerData);`;
const WEB_SCRIPT = `${SERVE} onmessage = ({ data }) => { serve(data); close(); };`;

/** Why there are no helpers here, if there are none. */
function reasonAgainst(): string | undefined {
  if (isNode) return process.getBuiltinModule === undefined ? "they need Node 20.16 or later" : undefined;
  if (typeof Worker !== "function") return "they need Web Workers, which are missing here";
  if (typeof importScripts !== "function" && typeof document === "object") return "a page may not wait: they need a worker, where lowrank/threads is imported";
  if (crossOriginIsolated !== true || typeof SharedArrayBuffer !== "function") return "they need a page that is cross-origin isolated (Cross-Origin-Opener-Policy: same-origin, Cross-Origin-Embedder-Policy: require-corp)";
  return undefined;
}

export const supported = {
  /** Why there are no helpers here; undefined where there may be. */
  reason: reasonAgainst(),
  /** What the machine can do at a time, as far as it tells. */
  processors: (): number => (isNode ? process.getBuiltinModule!("os").availableParallelism() : navigator?.hardwareConcurrency) || 1,
  environment: (): string | undefined => (isNode ? process.env?.LOWRANK_THREADS : undefined),
};

/** Starts a helper; `ended` is called when it has ended, by itself or otherwise. */
export function startThread(post: Post, ended: () => void): Thread {
  return isNode ? startInNode(post, ended) : startInPage(post, ended);
}

function startInNode(post: Post, ended: () => void): Thread {
  const { Worker } = process!.getBuiltinModule!("worker_threads");
  const worker = new Worker(NODE_SCRIPT, { eval: true, workerData: post, execArgv: [], env: {}, name: "lowrank" });
  worker.unref();
  worker.on("error", () => {}); // what it died of is told by the exit, and by the call that it was part of
  worker.on("exit", ended);
  // Node tells it of a thread whose loop it has once seen turning: 0 before and while it computes, below 0 when it has ended.
  const { performance } = worker;
  const isSeen = () => performance.eventLoopUtilization().active > 0;
  const see = () => { if (!isSeen()) setTimeout(see, 1).unref(); };
  worker.on("online", see);
  return {
    isSeen,
    hasEnded: () => performance.eventLoopUtilization().idle < 0,
    end: () => void worker.terminate(),
  };
}

function startInPage(post: Post, ended: () => void): Thread {
  const url = URL.createObjectURL(new Blob([WEB_SCRIPT], { type: "text/javascript" }));
  const worker = new Worker(url, { name: "lowrank" });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    ended();
  });
  worker.postMessage(post);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return { isSeen: () => true, hasEnded: () => false, end: () => worker.terminate() };
}
