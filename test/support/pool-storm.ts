/** A storm of jobs: random functions and sizes, random aborts and crashes. The same in Node and in a page, so nothing of either is imported. */
import type * as Lowrank from "../../src/index";
import type { Pool } from "../../src/pool/pool";
import { Random } from "./random";

export interface Storm {
  readonly jobs: number;
  readonly seed: number;
  /** Jobs under way at a time. */
  readonly width: number;
  /** Makes a worker end, if there is one. */
  readonly crash: () => void;
}

export interface Outcome {
  readonly right: number;
  readonly refused: number;
  readonly aborted: number;
  readonly crashed: number;
  readonly stopped: number;
  /** Anything that should not be. */
  readonly wrong: readonly string[];
}

type Kind = "right" | "refused" | "aborted" | "crashed" | "stopped";

interface Case {
  call(options: { signal?: AbortSignal; transfer?: boolean }): Promise<unknown>;
  readonly expected: string;
}

const table = (random: Random, m: number, n: number) => Array.from({ length: m }, () => Array.from({ length: n }, () => random.between(-1, 1)));
const flat = (a: number[][]) => ({ rows: a.length, columns: a[0]!.length, data: Float64Array.from(a.flat()) });

/** All numbers of a result, exactly; of an error its class and message. */
function digest(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return JSON.stringify(value, (_, x: unknown) => (ArrayBuffer.isView(x) ? Array.from(x as Float64Array) : x));
}

function attempt(call: () => unknown): string {
  try {
    return digest(call());
  } catch (error) {
    return digest(error);
  }
}

/** Some calls whose answers are known. Arguments are made anew each time: transfer takes them. */
function cases(lowrank: typeof Lowrank, pool: Pool, random: Random): Case[] {
  const made: Case[] = [];
  const add = (direct: () => unknown, call: Case["call"]) => made.push({ call, expected: attempt(direct) });
  for (let c = 0; c < 6; c++) {
    const a = table(random, 2 + random.integer(0, 40), 2 + random.integer(0, 40));
    const b = table(random, a.length, 3);
    const holes = a.map((row, i) => row.map((x, j) => ((i + 2 * j) % 3 === 0 ? null : x)));
    add(() => lowrank.svd(a), (options) => pool.svd(flat(a), options));
    add(() => lowrank.singularValues(a), (options) => pool.singularValues(a, options));
    add(() => lowrank.lowRank(a, { energy: 0.7 }), (options) => pool.lowRank(flat(a), { energy: 0.7 }, options));
    add(() => lowrank.leastSquares(a, b), (options) => pool.leastSquares(flat(a), flat(b), options));
    add(() => lowrank.nuclearNorm(a), (options) => pool.nuclearNorm(flat(a), options));
    add(() => lowrank.complete(holes, { method: "soft-impute", rank: 2, lambda: 0.3 }), (options) => pool.complete(holes, { method: "soft-impute", rank: 2, lambda: 0.3, ...options }));
  }
  const bad = table(random, 5, 5);
  bad[3]![2] = NaN;
  add(() => lowrank.svd(bad), (options) => pool.svd(bad, options));
  add(() => lowrank.lowRank([[1]], 2), (options) => pool.lowRank([[1]], 2, options));
  return made;
}

/** Runs it, and counts how the jobs ended. Resolves only when every promise has settled. */
export async function storm(lowrank: typeof Lowrank, pool: Pool, { jobs, seed, width, crash }: Storm): Promise<Outcome> {
  const random = new Random(seed);
  const all = cases(lowrank, pool, random);
  const count: Record<Kind, number> = { right: 0, refused: 0, aborted: 0, crashed: 0, stopped: 0 };
  const wrong: string[] = [];
  let begun = 0;

  const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

  async function one(): Promise<void> {
    const { call, expected } = all[random.integer(0, all.length - 1)]!;
    const fate = random.unit();
    const reason = `aborted ${begun}`;
    const controller = new AbortController();
    const options = { ...(random.unit() < 0.5 ? { signal: controller.signal } : {}), transfer: random.unit() < 0.3 };
    if (fate < 0.02) return endless(reason);
    if (fate < 0.03) controller.abort(reason);
    const job = call(fate < 0.15 ? { ...options, signal: controller.signal } : options);
    if (fate < 0.09) controller.abort(reason);
    else if (fate < 0.15) void pause(random.integer(0, 4)).then(() => controller.abort(reason));
    else if (fate < 0.16) void pause(random.integer(0, 4)).then(() => crash());
    await job.then(
      (result) => tally(digest(result), expected, "right"),
      (error: unknown) => {
        if (error === reason && fate < 0.15) count.aborted++;
        else if (error instanceof Error && error.name === "WorkerCrashError") count.crashed++;
        else tally(digest(error), expected, "refused");
      },
    );
  }

  /** A job without an end of its own: stopped, or aborted in the middle. */
  async function endless(reason: string): Promise<void> {
    const controller = new AbortController();
    const aborts = random.unit() < 0.5;
    let told = 0;
    const holes = [[1, null, 3, 4], [2, 4, null, 8], [null, 1, 2, 3]];
    const job = pool.complete(holes, {
      method: "soft-impute", rank: 2, lambda: 0.3, tolerance: 0, maxIterations: 1e9, signal: controller.signal,
      onProgress: ({ iteration }) => {
        if (iteration !== ++told) wrong.push(`progress ${iteration} after ${told - 1}`);
        if (aborts && iteration === 20) controller.abort(reason);
        return iteration < 30;
      },
    });
    await job.then(
      (model) => (aborts || model.info.converged || model.info.iterations < 30 ? wrong.push(`stopped after ${model.info.iterations}`) : count.stopped++),
      (error: unknown) => {
        if (error === reason && aborts) count.aborted++;
        else if (error instanceof Error && error.name === "WorkerCrashError") count.crashed++;
        else wrong.push(digest(error));
      },
    );
  }

  function tally(got: string, expected: string, kind: Kind): void {
    if (got === expected) count[kind]++;
    else wrong.push(`${got.slice(0, 200)} instead of ${expected.slice(0, 200)}`);
  }

  async function worker(): Promise<void> {
    while (begun++ < jobs) await one();
  }

  await Promise.all(Array.from({ length: width }, worker));
  return { ...count, wrong };
}
