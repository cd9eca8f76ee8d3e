// A pool from beginning to end; prints what pool.test.ts expects, and must then end by itself.
const { createPool } = await import(process.argv[2]);

const pool = createPool({ size: 2 });
console.log((await pool.svd([[3, 0], [0, 4]])).S.join());
await pool.svd([[1, NaN]]).catch((error) => console.log(error.name, error.message));

const controller = new AbortController();
const large = { rows: 1000, columns: 1000, data: new Float64Array(1e6).map((_, i) => (i * i) % 1009) };
const job = pool.svd(large, { signal: controller.signal, transfer: true }).catch((reason) => reason);
console.log(large.data.length);
setTimeout(() => controller.abort("aborted"), 50);
console.log(await job, await pool.frobeniusNorm([[3, 4]]));

const holes = [[1, null, 3], [2, 4, null], [null, 1, 2]];
const endless = { method: "soft-impute", rank: 2, lambda: 0.3, tolerance: 0, maxIterations: 1e9 };
const { info } = await pool.complete(holes, { ...endless, onProgress: ({ iteration }) => iteration < 10 });
console.log(info.iterations >= 10 && !info.converged);

await createPool({ size: 1 }).close();
console.log("idle");
