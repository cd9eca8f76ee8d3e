import { mark, release, reserve } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { at, bytesOf } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { svd } from "./svd";
import { Triplets } from "./work";

/**
 * The singular value decomposition of a small square matrix, by the dense driver:  A = U*diag(s)*V'.
 *
 * a: n x n, row-major, lda elements from row to row; kept. s: n elements, descending; u, v: n x n, row-major, contiguous.
 */
export function smallSvd(n: i32, a: usize, lda: i32, s: usize, u: usize, v: usize): Status {
  const base = mark();
  const copy = reserve(bytesOf<real>(n * n) + 16);
  if (copy == 0) return Status.OutOfMemory;
  const result = changetype<Triplets>(at<real>(copy, n * n));
  for (let i = 0; i < n; i++) {
    memory.copy(at<real>(copy, i * n), at<real>(a, i * lda), bytesOf<real>(n));
  }
  const status = svd(n, n, copy, Vectors.Thin, Driver.Auto, result);
  if (status == Status.Ok) {
    memory.copy(u, result.u, bytesOf<real>(n * n));
    memory.copy(s, result.s, bytesOf<real>(n));
    memory.copy(v, result.v, bytesOf<real>(n * n));
  }
  release(base);
  return status;
}
