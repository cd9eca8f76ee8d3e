import svdJs from "svd-js";
import { fromRows, toRows } from "../../matrices.mjs";

export default {
  name: "svd-js",
  tallOnly: true,
  prepare(rows, columns, data, want) {
    const a = toRows(rows, columns, data);
    const vectors = want === "vectors";
    return {
      run: () => svdJs.SVD(a, vectors, vectors),
      read({ u, q, v }) {
        const S = Float64Array.from(q);
        return vectors ? { U: fromRows(u, columns), S, V: fromRows(v, columns) } : { S };
      },
    };
  },
};
