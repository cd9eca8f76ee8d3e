/** The matrices of the truncated benchmark, from a seed. */

/** n × n with these singular values: three reflections on either side of the diagonal. */
export function dense(n, value) {
  const random = generator(5);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) a[i * n + i] = value(i);
  const sums = new Float64Array(n);
  for (let turn = 0; turn < 3; turn++) {
    const v = unit(n, random);
    sums.fill(0);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[j] += v[i] * a[i * n + j];
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j] -= 2 * v[i] * sums[j];
    const w = unit(n, random);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += w[j] * a[i * n + j];
      for (let j = 0; j < n; j++) a[i * n + j] -= 2 * sum * w[j];
    }
  }
  return { kind: "dense", rows: n, columns: n, lists: { data: a } };
}

/** Random places; "ratings": popular rows and columns, a rank-10 taste rounded to 1 … 5; "flat": normal values. */
export function sparse(rows, columns, count, kind) {
  const random = generator(1);
  const [row, column, value] = [new Int32Array(count), new Int32Array(count), new Float64Array(count)];
  const taste = (n) => Float64Array.from({ length: n * 10 }, () => normal(random));
  const [p, q] = [taste(rows), taste(columns)];
  const power = kind === "ratings" ? 2 : 1;
  for (let i = 0; i < count; i++) {
    row[i] = Math.floor(rows * random() ** power);
    column[i] = Math.floor(columns * random() ** power);
    let sum = 0;
    for (let l = 0; l < 10; l++) sum += p[row[i] * 10 + l] * q[column[i] * 10 + l];
    value[i] = kind === "ratings" ? Math.min(5, Math.max(1, Math.round(3.5 + 0.35 * sum + 0.3 * normal(random)))) : normal(random);
  }
  return { kind: "sparse", rows, columns, lists: { row, column, value } };
}

function unit(n, random) {
  const v = Float64Array.from({ length: n }, () => normal(random));
  const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  return v.map((x) => x / length);
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** mulberry32 */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
