import { describe, expect, it } from "vitest";
import { freshKernels, kernel, plain, PRECISIONS, small } from "../support/operands";
import { place } from "../support/placed";

const kernels = freshKernels();
type GemvBoth = (m: number, n: number, a: number, lda: number, u: number, tau: number, y: number, r: number, w: number, sums: number) => void;

describe.each(PRECISIONS)("gemvBoth, %s", (precision, width) => {
  const gemvBoth = kernel<GemvBoth>(kernels, "gemvBoth", precision);

  it("columns in parts of 32 and more, each with a sum of its own", () => {
    for (const [m, n] of [[5, 33], [4, 64], [7, 65], [9, 256], [3, 300], [6, 1001]] as const) {
      const [as, us, ys, rs, ws] = [small(m * n, m + n), small(m, n), small(n, m), small(n, m + 1), small(m, n + 1)];
      const [a, u, y, r, w] = [as, us, ys, rs, ws].map((x) => place(kernels, x, width, 0)) as [P, P, P, P, P];
      const sums = place(kernels, small(7 * m, 1), width, 0);
      gemvBoth(m, n, a.at, m, u.at, 1, y.at, r.at, w.at, sums.at);
      const newY = ys.map((x, j) => x + us.reduce((sum, ui, i) => sum + ui * as[i + j * m]!, 0));
      const newR = rs.map((x, j) => x - newY[j]!);
      expect([plain(y.values()), plain(r.values())]).toEqual([plain(newY), plain(newR)]);
      expect(plain(w.values())).toEqual(plain(ws.map((x, i) => x + newR.reduce((sum, rj, j) => sum + rj * as[i + j * m]!, 0))));
      for (const operand of [y, r, w, sums]) operand.intact();
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 33])("%i rows: y := tau(A'u + y), r := r - y, w := A*r + w", (m) => {
    for (let n = 0; n <= 13; n++) {
      for (const tau of [1, -2]) {
        const lda = m + 1 + (n % 2);
        const [as, us, ys, rs, ws] = [small(lda * n, m + n), small(m, n), small(n, m), small(n, m + 1), small(m, n + 1)];
        const [a, u, y, r, w] = [as, us, ys, rs, ws].map((x, i) => place(kernels, x, width, i % 2)) as [P, P, P, P, P];
        gemvBoth(m, n, a.at, lda, u.at, tau, y.at, r.at, w.at, 0);
        const newY = ys.map((x, j) => tau * (x + us.reduce((sum, ui, i) => sum + ui * as[i + j * lda]!, 0)));
        const newR = rs.map((x, j) => x - newY[j]!);
        const newW = ws.map((x, i) => x + newR.reduce((sum, rj, j) => sum + rj * as[i + j * lda]!, 0));
        expect([plain(y.values()), plain(r.values()), plain(w.values())]).toEqual([plain(newY), plain(newR), plain(newW)]);
        expect([a.values(), u.values()]).toEqual([as, us]);
        for (const operand of [y, r, w]) operand.intact();
      }
    }
  });
});

type P = ReturnType<typeof place>;
