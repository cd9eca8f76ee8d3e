/** The kernel calls that are measured, as data: { name, needs, flops of one call, prepare(memory) -> the call }. */

const STRIP = 8; // rows of a strip of f64: four vectors
const SEQUENCES = 16;

/** A leading dimension of an odd number of 64-byte lines, as the drivers use: no two columns share a cache set. */
function padded(rows) {
  return (Math.ceil(rows / 8) | 1) * 8;
}

export const kernelCases = [
  ...[32, 64, 128, 256, 512, 1000].map((n) => gemm("A*B", n, n, n)),
  gemm("A'*B", 256, 256, 256, { a: true }),
  gemm("A*B'", 256, 256, 256, { b: true }),
  gemm("A*B rank 32", 1000, 1000, 32),
  gemm("A*B' rank 32", 1000, 1000, 32, { b: true }),
  gemm("A*B rank 64", 1000, 1000, 64),
  gemm("A'*B inner 1000", 32, 1000, 1000, { a: true }),
  gemm("A*B tall", 10_000, 32, 32),
  ...[[100_000, 20], [100_000, 50], [20_000, 784]].flatMap(([m, n]) => [syrkTransposed(m, n), trsm(m, n)]),
  ...[50, 784].map(potrf),
  ...[100, 300, 1000, 2000].flatMap((n) => [gemv("gemv", n), gemv("gemvTransposed", n)]),
  ...[100, 1000].map(ger),
  ...[200, 500, 1000, 2000].flatMap((n) => [rotations("rotForward", n), rotations("rotBackward", n)]),
  ...[100, 1000, 100_000].flatMap((n) => [axpy(n), dot(n)]),
];

/** C += A*B: m x n, depth k; transposed operands are stored so. */
function gemm(what, m, n, k, transposed = {}) {
  return {
    name: `gemm ${what} ${m}x${n}x${k}`,
    needs: ["gemm_f64", "gemmWorkspace_f64"],
    flops: 2 * m * n * k,
    prepare({ kernels, fill, reserve }) {
      const operand = (rows, columns, swapped) => {
        const ld = padded(swapped ? columns : rows);
        return [fill(ld * (swapped ? rows : columns)), ...(swapped ? [ld, 1] : [1, ld])];
      };
      const a = operand(m, k, transposed.a);
      const b = operand(k, n, transposed.b);
      const ldc = padded(m);
      const c = fill(ldc * n, () => 0);
      const work = reserve(kernels.gemmWorkspace_f64(m, n, k));
      return () => kernels.gemm_f64(m, n, k, 1e-6, ...a, ...b, c, ldc, work);
    },
  };
}

/** C += A'*A, one triangle: half the flops of a product. A is row-major, as it comes in. */
function syrkTransposed(m, n) {
  return {
    name: `syrkTransposed ${m}x${n}`,
    needs: ["syrkTransposed_f64", "syrkTransposedWorkspace_f64"],
    flops: m * n * (n + 1),
    prepare({ kernels, fill, reserve }) {
      const ldc = padded(n);
      const [a, c] = [fill(m * n), fill(ldc * ldc, () => 0)];
      const work = reserve(kernels.syrkTransposedWorkspace_f64(n));
      return () => kernels.syrkTransposed_f64(m, n, a, n, 1, c, ldc, work);
    },
  };
}

/** X := B*R^-1, both row-major. */
function trsm(m, n) {
  return {
    name: `trsm ${m}x${n}`,
    needs: ["trsm_f64", "packTriangle_f64"],
    flops: m * n * n,
    prepare({ kernels, fill, reserve }) {
      const [b, x] = [fill(m * n), fill(m * n, () => 0)];
      const r = fill(n * n, (i) => (i % (n + 1) === 0 ? 2 : 1 / n));
      const [packed, work] = [reserve(kernels.triangleBytes_f64(n)), reserve(kernels.trsmWorkspace_f64(n))];
      return () => {
        kernels.packTriangle_f64(n, r, n, 1, packed);
        kernels.trsm_f64(m, n, packed, b, n, 1, x, n, 1, work);
      };
    },
  };
}

/** A = L*L'; the copy of A is timed with it. */
function potrf(n) {
  return {
    name: `potrf ${n}x${n}`,
    needs: ["potrf_f64", "copyMatrix_f64"],
    flops: (n * n * n) / 3,
    prepare({ kernels, fill }) {
      const ld = padded(n);
      const [a, l] = [fill(ld * ld, (i) => (i % (ld + 1) === 0 ? n : 0.5)), fill(ld * ld, () => 0)];
      return () => {
        kernels.copyMatrix_f64(ld, n, a, ld, l, ld);
        kernels.potrf_f64(n, n, 0, l, ld);
      };
    },
  };
}

function gemv(kernel, n) {
  return {
    name: `${kernel} ${n}x${n}`,
    needs: [`${kernel}_f64`],
    flops: 2 * n * n,
    prepare({ kernels, fill }) {
      const lda = padded(n);
      const [a, x, y] = [fill(lda * n), fill(n), fill(n)];
      return () => kernels[`${kernel}_f64`](n, n, 1e-6, a, lda, x, y);
    },
  };
}

function ger(n) {
  return {
    name: `ger ${n}x${n}`,
    needs: ["ger_f64"],
    flops: 2 * n * n,
    prepare({ kernels, fill }) {
      const lda = padded(n);
      const [x, y, a] = [fill(n), fill(n), fill(lda * n)];
      return () => kernels.ger_f64(n, n, 1e-6, x, y, a, lda);
    },
  };
}

/** So many sequences of n - 1 rotations, replayed on an n x n matrix stored in strips; each is 6 flops per row. */
function rotations(kernel, n) {
  return {
    name: `${kernel} ${SEQUENCES} sequences on ${n}x${n}`,
    needs: [`${kernel}_f64`],
    flops: 6 * SEQUENCES * (n - 1) * n,
    prepare({ kernels, fill }) {
      const strips = n / STRIP;
      const x = fill(n * n);
      const pairs = fill(2 * (n - 1) * SEQUENCES, (i) => (i % 2 === 0 ? Math.cos : Math.sin)(1 + (i >> 1)));
      const bytes = 8 * STRIP;
      return () => {
        for (let strip = 0; strip < strips; strip++) {
          for (let k = 0; k < SEQUENCES; k++) {
            kernels[`${kernel}_f64`](n - 1, pairs + k * 16 * (n - 1), x + strip * n * bytes, bytes);
          }
        }
      };
    },
  };
}

function axpy(n) {
  return {
    name: `axpy ${n}`,
    needs: ["axpy_f64"],
    flops: 2 * n,
    prepare({ kernels, fill }) {
      const [x, y] = [fill(n), fill(n)];
      return () => kernels.axpy_f64(n, 1e-6, x, y);
    },
  };
}

function dot(n) {
  return {
    name: `dot ${n}`,
    needs: ["dot_f64"],
    flops: 2 * n,
    prepare({ kernels, fill }) {
      const [x, y] = [fill(n), fill(n)];
      return () => kernels.dot_f64(n, x, y);
    },
  };
}
