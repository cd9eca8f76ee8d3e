// LAPACK's own matrix types and shapes, under its own ratios at a fifth of its threshold.
import { debug, simd } from "../support/builds";
import { svdContract } from "../support/contracts";
import { LAPACK_SHAPES, lapackTypes } from "../support/matrices";

const cases = LAPACK_SHAPES.flatMap(([m, n], i) => lapackTypes(m, n, 1000 + 10 * i));

svdContract(simd, cases);
svdContract(debug, cases.filter((_, i) => i < 250 || i % 5 === 0));
