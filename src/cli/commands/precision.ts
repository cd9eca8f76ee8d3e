/** What a command computes in, and how it says so. */
import { Option } from "commander";
import type { Matrix, Svd } from "../../index";

const PRECISIONS = ["single", "double"] as const;
export type Precision = (typeof PRECISIONS)[number];

export function precisionOption(): Option {
  return new Option("--precision <precision>", "what it is computed in (default: single for .npy of float32, else double)").choices(PRECISIONS);
}

/** For a report, where it was not double as usual. */
export function precisionRow(precision: Precision, isSingle: boolean): (readonly [name: string, value: string])[] {
  return precision === "double" ? [] : [["computed in", `single precision${isSingle ? ", as that of the file (--precision double)" : ""}`]];
}

/** A decomposition with its numbers as doubles, for what writes and reports them. */
export function widened<D extends Svd<Float32Array>>({ U, S, V, ...others }: D): Omit<D, keyof Svd> & Svd {
  const wide = (m: Matrix<Float32Array>): Matrix => ({ rows: m.rows, columns: m.columns, data: Float64Array.from(m.data) });
  return { ...others, U: wide(U), S: Float64Array.from(S), V: wide(V) };
}
