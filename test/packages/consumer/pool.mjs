import { createPool } from "lowrank/pool";
import { hash, table } from "./answer.mjs";

/** Jobs side by side, with progress and an abort. */
export async function pooled(workerUrl) {
  const pool = createPool({ size: 2, workerUrl });
  try {
    const a = table(30, 20, (i, j) => ((i * 31 + j * 17) % 23) - 11 + i / 7);
    const holes = a.map((row, i) => row.map((x, j) => ((i + j) % 4 === 0 ? null : x)));
    let told = 0;
    const abort = new AbortController();
    const aborted = pool.svd(a, { signal: abort.signal }).then(() => "not aborted", ({ name }) => name);
    abort.abort();
    const [{ U, S, V }, model, refused] = await Promise.all([
      pool.svd(a),
      pool.complete(holes, { method: "als", rank: 2, lambda: 0.1, maxIterations: 20, onProgress: () => { told++; } }),
      pool.svd([[NaN]]).catch(({ name, message }) => `${name}: ${message}`),
    ]);
    const { data } = await pool.predictMatrix(model);
    return `pool ${hash(U.data, S, V.data)} ${hash(data)} ${told > 0 && told === model.info.iterations}; ${await aborted}; ${refused}`;
  } finally {
    await pool.close();
  }
}
