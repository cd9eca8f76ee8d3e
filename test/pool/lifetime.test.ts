import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { root } from "../support/packed";


/** Runs a module in a Node of its own; its output and exit code. */
function run(source: string, ...flags: string[]): { output: string; status: number | null; seconds: number } {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "--input-type=module", "-e", source], { cwd: root, encoding: "utf8", timeout: 30_000 });
  return { output: (stdout + stderr).trim(), status, seconds: (performance.now() - start) / 1000 };
}

describe("Node", () => {
  const begin = `import { createPool } from "lowrank/pool"; const pool = createPool({ size: 2 });`;
  it.each<[string, string, string]>([
    ["ends with a pool that was never used", begin, ""],
    ["waits for a job, then ends with the idle pool", `${begin} pool.frobeniusNorm([[3, 4]]).then(console.log);`, "5"],
    ["ends after many jobs", `${begin} for (let i = 0; i < 50; i++) await pool.frobeniusNorm([[i]]); console.log("done");`, "done"],
    ["ends after an abort", `${begin} const controller = new AbortController(); await pool.ready();
      pool.svd({ rows: 1500, columns: 1500, data: new Float64Array(1500 ** 2).map(Math.sin) }, { signal: controller.signal }).catch(console.log); controller.abort("stop");`, "stop"],
    ["ends after an error", `${begin} await pool.svd([[NaN]]).catch((error) => console.log(error.name));`, "RangeError"],
    ["ends after a crash", `const threads = []; process.on("worker", (worker) => threads.push(worker)); ${begin} await pool.ready();
      const jobs = [1, 2].map(() => pool.svd({ rows: 600, columns: 600, data: new Float64Array(600 ** 2).map(Math.sin) })); for (const thread of threads) thread.terminate();
      console.log((await Promise.allSettled(jobs)).map(({ reason }) => reason.name).join());`, "WorkerCrashError,WorkerCrashError"],
    ["waits for close()", `${begin} await pool.ready(); await pool.close(); console.log("closed");`, "closed"],
    ["is not held by a signal that never aborts", `${begin} const { signal } = new AbortController(); console.log(await pool.frobeniusNorm([[3, 4]], { signal }));`, "5"],
  ])("%s", (_, source, output) => expect(run(source)).toMatchObject({ output, status: 0 }));

  it("gets a WorkerCrashError when a worker's heap is full, and goes on", () => {
    const source = `const threads = []; process.on("worker", (worker) => threads.push(worker));
      import { createPool } from "lowrank/pool"; const pool = createPool({ size: 1 }); await pool.ready();
      threads[0].postMessage({ id: -1, method: "run", params: ["function () { const all = []; for (;;) all.push(new Array(1e5).fill(0.5)); }", []] });
      await pool.svd([[1]]).catch((error) => console.log(error.name, error.message));
      console.log(await pool.frobeniusNorm([[3, 4]]));`;
    const { output, status } = run(source, "--max-old-space-size=60");
    expect(output).toMatch(/WorkerCrashError svd: its worker ended before it was done \(Worker terminated due to reaching memory limit.*\)\n5$/);
    expect(status).toBe(0);
  });

  it("starts workers from the file, by path and by URL", () => {
    const path = join(root, "dist/pool-worker.js");
    const source = `import { createPool } from "lowrank/pool";
      for (const workerUrl of [${JSON.stringify(path)}, new URL(${JSON.stringify(pathToFileURL(path).href)})]) console.log(await createPool({ workerUrl }).frobeniusNorm([[3, 4]]));
      await createPool({ workerUrl: "/nowhere/pool-worker.js" }).svd([[1]]).catch((error) => console.log(error.name, error.message));
      await createPool({ workerUrl: "pool-worker.js" }).svd([[1]]).catch((error) => console.log(error.name, error.message));`;
    const [one, two, missing, relative] = run(source).output.split("\n");
    expect([one, two]).toEqual(["5", "5"]);
    expect(missing).toMatch(/^UnsupportedError svd: no worker could be started \(Cannot find module.*\)$/);
    expect(relative).toMatch(/^UnsupportedError svd: no worker could be started \(.*absolute path.*\)$/);
  });

  it("requires it too, with the same classes of errors", () => {
    const source = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
      const { createPool } = require("lowrank/pool"); const { svd, OutOfMemoryError } = require("lowrank");
      createPool({ size: 1 }).nullSpace({ rows: 0, columns: 40000, data: [] }).catch((error) => console.log(error instanceof OutOfMemoryError));`;
    expect(run(source)).toMatchObject({ output: "true", status: 0 });
  });

  it("uses no more memory after thousands of jobs", () => {
    const source = `import { createPool } from "lowrank/pool"; const pool = createPool({ size: 2 });
      const data = new Float64Array(64 * 64).map(Math.sin);
      const used = () => { gc(); const { heapUsed, rss } = process.memoryUsage(); return { heapUsed, rss }; };
      const round = async (count) => { for (let i = 0; i < count; i += 20) await Promise.all(Array.from({ length: 20 }, () => pool.singularValues({ rows: 64, columns: 64, data }))); };
      await round(3000); const before = used(); await round(6000); const after = used();
      console.log(JSON.stringify({ heap: after.heapUsed - before.heapUsed, rss: after.rss - before.rss }));`;
    const { heap, rss } = JSON.parse(run(source, "--expose-gc").output) as Record<string, number>;
    expect(heap).toBeLessThan(2e6);
    expect(rss).toBeLessThan(80e6); // the arguments of 6000 jobs are 197 MB
  });

  it("is told which version it must have", () => {
    const source = `const { getBuiltinModule } = process; process.getBuiltinModule = undefined;
      const { createPool } = await import("lowrank/pool"); try { createPool(); } catch (error) { console.log(error.name, error.message); }`;
    expect(run(source).output).toBe("UnsupportedError lowrank/pool needs Node 20.16 or later");
  });
});
