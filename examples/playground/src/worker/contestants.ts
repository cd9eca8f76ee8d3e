/** A library about to decompose one matrix: `run` computes, `read` brings the last result into flat row-major arrays. */
interface Contestant {
  run(): void;
  read(): { readonly U: Float64Array; readonly S: Float64Array; readonly V: Float64Array };
}

type Prepare = (rows: number, columns: number, data: Float64Array) => Contestant;

const toRows = (rows: number, columns: number, data: Float64Array) => Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
const flat = (rows: readonly ArrayLike<number>[]) => Float64Array.from(rows.flatMap((row) => Array.from(row)));

/** Each is loaded when it is first measured. All get tall matrices: svd-js and numeric take no others. */
export const CONTESTANTS = {
  lowrank: async (): Promise<Prepare> => {
    const { svd } = await import("lowrank");
    return (rows, columns, data) => {
      let result: ReturnType<typeof svd>;
      return { run: () => void (result = svd({ rows, columns, data })), read: () => ({ U: result.U.data, S: result.S, V: result.V.data }) };
    };
  },
  "ml-matrix": async (): Promise<Prepare> => {
    const { Matrix, SVD } = await import("ml-matrix");
    return (rows, columns, data) => {
      const a = new Matrix(toRows(rows, columns, data));
      let result: InstanceType<typeof SVD>;
      return {
        run: () => void (result = new SVD(a, { autoTranspose: true })),
        read: () => ({ U: flat(result.leftSingularVectors.to2DArray()), S: Float64Array.from(result.diagonal), V: flat(result.rightSingularVectors.to2DArray()) }),
      };
    };
  },
  "svd-js": async (): Promise<Prepare> => {
    const { SVD } = await import("svd-js");
    return (rows, columns, data) => {
      const a = toRows(rows, columns, data);
      let result: ReturnType<typeof SVD>;
      return { run: () => void (result = SVD(a)), read: () => ({ U: flat(result.u), S: Float64Array.from(result.q), V: flat(result.v) }) };
    };
  },
  numeric: async (): Promise<Prepare> => {
    const { default: numeric } = await import("numeric");
    return (rows, columns, data) => {
      const a = toRows(rows, columns, data);
      let result: ReturnType<typeof numeric.svd>;
      return { run: () => void (result = numeric.svd(a)), read: () => ({ U: flat(result.U), S: Float64Array.from(result.S), V: flat(result.V) }) };
    };
  },
} as const;

export type ContestantName = keyof typeof CONTESTANTS;
