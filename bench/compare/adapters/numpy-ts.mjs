import * as np from "numpy-ts";
import { transpose } from "../../matrices.mjs";

export default {
  name: "numpy-ts",
  prepare(rows, columns, data, want) {
    const a = np.array(Array.from(data)).reshape(rows, columns);
    const k = Math.min(rows, columns);
    if (want === "values") return { run: () => np.linalg.svdvals(a), read: (s) => ({ S: Float64Array.from(s.data) }) };
    return {
      run: () => np.linalg.svd(a, false),
      read: ({ u, s, vt }) => ({
        U: Float64Array.from(np.ascontiguousarray(u).data),
        S: Float64Array.from(s.data),
        V: transpose(k, columns, np.ascontiguousarray(vt).data),
      }),
    };
  },
};
