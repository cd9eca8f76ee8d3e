import numeric from "numeric";
import { fromRows, toRows } from "../../matrices.mjs";

/** Has no way to leave the vectors out. */
export default {
  name: "numeric",
  tallOnly: true,
  prepare(rows, columns, data) {
    const a = toRows(rows, columns, data);
    return {
      run: () => numeric.svd(a),
      read: ({ U, S, V }) => ({ U: fromRows(U, columns), S: Float64Array.from(S), V: fromRows(V, columns) }),
    };
  },
};
