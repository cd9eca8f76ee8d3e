// lowrank/pool in a page: Web Workers from a blob or a file, under several policies, with and without shared memory.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumLaunch } from "../support/chromium";
import { root } from "../support/packed";
import { bundled } from "../support/bundled";
import { FIREFOX, mayBeMissing, visit } from "../support/visit";

/** The page's own globals: what tests are written with. */
const PAGE = `
import * as lowrank from "./dist/index.js";
import * as pool from "./dist/pool.js";
import { storm } from "./test/support/pool-storm";
const workers = [];
globalThis.Worker = class extends Worker {
  constructor(...args) { super(...args); workers.push(this); }
  terminate() { workers.splice(workers.indexOf(this), 1); super.terminate(); }
};
const inside = (worker, code) => worker.postMessage({ id: -1, method: "run", params: ["function () { " + code + " }", []] });
const failure = (promise) => promise.then(() => "none", (error) => (error instanceof Error ? error.name + ": " + error.message : String(error)));
Object.assign(globalThis, { lowrank, ...pool, storm, workers, inside, failure });
`;

const ALLOWED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
const ENDLESS = `{ method: "soft-impute", rank: 2, lambda: 0.3, tolerance: 0, maxIterations: 1e9, onProgress: ({ iteration }) => iteration < 10 }`;
const STOPPED = `createPool({ size: 1 }).complete([[1, null, 3], [2, 4, null], [null, 1, 2]], ${ENDLESS})`;

let browser: Browser;
let server: Server;
/** Headers of the page, and of the worker's file. */
let headers: Record<string, string> = {};

beforeAll(async () => {
  const files: Record<string, [type: string, body: string]> = {
    "/": ["text/html", `<!doctype html><script src="/page.js"></script>`],
    "/page.js": ["text/javascript", await bundled(PAGE)],
    "/pool-worker.js": ["text/javascript", readFileSync(join(root, "dist/pool-worker.js"), "utf8")],
  };
  server = createServer(({ url }, response) => {
    const file = files[url ?? ""];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": file[0], ...headers }).end(file[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch(chromiumLaunch());
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** What an expression gives in a fresh page with these headers. */
async function inPage<T>(expression: string, pageHeaders: Record<string, string> = {}): Promise<T> {
  headers = pageHeaders;
  const page: Page = await browser.newPage();
  const uncaught: string[] = [];
  page.on("pageerror", (error) => uncaught.push(error.message));
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const value = await page.evaluate<T>(`(async () => { ${expression} })()`);
    expect(uncaught).toEqual([]);
    return value;
  } finally {
    await page.close();
  }
}

const policy = (text: string) => ({ "content-security-policy": text });
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

describe("in a page", () => {
  it("a thousand jobs, many aborted, workers crashing: all settle, all are right", async () => {
    const { wrong, ...counts } = await inPage<Record<string, number> & { wrong: string[] }>(`
      const pool = createPool({ size: 2 });
      const crash = () => { if (workers.length > 0) inside(workers[0], "setTimeout(() => { throw new Error('crash'); })"); };
      const outcome = await storm(lowrank, pool, { jobs: 1000, seed: 9, width: 12, crash });
      await pool.close();
      return { ...outcome, left: workers.length };`);
    expect(wrong).toEqual([]);
    expect(counts).toMatchObject({ left: 0 });
    const { left: _, ...ends } = counts as Record<string, number>;
    expect(Object.values(ends).reduce((a, b) => a + b)).toBe(1000);
    expect(ends.right).toBeGreaterThan(600);
    expect(Math.min(ends.refused!, ends.aborted!, ends.stopped!)).toBeGreaterThan(3);
  });

  it("a worker that crashes fails its own job, is terminated and replaced", async () => {
    const [failed, next, isGone, afterIdle] = await inPage<[string, number, boolean, number]>(`
      const pool = createPool({ size: 1 });
      await pool.ready();
      const [first] = workers;
      const job = failure(pool.complete([[1, null, 3], [2, 4, null], [null, 1, 2]], { ...${ENDLESS}, onProgress: () => {
        first.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })); // as the browser does
      } }));
      const next = await pool.frobeniusNorm([[3, 4]]);
      const isGone = !workers.includes(first);
      inside(workers[0], "setTimeout(() => { throw new Error('crash'); })");
      await new Promise((resolve) => workers[0].addEventListener("error", resolve));
      return [await job, next, isGone, await pool.frobeniusNorm([[3, 4]])];`);
    expect(failed).toBe("WorkerCrashError: complete: its worker ended before it was done (out of memory)");
    expect([next, isGone, afterIdle]).toEqual([5, true, 5]);
  });

  it("an abort ends the worker in the middle of its job", async () => {
    const [reason, again, left] = await inPage<[string, number, boolean]>(`
      const pool = createPool({ size: 1 });
      await pool.ready();
      const [before] = workers;
      const controller = new AbortController();
      const job = failure(pool.svd({ rows: 1500, columns: 1500, data: new Float64Array(1500 ** 2).map(Math.sin) }, { signal: controller.signal, transfer: true }));
      await new Promise((resolve) => setTimeout(resolve, 30));
      controller.abort("enough");
      const reason = await job;
      return [reason, await pool.frobeniusNorm([[3, 4]]), workers.includes(before)];`);
    expect([reason, again, left]).toEqual(["enough", 5, false]);
  });
});

describe("onProgress returning false", () => {
  const iterations = `return (await ${STOPPED}).info.iterations`;

  it("stops with the best so far in a cross-origin isolated page, through shared memory", async () => {
    expect(await inPage<boolean>("return crossOriginIsolated", ISOLATED)).toBe(true);
    expect(await inPage<number>(iterations, { ...ISOLATED, ...policy(`${ALLOWED}; worker-src blob:`) })).toBeGreaterThanOrEqual(10);
  });

  it("and in any other, through a blob", async () => {
    expect(await inPage<boolean>("return crossOriginIsolated")).toBe(false);
    expect(await inPage<number>(iterations, policy(`${ALLOWED}; worker-src blob:; connect-src blob:`))).toBeGreaterThanOrEqual(10);
  });

  it("rejects where the policy leaves no way, and the next job is done", async () => {
    const [error, next] = await inPage<[string, number]>(`const told = failure(${STOPPED}); return [await told, await createPool({ size: 1 }).frobeniusNorm([[3, 4]])];`, policy(`${ALLOWED}; worker-src blob:`));
    expect(error).toMatch(/^UnsupportedError: complete: onProgress returned false, .*connect-src blob:/);
    expect(next).toBe(5);
  });
});

describe("a policy", () => {
  it("that forbids blobs gives an UnsupportedError that says what to do; with workerUrl it works", async () => {
    const strict = policy(`${ALLOWED}; worker-src 'self'`);
    expect(await inPage<string>("return failure(createPool({ size: 1 }).svd([[1]]))", strict)).toMatch(/^UnsupportedError: svd: no worker could be started .*worker-src blob:.*workerUrl/);
    expect(await inPage<number[]>(`return Array.from((await createPool({ size: 1, workerUrl: "/pool-worker.js" }).svd([[3, 0], [0, 4]])).S)`, strict)).toEqual([4, 3]);
    expect(await inPage<number[]>(`return Array.from((await createPool({ workerUrl: new URL("/pool-worker.js", location.href) }).svd([[3, 0], [0, 4]])).S)`, strict)).toEqual([4, 3]);
  });

  it("that forbids WebAssembly gives the UnsupportedError of lowrank itself", async () => {
    const said = await inPage<string>(`const pool = createPool({ size: 1 }); const error = await pool.svd([[1]]).catch((reason) => reason); return (error instanceof lowrank.UnsupportedError) + error.message;`,
      policy("default-src 'none'; script-src 'self'; worker-src blob:"));
    expect(said).toMatch(/^true.*'wasm-unsafe-eval'/);
  });

  it("a workerUrl that leads nowhere, or to another origin, gives an UnsupportedError", async () => {
    expect(await inPage<string>(`return failure(createPool({ size: 1, workerUrl: "/nowhere.js" }).svd([[1]]))`)).toMatch(/^UnsupportedError: svd: no worker could be started/);
    expect(await inPage<string>(`return failure(createPool({ size: 1, workerUrl: "http://other.test/pool-worker.js" }).svd([[1]]))`)).toMatch(/^UnsupportedError: svd: no worker could be started/);
  });
});

describe("Firefox", () => {
  const IN_FIREFOX = `${PAGE}
    const tell = (found) => fetch("/found", { method: "POST", body: JSON.stringify(found) });
    onerror = (message) => tell({ uncaught: String(message) });
    (async () => {
      const pool = createPool({ size: 2 });
      const crash = () => { if (workers.length > 0) inside(workers[0], "setTimeout(() => { throw new Error('crash'); })"); };
      const outcome = await storm(lowrank, pool, { jobs: 500, seed: 4, width: 8, crash });
      await pool.close();
      const { info } = await ${STOPPED};
      const [value] = (await createPool({ size: 1, workerUrl: "/pool-worker.js" }).svd([[3, 0], [0, 4]])).S;
      return { ...outcome, stoppedLater: info.iterations >= 10 && !info.converged, value };
    })().then(tell, (error) => tell({ error: String(error) }));`;

  it.skipIf(mayBeMissing(FIREFOX))("five hundred jobs, aborts and crashes; a stop through a blob; a worker from a file", async () => {
    const others = { "pool-worker.js": readFileSync(join(root, "dist/pool-worker.js"), "utf8") };
    const found = await visit(FIREFOX, await bundled(IN_FIREFOX), `${ALLOWED}; worker-src 'self' blob:; connect-src 'self' blob:`, others);
    expect(found).toMatchObject({ wrong: [], stoppedLater: true, value: 4 });
    const { right, refused, aborted, crashed, stopped } = found as Record<string, number>;
    expect(right! + refused! + aborted! + crashed! + stopped!).toBe(500);
    expect(right).toBeGreaterThan(300);
  });
});
