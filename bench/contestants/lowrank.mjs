import * as lowrank from "../../dist/index.js";

export default {
  name: "lowrank",
  prepare(rows, columns, data, want) {
    const a = { rows, columns, data };
    if (want === "values") return { run: () => lowrank.singularValues(a), read: (S) => ({ S }) };
    return { run: () => lowrank.svd(a), read: ({ U, S, V }) => ({ U: U.data, S, V: V.data }) };
  },
  prepareBatch(count, rows, columns, data) {
    const matrices = { count, rows, columns, data };
    return { run: () => lowrank.svdBatch(matrices), read: ({ U, S, V }) => ({ U, S, V }) };
  },
};
