import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Eigen's BDCSVD in WebAssembly. What a call returns is dropped from its own heap by GC.flush, which is part of a call. */
export default {
  name: "eigen",
  oneMatrixOnly: true,
  async prepare(rows, columns, data) {
    const module = require("eigen");
    const eigen = module.default ?? module;
    await eigen.ready;
    const a = new eigen.Matrix(rows, columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) a.set(i, j, data[i * columns + j]);
    eigen.GC.pushException(a);
    const k = Math.min(rows, columns);
    const read = (matrix, m, n) => Float64Array.from({ length: m * n }, (_, e) => matrix.get(Math.floor(e / n), e % n));
    return {
      run() {
        eigen.GC.flush();
        return eigen.Decompositions.svd(a, true);
      },
      read: ({ U, sv, V }) => ({ U: read(U, rows, k), S: read(sv, k, 1), V: read(V, columns, k) }),
    };
  },
};
