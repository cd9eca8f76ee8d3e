/** Sparse matrices, operators and dense matrices with given singular values, and what a truncated decomposition of them leaves. */
import type { LinearOperator, Matrix, SparseMatrix } from "../../src/index";
import { simd } from "./builds";
import { type Dense, dense } from "./dense";
import { zeros } from "./matrices";
import { Random } from "./random";

const { sparse } = simd.package;

export const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

/** A rows × columns matrix with these singular values and unit vectors for singular vectors, in random places. */
export function scattered(rows: number, columns: number, values: readonly number[], seed: number): SparseMatrix {
  const random = new Random(seed);
  const [row, column] = [random.permutation(rows), random.permutation(columns)];
  return sparse(rows, columns, values.map((s, i) => [row[i]!, column[i]!, random.sign() * s] as const));
}

/** The same, dense: two reflections on either side. Cheap at any size. */
export function reflected(rows: number, columns: number, values: readonly number[], seed: number): Dense {
  const random = new Random(seed);
  const a = dense(rows, columns, (i, j) => (i === j ? (values[i] ?? 0) : 0));
  for (let turn = 0; turn < 2; turn++) {
    const reflect = (n: number, others: number, at: (i: number, j: number) => number) => {
      const v = Array.from({ length: n }, () => random.gaussian());
      const scale = 2 / v.reduce((sum, x) => sum + x * x, 0);
      for (let j = 0; j < others; j++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += v[i]! * a.data[at(i, j)]!;
        for (let i = 0; i < n; i++) a.data[at(i, j)]! -= scale * sum * v[i]!;
      }
    };
    reflect(rows, columns, (i, j) => i * columns + j);
    reflect(columns, rows, (j, i) => i * columns + j);
  }
  return a;
}

/** The same as an operator that is never written out: two reflections on either side of a diagonal. */
export function reflecting(rows: number, columns: number, values: readonly number[], seed: number): LinearOperator {
  const random = new Random(seed);
  const reflector = (n: number) => {
    const v = Float64Array.from({ length: n }, () => random.gaussian());
    return { v, scale: 2 / v.reduce((sum, x) => sum + x * x, 0) };
  };
  const [left, right] = [[reflector(rows), reflector(rows)], [reflector(columns), reflector(columns)]] as const;
  const reflect = ({ v, scale }: ReturnType<typeof reflector>, x: Float64Array, b: number) => {
    const sums = new Float64Array(b);
    v.forEach((vi, i) => { for (let j = 0; j < b; j++) sums[j]! += vi * x[i * b + j]!; });
    v.forEach((vi, i) => { for (let j = 0; j < b; j++) x[i * b + j]! -= scale * vi * sums[j]!; });
  };
  const product = (x: Matrix, first: typeof left, then: typeof left, n: number): Matrix => {
    const b = x.columns;
    const from = x.data.slice();
    const to = new Float64Array(n * b);
    for (const turn of [0, 1] as const) reflect(first[turn], from, b);
    values.forEach((s, i) => { for (let j = 0; j < b; j++) to[i * b + j] = s * from[i * b + j]!; });
    for (const turn of [1, 0] as const) reflect(then[turn], to, b);
    return { rows: n, columns: b, data: to };
  };
  return { rows, columns, multiply: (x) => product(x, right, left, rows), multiplyTransposed: (y) => product(y, left, right, columns) };
}

export function toFull(a: SparseMatrix): Dense {
  const full = zeros(a.rows, a.columns);
  for (let i = 0; i < a.rows; i++) for (let p = a.rowStart[i]!; p < a.rowStart[i + 1]!; p++) full.data[i * a.columns + a.column[p]!] = a.value[p]!;
  return full;
}

/** max(‖A v_i − s_i u_i‖, ‖Aᵀ u_i − s_i v_i‖), from the definition. */
export function trueResiduals(a: Dense, { U, S, V }: { U: Matrix; S: Float64Array; V: Matrix }): number[] {
  return Array.from(S, (s, k) => {
    let [left, right] = [0, 0];
    for (let i = 0; i < a.rows; i++) {
      let sum = -s * U.data[i * U.columns + k]!;
      for (let j = 0; j < a.columns; j++) sum += a.data[i * a.columns + j]! * V.data[j * V.columns + k]!;
      left += sum ** 2;
    }
    for (let j = 0; j < a.columns; j++) {
      let sum = -s * V.data[j * V.columns + k]!;
      for (let i = 0; i < a.rows; i++) sum += a.data[i * a.columns + j]! * U.data[i * U.columns + k]!;
      right += sum ** 2;
    }
    return Math.sqrt(Math.max(left, right));
  });
}

export function signsAreRight(U: Matrix): boolean {
  return Array.from({ length: U.columns }, (_, k) => {
    const column = Array.from({ length: U.rows }, (_, i) => U.data[i * U.columns + k]!);
    const largest = Math.max(...column.map(Math.abs));
    return column.find((x) => Math.abs(x) >= (1 - 1e-9) * largest)! > 0;
  }).every(Boolean);
}

/** ‖A − U diag(S) Vᵀ‖_F, entry by entry. */
export function trueError(a: Dense, { U, S, V }: { U: Matrix; S: Float64Array; V: Matrix }): number {
  const k = S.length;
  let square = 0;
  const weighted = new Float64Array(k);
  for (let i = 0; i < a.rows; i++) {
    for (let l = 0; l < k; l++) weighted[l] = U.data[i * k + l]! * S[l]!;
    for (let j = 0; j < a.columns; j++) {
      let rest = a.data[i * a.columns + j]!;
      for (let l = 0; l < k; l++) rest -= weighted[l]! * V.data[j * k + l]!;
      square += rest * rest;
    }
  }
  return Math.sqrt(square);
}

export function frobenius(a: Dense): number {
  return Math.sqrt(a.data.reduce((sum, x) => sum + x * x, 0));
}
