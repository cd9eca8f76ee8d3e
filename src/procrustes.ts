import { Motion } from "../assembly/codes";
import { checkBoolean, readOptions } from "./checks";
import { outOfRange } from "./errors";
import { mapped } from "./lists";
import { borrowMatrix, type Matrix, type MatrixLike, readMatrix, type VectorLike } from "./matrix";
import { multiply } from "./products";
import { bytesOf } from "./wasm/working";
import { requireRoom, withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";
import { readWeights, weighted, weightedMean } from "./weights";

/** Options of `procrustes`. */
export interface ProcrustesOptions {
  /** true: Q is a rotation, determinant 1, never a reflection (Kabsch). Default false: orthogonal. */
  readonly rotation?: boolean | undefined;
  /** true: the best scale c ≥ 0 is found too. Default false: c = 1. */
  readonly scale?: boolean | undefined;
  /** true: the best translation t is found too (both point sets are centred). Default false: t = 0. */
  readonly translation?: boolean | undefined;
  /** p weights of the points, 0 or more: minimizes Σ w_i ‖(c A Q + 1 tᵀ − B)_i‖², the weights scaled to the mean 1. Default all the same. */
  readonly weights?: VectorLike | undefined;
}

/** The transformation x ↦ c x Q + t that brings the rows of A closest to those of B. */
export interface Procrustes {
  /** n × n, orthogonal. Rows are points: they are multiplied from the right, x Q. */
  readonly Q: Matrix;
  /** c, 0 or more; 1 unless `scale` is asked for, or if A has no extent. */
  readonly scale: number;
  /** t, n numbers in the unit of B; zeros unless `translation` is asked for. */
  readonly translation: Float64Array;
  /** ‖c A Q + 1 tᵀ − B‖_F, with weights of √w times the rows of it, measured on that difference, in the unit of B. */
  readonly residual: number;
}

const FIELDS = ["rotation", "scale", "translation"] as const;

/**
 * The orthogonal Procrustes problem: the orthogonal matrix, or the rotation, that brings one set of points closest to another,
 * min ‖c A Q + 1 tᵀ − B‖_F.
 *
 * @param a        p × n, one point per row, finite entries; not modified.
 * @param b        p × n, the points they belong to, in the same order; not modified.
 * @param options  see `ProcrustesOptions`.
 * @returns Q (n × n), the scale c, the translation t (n) and the residual. Q is unique if AᵀB is regular; where it is not, one of
 *          the best.
 * @throws TypeError   if an argument is of the wrong kind;
 * @throws RangeError  if the shapes differ, an entry is not finite, or an option has a wrong value;
 * @throws OutOfMemoryError or ConvergenceError as `svd` does.
 *
 * Schönemann (1966); Kabsch (1978); Umeyama (1991). AᵀB = U S Vᵀ, Q = U D Vᵀ. The sign of the determinant comes from a QR
 * factorization of Q, so that it is never in doubt. Cost about 4pn² + 20n³ flops.
 *
 * @example
 * // A quarter turn: (1, 0) to (0, 1), (0, 2) to (−2, 0)
 * procrustes([[1, 0], [0, 2]], [[0, 1], [-2, 0]], { rotation: true }).Q; // [[0, 1], [-1, 0]]
 */
export function procrustes(a: MatrixLike, b: MatrixLike, options?: ProcrustesOptions): Procrustes {
  const given = readOptions("options", options, [...FIELDS, "weights"]);
  for (const field of FIELDS) checkFlag(`options.${field}`, given[field]);
  const work = (p: number, n: number) => exports().procrustesBytes(p, n) + bytesOf(2 * p * n + (n + 1) * n + 2);
  const points = readMatrix(a, "a", (p, n) => requireRoom("procrustes", work(p, n)));
  const weights = readWeights(given.weights, "options.weights", points.rows);
  const partners = borrowMatrix(b, "b");
  const { rows, columns } = points;
  if (partners.rows !== rows || partners.columns !== columns) {
    throw outOfRange(`b is ${partners.rows} × ${partners.columns}: expected ${rows} × ${columns}, the shape of a`);
  }
  const means = weights !== undefined && given.translation ? [weightedMean(points, weights), weightedMean(partners, weights)] as const : undefined;
  const [from, to] = weights === undefined ? [points, partners] : [weighted(points, weights, means?.[0]), weighted(partners, weights, means?.[1])];
  const wanted = (given.rotation ? Motion.Rotation : 0) + (given.scale ? Motion.Scale : 0) + (given.translation && means === undefined ? Motion.Translation : 0);
  return withFrame("procrustes", (frame) => {
    const { wasm } = frame;
    frame.require(work(rows, columns));
    const [at, target] = [frame.copyIn(from.data), frame.copyIn(to.data)];
    const [q, t, numbers] = [frame.reserve(columns * columns), frame.reserve(columns), frame.reserve(2)];
    frame.call(wasm.procrustes(rows, columns, at, target, wanted, q, t, numbers));
    const [scale, residual] = frame.copyOut(numbers, 2);
    const Q = frame.copyOutMatrix(q, columns, columns);
    const translation = means === undefined ? frame.copyOut(t, columns) : shiftOf(means, scale!, Q);
    return { Q, scale: scale!, translation, residual: residual! };
  });
}

/** The translation that brings the one centre to the other, meanB − c meanA Q. */
function shiftOf([from, to]: readonly [Float64Array, Float64Array], scale: number, Q: Matrix): Float64Array {
  const moved = multiply({ rows: 1, columns: from.length, data: from }, Q).data;
  return mapped(to, "procrustes", (x, j) => x - scale * moved[j]!);
}

function checkFlag(name: string, value: unknown): void {
  if (value !== undefined) checkBoolean(name, value);
}
