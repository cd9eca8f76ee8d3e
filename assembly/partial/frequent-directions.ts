import { amax } from "../kernels/amax";
import { gemm, gemmWorkspace } from "../kernels/gemm";
import { leadingDimension } from "../kernels/leading-dimension";
import { exponentOf, scaleByPowerOfTwo, scalePowerOfTwo } from "../kernels/power-of-two";
import { syrkTransposed, syrkTransposedWorkspace } from "../kernels/syrk-transposed";
import { roundoff } from "../machine";
import { bytesOf, Layout, Vector, Words } from "../memory";
import { diagonalize, SCRATCH_BYTES } from "../svd/implicit-qr/diagonalize";
import { Batch, batchBytes, openBatch } from "../svd/implicit-qr/rotations";
import { sortDescending } from "../svd/order";
import { Bidiagonal } from "../svd/reduce/bidiagonal";
import { bidiagonalizeUnblocked } from "../svd/reduce/bidiagonalize-unblocked";
import { formVectors, reflectorsBytes } from "../svd/reduce/form-vectors";

/** Roundings per row of the Gram matrix that a bound allows for. */
const ALLOWED: f64 = 8;

/** A sketch of l rows and as many that are to come, n numbers each; and, as a Bidiagonal, their Gram matrix under way. */
@unmanaged
export class Directions extends Bidiagonal<f64> {
  l: i32;
  n: i32;
  /** 2*l x n by rows, and a scaled copy. */
  x: Vector<f64>;
  y: Vector<f64>;
  index: Words;
  sign: Vector<f64>;
  sorting: Vector<f64>;
  weights: Vector<f64>;
  batch: Batch;
  scratch: usize;
  work: usize;
}

export function layOutDirections(p: Layout, l: i32, n: i32): Directions {
  const c = p.takeRecord<Directions>();
  const most = 2 * l;
  c.l = l;
  c.n = n;
  c.lda = leadingDimension<f64>(most);
  c.x = p.take<f64>(<f64>most * <f64>n);
  c.y = p.take<f64>(<f64>most * <f64>n);
  c.a = p.take<f64>(<f64>c.lda * <f64>(most + 8));
  c.weights = p.take<f64>(<f64>c.lda * <f64>l);
  c.d = p.take<f64>(most);
  c.e = p.take<f64>(most);
  c.tau = p.take<f64>(most);
  c.tauP = p.take<f64>(most);
  c.v = p.take<f64>(most);
  c.ldv = 0;
  c.index = p.take<i32>(most);
  c.sign = p.take<f64>(most);
  c.sorting = p.take<f64>(1.5 * <f64>most);
  c.batch = changetype<Batch>(p.takeBytes(<f64>batchBytes(most)));
  c.scratch = p.takeBytes(<f64>SCRATCH_BYTES);
  const steps = max(reflectorsBytes(most, most, most), max(syrkTransposedWorkspace<f64>(most), gemmWorkspace<f64>(n, l, most)));
  c.work = p.takeBytes(<f64>max(steps, bytesOf<f64>(most)));
  return c;
}

/**
 * The first `count` rows of X are taken down to l:   [GLPW16]
 *
 *   X*X' = E*diag(d)*E',  delta = d[l],  X := diag(sqrt(1 - delta/d[i]))*E'*X, i < l
 *
 * so that X'*X loses at most delta in every direction, and gains nothing. Returns delta with what is rounded; negative if the eigenvalues were not found.
 */
export function shrink(c: Directions, count: i32): f64 {
  const n = c.n;
  const l = c.l;
  if (count <= l) return 0;
  const largest = amax<f64>(count * n, c.x.at(0));
  if (largest == 0) return 0;
  const exponent = exponentOf(largest);
  memory.copy(c.y.at(0), c.x.at(0), bytesOf<f64>(count * n));
  scalePowerOfTwo<f64>(count * n, -exponent, c.y.at(0));
  memory.fill(c.a.at(0), 0, bytesOf<f64>(c.lda * (2 * l + 8)));
  syrkTransposed<f64>(n, count, c.y.at(0), 1, n, c.a.at(0), c.lda, c.work);
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < j; i++) c.a[i + j * c.lda] = c.a[j + i * c.lda];
  }
  if (!findDirections(c, count)) return -1;
  const delta = c.d[l];
  for (let j = 0; j < l; j++) {
    const factor = c.d[j] > delta ? sqrt<f64>((c.d[j] - delta) / c.d[j]) : 0;
    const from = c.a.from(c.index[j] * c.lda);
    for (let i = 0; i < count; i++) c.weights[i + j * c.lda] = factor * from[i];
  }
  memory.fill(c.x.at(0), 0, bytesOf<f64>(l * n));
  // In column-major terms the memory of X is X' = Y'*E.
  gemm<f64>(n, l, count, 1, c.y.at(0), 1, n, c.weights.at(0), 1, c.lda, c.x.at(0), n, c.work);
  scalePowerOfTwo<f64>(l * n, exponent, c.x.at(0));
  return scaleByPowerOfTwo(delta + ALLOWED * <f64>count * roundoff<f64>() * c.d[0], 2 * exponent);
}

/** The eigenvalues of the Gram matrix in d, descending, and its eigenvectors in the columns `index` of a. */
function findDirections(c: Directions, count: i32): bool {
  c.rows = count;
  c.count = count;
  bidiagonalizeUnblocked<f64>(0, c, c.work);
  formVectors(count, count, count, c.a.at(0), c.lda, c.tau, c.work);
  openBatch(c.batch, count, c.a.at(0), count, c.lda, 0, 0, 0);
  if (diagonalize(count, c.d, c.e, c.batch, c.scratch) != 0) return false;
  sortDescending(count, c.d, c.index, c.sign, c.sorting);
  return true;
}
