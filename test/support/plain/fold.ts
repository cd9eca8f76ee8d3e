/** Rows folded into a triangle, in plain TypeScript: the twin of assembly/svd/tall/fold-rows.ts. Column-major. */
import { applyReflector, dot, gemm, type Numbers, numbers, reflector } from "./blas";

const BLOCK = 32;

/** [R; B] = Q*[R'; 0]; b without its row of room, count x n, ldb = count. */
export function foldRows(count: number, n: number, r: Numbers, ldr: number, b: Numbers, triangular: boolean): void {
  for (let i = 0; i < n; i += BLOCK) {
    const k = Math.min(BLOCK, n - i);
    const rows = triangular ? Math.min(count, i + k) : count;
    const tau = numbers(k);
    // A column of [R; B] from row j of R on: its head, and what is below.
    const panel = numbers((1 + rows) * k);
    for (let j = 0; j < k; j++) panel.set(b.subarray((i + j) * count, (i + j) * count + rows), j * (1 + rows) + 1);
    for (let j = 0; j < k; j++) {
      for (let l = j; l < k; l++) panel[l * (1 + rows)] = r[i + j + (i + l) * ldr]!;
      const column = panel.subarray(j * (1 + rows));
      const made = reflector(rows + 1, column);
      tau[j] = made.tau;
      column[0] = 1;
      applyReflector(rows + 1, k - j - 1, column, made.tau, column.subarray(1 + rows), 1 + rows);
      column[0] = made.beta;
      for (let l = j; l < k; l++) r[i + j + (i + l) * ldr] = panel[l * (1 + rows)]!;
    }
    const columns = n - i - k;
    if (columns === 0) continue;
    const v = Float64Array.from({ length: rows * k }, (_, p) => panel[1 + (p % rows) + Math.floor(p / rows) * (1 + rows)]!);
    const t = numbers(k * k);
    for (let j = 0; j < k; j++) {
      for (let p = 0; p < j; p++) {
        let sum = 0;
        for (let l = p; l < j; l++) sum += t[p + l * k]! * dot(rows, v.subarray(l * rows), v.subarray(j * rows));
        t[p + j * k] = -tau[j]! * sum;
      }
      t[j + j * k] = tau[j]!;
    }
    const [w, tw] = [numbers(k * columns), numbers(k * columns)];
    for (let j = 0; j < columns; j++) for (let p = 0; p < k; p++) w[p + j * k] = r[i + p + (i + k + j) * ldr]!;
    const rest = b.subarray((i + k) * count);
    gemm(k, columns, rows, 1, v, rows, 1, rest, 1, count, w, k);
    gemm(k, columns, k, 1, t, k, 1, w, 1, k, tw, k);
    for (let j = 0; j < columns; j++) for (let p = 0; p < k; p++) r[i + p + (i + k + j) * ldr]! -= tw[p + j * k]!;
    gemm(rows, columns, k, -1, v, 1, rows, tw, 1, k, rest, count);
  }
}
