// node bench/single.mjs [name ...]: single precision beside doubles, in turns, in CPU time. Needs npm run build.
import { pca, singularValues, svd, truncatedSvd } from "../dist/index.js";
import { single } from "../dist/single.js";

let state = 7;
const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31) - 1;

/** Both copies of a matrix of uniform numbers, or of others. */
function pair(rows, columns, entry = random) {
  const data = Float32Array.from({ length: rows * columns }, (_, p) => entry(Math.floor(p / columns), p % columns));
  return [{ rows, columns, data: Float64Array.from(data) }, { rows, columns, data }];
}

/** Rank 200 and noise, made row by row. */
function decaying(n) {
  const [u, v] = [0, 1].map(() => Float64Array.from({ length: n * 200 }, random));
  for (let p = 0; p < u.length; p++) u[p] *= 0.93 ** (p % 200);
  return pair(n, n, (i, j) => {
    let sum = 0.01 * random();
    for (let f = 0; f < 200; f++) sum += u[i * 200 + f] * v[j * 200 + f];
    return sum;
  });
}

const CASES = {
  "svd 200": [() => pair(200, 200), (a, o) => svd(a, o), 20],
  "svd 1000": [() => pair(1000, 1000), (a, o) => svd(a, o), 5],
  "singularValues 1000": [() => pair(1000, 1000), (a, o) => singularValues(a, o), 5],
  "svd 32768 x 256": [() => pair(32768, 256), (a, o) => svd(a, o), 5],
  "truncatedSvd 4096, rank 64": [() => decaying(4096), (a, o) => truncatedSvd(a, 64, o), 5],
  "pca 50000 x 768, 32 components": [() => pair(50000, 768, (_, j) => random() + Math.sin(j / 10) * random()), (a, o) => pca(a, { ...o, components: 32 }), 5],
};

const milliseconds = (call) => {
  const start = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};
const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];

for (const [name, [make, run, times]] of Object.entries(CASES)) {
  if (process.argv.length > 2 && !process.argv.slice(2).some((start) => name.startsWith(start))) continue;
  const [doubles, singles] = make();
  const found = { doubles: [], singles: [] };
  for (let turn = -1; turn < times; turn++) {
    const [slow, fast] = [milliseconds(() => run(doubles, {})), milliseconds(() => run(singles, { precision: single }))];
    if (turn >= 0) found.doubles.push(slow), found.singles.push(fast);
  }
  const [slow, fast] = [median(found.doubles), median(found.singles)];
  console.log(`${name.padEnd(34)}${slow.toFixed(1).padStart(9)} ms${fast.toFixed(1).padStart(9)} ms   ${(slow / fast).toFixed(2)}x`);
}
