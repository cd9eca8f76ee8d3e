/** How right a result is, by arithmetic that shares nothing with the package (assembly/bench.ts). */
import { readFileSync } from "node:fs";
import { transpose } from "./matrices.mjs";

const PAGE = 65536;
const module = new WebAssembly.Module(readFileSync(new URL("../build/bench.wasm", import.meta.url)));

/**
 * The worst over the matrices of a case.
 *
 * @param a     the entries, matrix after matrix.
 * @param file  U, S and V of every matrix as written by a worker: all U, then all S, then all V; or S alone, if values are wanted.
 * @returns residual ‖A − U diag(S) Vᵀ‖_F / ‖A‖_F and orthogonality max(‖I − UᵀU‖_F, ‖I − VᵀV‖_F); of values alone, the
 *   residual is |‖S‖₂ − ‖A‖_F| / ‖A‖_F.
 */
export function check({ rows, columns, count, want }, a, file) {
  const vectors = want === "vectors";
  const bytes = readFileSync(file);
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const k = Math.min(rows, columns);
  const sizes = vectors ? [rows * k, k, columns * k] : [0, k, 0];
  const expected = count * (sizes[0] + sizes[1] + sizes[2]);
  if (numbers.length !== expected) return { residual: NaN, orthogonality: NaN, fault: `${numbers.length} numbers, not ${expected}` };

  const worst = { residual: 0, orthogonality: vectors ? 0 : undefined };
  for (let i = 0; i < count; i++) {
    const part = (index) => {
      const start = count * sizes.slice(0, index).reduce((x, y) => x + y, 0) + i * sizes[index];
      return numbers.subarray(start, start + sizes[index]);
    };
    const one = a.subarray(i * rows * columns, (i + 1) * rows * columns);
    const S = part(1);
    const norm = Math.hypot(...chunks(one));
    if (!vectors) {
      worst.residual = worse(worst.residual, Math.abs(Math.hypot(...S) - norm) / norm);
      continue;
    }
    const [U, V] = [part(0), part(2)];
    const scaled = U.map((u, e) => u * S[e % k]);
    worst.residual = worse(worst.residual, Math.sqrt(gap(rows, columns, k, scaled, V, one)) / norm);
    for (const [m, Q] of [[rows, U], [columns, V]]) {
      const columnsOfQ = transpose(m, k, Q);
      worst.orthogonality = worse(worst.orthogonality, Math.sqrt(gap(k, k, m, columnsOfQ, columnsOfQ)));
    }
  }
  return worst;
}

/** The larger, NaN before all. */
function worse(x, y) {
  return Math.max(x, y);
}

/** Norms of pieces short enough for Math.hypot's argument list. */
function chunks(a) {
  const norms = [];
  for (let i = 0; i < a.length; i += 4096) norms.push(Math.hypot(...a.subarray(i, i + 4096)));
  return norms;
}

/** ‖C − X Yᵀ‖_F²; C is the identity where it is left out. */
function gap(m, n, k, x, y, c) {
  const { exports: wasm } = new WebAssembly.Instance(module, { env: { abort() {} } });
  const base = PAGE;
  const bytes = 8 * (x.length + y.length + (c?.length ?? 0));
  wasm.memory.grow(Math.ceil((base + bytes) / PAGE));
  const put = (data, at) => new Float64Array(wasm.memory.buffer, at, data.length).set(data);
  const yAt = base + 8 * x.length;
  const cAt = yAt + 8 * y.length;
  put(x, base);
  put(y, yAt);
  if (c) put(c, cAt);
  return wasm.gap(m, n, k, base, yAt, c ? cAt : 0);
}
