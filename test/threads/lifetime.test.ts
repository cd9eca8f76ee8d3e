// Helpers begin, die and end: in Node, whose threads can be had hold of.
import { spawnSync } from "node:child_process";
import * as workerThreads from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as lowrank from "../../src/index";
import { gaussian } from "../support/matrices";
import { root } from "../support/packed";
import { binaryFile } from "../support/platform";
import { core, crewOf, threads } from "../support/threads";

const a = gaussian(300, 280, 5);
const right = lowrank.svd(a);

interface Options { workerData: { slot: number } }

/** Helpers whose script and orders are changed as they start. */
function spoil(change: (script: string, options: Options) => string): void {
  class Spoiled extends workerThreads.Worker {
    constructor(script: string, options: Options) {
      super(change(script, options), options);
    }
  }
  const { getBuiltinModule } = process;
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) => (name === "worker_threads" ? { ...workerThreads, Worker: Spoiled } : getBuiltinModule.call(process, name))));
}

afterEach(() => {
  vi.restoreAllMocks();
  threads.setThreads(1);
});

describe("a helper that dies", () => {
  /** Its scratch is outside the memory: it traps in the middle of the first part that it gets. */
  const nowhere = (script: string, options: Options) => {
    options.workerData.slot = 1_000_000;
    return script;
  };

  it.each([
    ["says so", (script: string) => script],
    ["says nothing", (script: string) => script.replace("exports.crewFail();", "process.exit();")],
  ])("and %s: the call ends with a typed error, the next is right, with new helpers", async (_, change) => {
    spoil((script, options) => change(nowhere(script, options)));
    await crewOf(3);
    let failed: unknown;
    for (let i = 0; i < 20 && failed === undefined; i++) {
      try {
        expect(threads.svd(a)).toEqual(right); // it got nothing to do
      } catch (error) {
        failed = error;
      }
    }
    expect(failed).toBeInstanceOf(threads.HelperError);
    expect(failed).toMatchObject({ name: "HelperError", code: "LOWRANK_CRASH" });
    vi.restoreAllMocks();
    expect(threads.svd(a)).toEqual(right);
    await threads.ready();
    expect(core.exports().crewCount()).toBe(2);
    expect(threads.svd(a)).toEqual(right);
  });

  it("between two calls is replaced", async () => {
    const made: workerThreads.Worker[] = [];
    const take = (worker: workerThreads.Worker) => made.push(worker);
    process.on("worker", take);
    await crewOf(3);
    const exits = made.map((worker) => new Promise((resolve) => worker.on("exit", resolve)));
    expect(exits).toHaveLength(2);
    void made[0]!.terminate();
    expect(threads.svd(a)).toEqual(right); // and this call goes on without
    await Promise.all(exits); // the others leave with it
    await threads.ready();
    expect(made).toHaveLength(4);
    expect(core.exports().crewCount()).toBe(2);
    process.off("worker", take);
  });

  it("in the middle of a call of an operator: the rest of it is right", async () => {
    const made: workerThreads.Worker[] = [];
    const take = (worker: workerThreads.Worker) => made.push(worker);
    process.on("worker", take);
    await crewOf(2);
    process.off("worker", take);
    const operator: lowrank.LinearOperator = {
      rows: a.rows, columns: a.columns,
      multiply: (x) => {
        if (made.length > 0) {
          void made.pop()!.terminate();
          expect(threads.svd(a).S).toEqual(right.S);
        }
        return lowrank.multiply(a, x);
      },
      multiplyTransposed: (y) => lowrank.multiply(lowrank.transpose(a), y),
    };
    try {
      expect(threads.truncatedSvd(operator, 3).S).toEqual(lowrank.truncatedSvd({ ...operator, multiply: (x) => lowrank.multiply(a, x) }, 3).S);
    } catch (error) {
      expect(error).toBeInstanceOf(threads.HelperError); // it held a part
    }
    expect(threads.svd(a)).toEqual(right);
  });
});

describe("a call", () => {
  it("inside an operator of another has the helpers, too", async () => {
    await crewOf(2);
    const big = gaussian(700, 300, 7); // the memory grows under the outer call
    let calls = 0;
    const operator = (own: typeof lowrank): lowrank.LinearOperator => ({
      rows: a.rows, columns: a.columns,
      multiply: (x) => {
        if (calls++ < 3) expect(own.svd(big).S).toHaveLength(300);
        return own.multiply(a, x);
      },
      multiplyTransposed: (y) => own.multiply(own.transpose(a), y),
    });
    expect(threads.truncatedSvd(operator(threads), 4)).toEqual(lowrank.truncatedSvd(operator(lowrank), 4));
  });

  it("may change the number of threads from inside: from the next call on", async () => {
    await crewOf(2);
    const operator: lowrank.LinearOperator = {
      rows: a.rows, columns: a.columns,
      multiply: (x) => {
        threads.setThreads(3);
        return lowrank.multiply(a, x);
      },
      multiplyTransposed: (y) => lowrank.multiply(lowrank.transpose(a), y),
    };
    expect(threads.truncatedSvd(operator, 4).S).toHaveLength(4);
    await threads.ready();
    expect(core.exports().crewCount()).toBe(2);
    expect(threads.svd(a)).toEqual(right);
  });

  it("that leaves a large memory gives it back, helpers with it", async () => {
    await crewOf(2);
    const large = gaussian(3000, 3000, 3);
    expect(threads.frobeniusNorm(large)).toBe(lowrank.frobeniusNorm(large));
    expect(threads.reconstruct({ U: large, S: new Float64Array(3000), V: large }, 40).data).toHaveLength(9e6);
    expect(core.exports().memory.buffer.byteLength).toBeLessThan(2 ** 28);
    expect(threads.svd(a)).toEqual(right);
  });

  it("without helpers has a memory of its own", () => {
    threads.setThreads(1);
    expect(threads.svd(a)).toEqual(right);
    expect(core.exports().memory.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it("starts helpers when one is large enough for them", async () => {
    const take = vi.fn();
    process.on("worker", take);
    threads.setThreads(2);
    threads.svd(gaussian(40, 40, 1));
    expect(take).not.toHaveBeenCalled();
    threads.svd(a);
    await threads.ready();
    expect(take).toHaveBeenCalledTimes(1); // which is told in a later turn of the loop
    process.off("worker", take);
  });
});

describe("a second instance", () => {
  it("changes no byte of the memory", async () => {
    await crewOf(2);
    threads.svd(a);
    await new Promise((resolve) => setTimeout(resolve, 100)); // helpers write when they go to sleep
    const { memory } = core.exports();
    const before = new Uint8Array(memory.buffer).slice();
    new WebAssembly.Instance(new WebAssembly.Module(binaryFile("build/threads.wasm")), { env: { memory }, crew: { muster() {}, look() {} } });
    expect(Buffer.compare(new Uint8Array(memory.buffer), before)).toBe(0);
  });
});

describe("setThreads", () => {
  it.each([[0, RangeError], [1.5, RangeError], [65, RangeError], ["2", TypeError], [undefined, TypeError]])("refuses %j", (count, kind) => {
    expect(() => threads.setThreads(count as number)).toThrow(kind);
    expect(() => threads.setThreads(count as number)).toThrow(/^count is .*: expected an integer, 1 to 64$/);
  });
});

/** Runs a module in a Node of its own. */
function run(source: string, { flags = [], env = {} }: { flags?: string[]; env?: Record<string, string> } = {}): { output: string; status: number | null } {
  const begin = 'import * as threads from "lowrank/threads"; const a = { rows: 300, columns: 300, data: new Float64Array(9e4).map((_, i) => Math.sin(i * i)) };';
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, "--input-type=module", "-e", begin + source], { cwd: root, encoding: "utf8", timeout: 60_000, env: { ...process.env, ...env } });
  return { output: (stdout + stderr).trim(), status };
}

describe("Node", () => {
  it.each<[string, string, string, number]>([
    ["ends where nothing was called", "", "", 0],
    ["ends with an idle crew", "threads.setThreads(3); await threads.ready(); threads.svd(a); console.log('done');", "done", 0],
    ["ends while helpers start", "threads.setThreads(8); console.log(threads.svd(a).S.length);", "300", 0],
    ["ends at process.exit in an operator", "threads.setThreads(2); await threads.ready(); threads.truncatedSvd({ rows: 9, columns: 9, multiply: () => process.exit(3), multiplyTransposed: (y) => y }, 2);", "", 3],
    ["has many crews one after another", "for (let i = 0; i < 40; i++) { threads.setThreads(3); await threads.ready(); } console.log(process.memoryUsage.rss() < 4e8);", "true", 0],
    ["has the package's classes of errors", "import { OutOfMemoryError } from 'lowrank'; try { threads.nullSpace({ rows: 0, columns: 40000, data: [] }); } catch (error) { console.log(error instanceof OutOfMemoryError); }", "true", 0],
  ])("%s", (_, source, output, status) => expect(run(source)).toEqual({ output, status }));

  it("reads LOWRANK_THREADS", () => {
    const count = "await threads.ready(); process.on('worker', () => console.log('one')); try { threads.svd(a); } catch (error) { console.log(error.name, error.message); }";
    const started = "process.on('worker', () => console.log('one')); try { threads.svd(a); } catch (error) { console.log(error.name, error.message); }";
    expect(run(started, { env: { LOWRANK_THREADS: "1" } }).output).toBe("");
    expect(run(started, { env: { LOWRANK_THREADS: "3" } }).output).toBe("one\none");
    expect(run(started, { env: { LOWRANK_THREADS: "many" } }).output).toBe('RangeError LOWRANK_THREADS is "many": expected an integer, 1 to 64');
    expect(run(count, { env: { LOWRANK_THREADS: "2" } }).output).toBe("");
  });

  it("goes on alone where no thread may be made, and says so to who asked", () => {
    const flags = ["--experimental-permission", "--allow-fs-read=*", "--no-warnings"];
    expect(run("console.log(threads.svd(a).S.length);", { flags }).output).toBe("300");
    expect(run("threads.setThreads(2); try { threads.svd(a); } catch (error) { console.log(error.name); } threads.setThreads(1); console.log(threads.svd(a).S.length);", { flags }).output).toBe("UnsupportedError\n300");
  });
});
