import { Matrix, SVD } from "ml-matrix";
import { fromRows, toRows } from "../../matrices.mjs";

export default {
  name: "ml-matrix",
  prepare(rows, columns, data, want) {
    const a = new Matrix(toRows(rows, columns, data));
    const vectors = want === "vectors";
    const options = { autoTranspose: true, computeLeftSingularVectors: vectors, computeRightSingularVectors: vectors };
    return {
      run: () => new SVD(a, options),
      read(svd) {
        const k = Math.min(rows, columns);
        const S = Float64Array.from(svd.diagonal).subarray(0, k);
        if (!vectors) return { S };
        return { U: fromRows(svd.leftSingularVectors.to2DArray(), k), S, V: fromRows(svd.rightSingularVectors.to2DArray(), k) };
      },
    };
  },
};
