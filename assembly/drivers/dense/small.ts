import { mark, release, reserve } from "../../arena";
import { Status } from "../../status";
import { DRIVER_AUTO, svd, THIN_VECTORS } from "./svd";

/**
 * The singular value decomposition of a small square matrix, by the dense driver:  A = U*diag(s)*V'.
 *
 * a: n x n, row-major, lda elements from row to row; kept. s: n elements, descending; u, v: n x n, row-major, contiguous.
 */
export function smallSvd(n: i32, a: usize, lda: i32, s: usize, u: usize, v: usize): Status {
  const base = mark();
  const copy = reserve((<usize>(n * n) << 3) + 16);
  if (copy == 0) return Status.OutOfMemory;
  const result = copy + (<usize>(n * n) << 3);
  for (let i = 0; i < n; i++) {
    memory.copy(copy + (<usize>(i * n) << 3), a + (<usize>(i * lda) << 3), <usize>n << 3);
  }
  const status = svd(n, n, copy, THIN_VECTORS, DRIVER_AUTO, result);
  if (status == Status.Ok) {
    memory.copy(u, load<usize>(result), <usize>(n * n) << 3);
    memory.copy(s, load<usize>(result, 4), <usize>n << 3);
    memory.copy(v, load<usize>(result, 8), <usize>(n * n) << 3);
  }
  release(base);
  return status;
}
