/** Principal angles between column spaces, from the public functions.   [Björck & Golub 1973; Knyazev & Argentati 2002] */
import { orthonormalBasis, singularValues } from "../../src/index";
import { type Dense, transposed } from "./dense";
import { multiply } from "./naive";
import { minus } from "./products";

/** Cosines of the angles, descending: the singular values of Q_AᵀQ_B. */
export function cosines(a: Dense, b: Dense): Float64Array {
  return singularValues(multiply(transposed(orthonormalBasis(a)), orthonormalBasis(b)));
}

/** Sines of the angles, descending: the singular values of the part of the smaller basis outside the other space. */
export function sines(a: Dense, b: Dense): Float64Array {
  const [p, q] = [orthonormalBasis(a), orthonormalBasis(b)];
  const [larger, smaller] = p.columns >= q.columns ? [p, q] : [q, p];
  return singularValues(minus(smaller, multiply(larger, multiply(transposed(larger), smaller))));
}
