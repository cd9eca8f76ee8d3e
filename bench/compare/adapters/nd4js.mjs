import nd from "nd4js";
import { transpose } from "../../matrices.mjs";

/** Has no way to leave the vectors out. Its third result is Vᵀ. */
export default {
  name: "nd4js",
  prepare(rows, columns, data) {
    const a = new nd.NDArray(Int32Array.of(rows, columns), data);
    const k = Math.min(rows, columns);
    return {
      run: () => nd.la.svd_decomp(a),
      read: ([u, s, vt]) => ({ U: Float64Array.from(u.data), S: Float64Array.from(s.data), V: transpose(k, columns, vt.data) }),
    };
  },
};
