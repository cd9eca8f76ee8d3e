import type { Matrix } from "../../../index";

/** The transpose, in double precision. */
export function transposed({ rows, columns, data }: { readonly rows: number; readonly columns: number; readonly data: Float32Array | Float64Array }): Matrix {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j]!;
  return { rows: columns, columns: rows, data: turned };
}
