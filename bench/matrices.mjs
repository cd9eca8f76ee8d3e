/** The test matrices, from a seed: the same numbers on every run. */

/**
 * The entries of one case, row-major, matrix after matrix.
 *
 *   gaussian  independent standard normal entries
 *   graded    gaussian, column j times 10^(-12 j / n)
 *   low-rank  gaussian factors of rank 20, plus 1e-3 times gaussian noise
 */
export function entries({ rows, columns, count, spectrum }) {
  const normal = normals(seedOf(`${rows}x${columns}x${count} ${spectrum}`));
  const a = new Float64Array(rows * columns * count);
  for (let i = 0; i < a.length; i++) a[i] = normal();
  if (spectrum === "graded") {
    for (let i = 0; i < a.length; i++) a[i] *= 10 ** ((-12 * (i % columns)) / columns);
  } else if (spectrum === "low-rank") {
    const rank = 20;
    const x = Float64Array.from({ length: rows * rank }, normal);
    const y = Float64Array.from({ length: columns * rank }, normal);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 1e-3 * a[i * columns + j];
        for (let l = 0; l < rank; l++) sum += x[i * rank + l] * y[j * rank + l];
        a[i * columns + j] = sum;
      }
    }
  } else if (spectrum !== "gaussian") {
    throw new RangeError(`spectrum is "${spectrum}"; it must be "gaussian", "graded" or "low-rank"`);
  }
  return a;
}

/** Row-major m × n to row-major n × m. */
export function transpose(rows, columns, a) {
  const b = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) b[j * rows + i] = a[i * columns + j];
  return b;
}

/** Row-major m × n as an array of rows. */
export function toRows(rows, columns, a) {
  return Array.from({ length: rows }, (_, i) => Array.from(a.subarray(i * columns, (i + 1) * columns)));
}

/** An array of rows (arrays or typed arrays), its first `columns` columns as one row-major array. */
export function fromRows(rows, columns) {
  const a = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let j = 0; j < columns; j++) a[i * columns + j] = row[j];
  });
  return a;
}

/** FNV-1a. */
function seedOf(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** Standard normal numbers: Box and Muller on a 32-bit mixing counter. */
function normals(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (((z ^ (z >>> 16)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
