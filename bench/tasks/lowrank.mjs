/** One task of tasks.mjs with the built package: time and memory on the standard output, results beside the matrix. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leastSquares, pca, svd, svdBatch, truncatedSvd } from "../../dist/index.js";

const { name, directory, rows, columns } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const read = (file) => {
  const bytes = readFileSync(join(directory, file));
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
};
const matrix = { rows, columns, data: Float64Array.from(read("a")) };
const sides = name === "least-squares-10" ? 10 : 1;
const b = name.startsWith("least") ? { rows, columns: sides, data: Float64Array.from(read("b")).slice(0, rows * sides) } : undefined;

const calls = {
  pca: () => {
    const { components, singularValues } = pca(matrix, { components: 100, scores: false });
    return { s: singularValues, v: components.data };
  },
  lora: () => parts(truncatedSvd(matrix, 64, { approximate: true })),
  image: () => parts(truncatedSvd(matrix, 50)),
  kabsch: () => {
    const { U, S, V } = svdBatch({ count: rows / 3, rows: 3, columns: 3, data: matrix.data });
    return { u: U, s: S, v: V };
  },
  "least-squares-1": () => ({ x: leastSquares(matrix, b).X.data }),
  "least-squares-10": () => ({ x: leastSquares(matrix, b).X.data }),
  "svd-50": () => parts(svd(matrix)),
  "svd-784": () => parts(svd(matrix)),
  "svd-256": () => parts(svd(matrix)),
};
const parts = ({ U, S, V }) => ({ u: U.data, s: S, v: V.data });

const held = process.memoryUsage().rss;
calls[name]();
const peak = process.resourceUsage().maxRSS * 1024;
const before = process.cpuUsage();
const found = calls[name]();
const { user, system } = process.cpuUsage(before);
for (const [part, data] of Object.entries(found)) writeFileSync(join(directory, part), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
console.log(JSON.stringify({ milliseconds: (user + system) / 1000, megabytes: (peak - held) / 2 ** 20 }));
