import { expect, it } from "vitest";
import { createPool, lowrank, testPool, threads, until } from "../../support/pool";
import { storm } from "../../support/pool-storm";

testPool({ size: 1 }); // only watches the threads

it("ten thousand jobs, hundreds aborted, a hundred workers killed: every promise settles, every answer is right, nothing is left behind", async () => {
  const pool = createPool({ size: 2 });
  const crash = () => void threads[Math.floor(threads.length / 2)]?.terminate();
  const memory: number[] = [];
  const rounds = 5;
  const sum = { right: 0, refused: 0, aborted: 0, crashed: 0, stopped: 0 };
  for (let round = 1; round <= rounds; round++) {
    const { wrong, ...counts } = await storm(lowrank, pool, { jobs: 10_000 / rounds, seed: round, width: 24, crash });
    expect(wrong).toEqual([]);
    for (const kind of Object.keys(sum) as (keyof typeof sum)[]) sum[kind] += counts[kind];
    memory.push(process.memoryUsage().rss);
  }
  expect(Object.values(sum).reduce((a, b) => a + b)).toBe(10_000);
  expect(sum.right).toBeGreaterThan(7000);
  expect(sum.refused).toBeGreaterThan(200);
  expect(sum.aborted).toBeGreaterThan(500);
  expect(sum.crashed).toBeGreaterThan(5);
  expect(sum.stopped).toBeGreaterThan(40);
  expect(memory.at(-1)! - memory[1]!).toBeLessThan(60e6);
  expect(threads.length).toBeLessThanOrEqual(3);
  await pool.close();
  await until(() => threads.length === 0);
}, 240_000);
