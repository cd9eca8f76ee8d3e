import { gemv } from "../../kernels/gemv";
import { ger } from "../../kernels/ger";
import { applyReflector, reflector } from "../../kernels/reflector";
import { copyStrided } from "../../kernels/copy";
import { at } from "../../memory";
import { Bidiagonal } from "./bidiagonal";

/**
 * Reduces what is left of A from row and column `first` on, one column and one row at a time:  B = Q'*A*P.   [LAPACK gebd2], [GK65]
 *
 * work: max(m, n) elements.
 */
export function bidiagonalizeUnblocked<T>(first: i32, b: Bidiagonal<T>, work: usize): void {
  const lda = b.lda;
  for (let i = first; i < b.count; i++) {
    const rows = b.rows - i;
    const rest = b.count - i - 1;
    const corner = b.a.from(i * (lda + 1));
    const right = corner.at(lda);

    b.d[i] = reflector<T>(rows, corner.at(0), b.tau.at(i));
    corner[0] = <T>1;
    applyReflector<T>(rows, rest, corner.at(0), b.tau[i], right, lda, work);
    if (rest == 0) {
      b.tauP[i] = <T>0;
      break;
    }

    const row = b.v.from(i * b.ldv + i + 1);
    copyStrided<T>(rest, right, lda, row.at(0));
    b.e[i] = reflector<T>(rest, row.at(0), b.tauP.at(i));
    row[0] = <T>1;
    applyFromRight<T>(rows - 1, rest, row.at(0), b.tauP[i], at<T>(right, 1), lda, work);
  }
}

/** A := A*H, H = I - tau*v*v'. A: m x n; v: n contiguous elements; w: workspace of m elements. */
function applyFromRight<T>(m: i32, n: i32, v: usize, tau: T, a: usize, lda: i32, w: usize): void {
  if (tau == <T>0 || m <= 0) return;
  memory.fill(w, 0, <usize>m * sizeof<T>());
  gemv<T>(m, n, <T>1, a, lda, v, w);
  ger<T>(m, n, -tau, w, v, a, lda);
}
