import { mark, release, reserve } from "../../arena";
import { Driver, Vectors } from "../../codes";
import { argumentsOf, share, SHARED, threads } from "../../crew";
import { bytesOf } from "../../memory";
import { real } from "../../real";
import { Status } from "../../status";
import { isTiny, TINY_BYTES, tinySvd } from "../../svd/tiny/tiny";
import { svd } from "./svd";
import { svdBytes, Triplets } from "./work";

/** Bytes that svdBatch reserves beside its operands. */
export function svdBatchBytes(rows: i32, columns: i32, vectors: i32): f64 {
  const tiny = isTiny(max(rows, columns), min(rows, columns));
  return 128 + (tiny ? <f64>TINY_BYTES : svdBytes(rows, columns, vectors, Driver.Auto));
}

/**
 * The singular value decompositions of `count` matrices of one shape, thin vectors or none, each with the bits of svd.
 *
 * a: count blocks of rows x columns, row-major; overwritten. u: count blocks of rows x k, s: count of k, v: count of columns x k,
 * k = min(rows, columns) >= 1; u and v are not touched when the vectors are not wanted.
 */
export function svdBatch(count: i32, rows: i32, columns: i32, a: usize, vectors: i32, u: usize, s: usize, v: usize): Status {
  const base = mark();
  const status = isTiny(max(rows, columns), min(rows, columns))
    ? allTiny(count, rows, columns, a, vectors, u, s, v)
    : oneByOne(count, rows, columns, a, vectors, u, s, v);
  release(base);
  return status;
}

function allTiny(count: i32, rows: i32, columns: i32, a: usize, vectors: i32, u: usize, s: usize, v: usize): Status {
  const scratch = reserve(TINY_BYTES);
  if (scratch == 0) return Status.OutOfMemory;
  const wanted = vectors != Vectors.None;
  if (SHARED && <f64>count * <f64>rows * <f64>columns >= WORTH && threads() > 1) {
    const tiny = argumentsOf<Tiny>();
    tiny.rows = rows;
    tiny.columns = columns;
    tiny.wanted = wanted;
    tiny.failed = 0;
    tiny.a = a;
    tiny.u = u;
    tiny.s = s;
    tiny.v = v;
    share(someTiny.index, count, max(8, count / (8 * threads())));
    return tiny.failed != 0 ? Status.NoConvergence : Status.Ok;
  }
  const k = bytesOf<real>(min(rows, columns));
  for (let i = 0; i < count; i++) {
    if (tinySvd(rows, columns, a, wanted, false, u, s, v, scratch) != 0) return Status.NoConvergence;
    a += bytesOf<real>(rows * columns);
    u += <usize>rows * k;
    s += k;
    v += <usize>columns * k;
  }
  return Status.Ok;
}

/** Elements from which on others take part. */
const WORTH: f64 = 10_000;

/** Arguments of someTiny. */
@unmanaged
class Tiny {
  rows: i32; columns: i32;
  wanted: bool;
  failed: i32;
  a: usize; u: usize; s: usize; v: usize;
}

function someTiny(first: i32, last: i32, t: Tiny, scratch: usize): void {
  const k = bytesOf<real>(min(t.rows, t.columns));
  for (let i = <usize>first; i < <usize>last; i++) {
    const failed = tinySvd(
      t.rows, t.columns, t.a + i * bytesOf<real>(t.rows * t.columns), t.wanted, false, t.u + i * <usize>t.rows * k, t.s + i * k, t.v + i * <usize>t.columns * k, scratch,
    );
    if (failed != 0) t.failed = 1;
  }
}

function oneByOne(count: i32, rows: i32, columns: i32, a: usize, vectors: i32, u: usize, s: usize, v: usize): Status {
  const result = changetype<Triplets>(reserve(offsetof<Triplets>()));
  if (changetype<usize>(result) == 0) return Status.OutOfMemory;
  const k = bytesOf<real>(min(rows, columns));
  const base = mark();
  for (let i = 0; i < count; i++) {
    const status = svd(rows, columns, a, vectors, Driver.Auto, result);
    if (status != Status.Ok) return status;
    memory.copy(s, result.s, k);
    if (vectors != Vectors.None) {
      memory.copy(u, result.u, <usize>rows * k);
      memory.copy(v, result.v, <usize>columns * k);
    }
    release(base);
    a += bytesOf<real>(rows * columns);
    u += <usize>rows * k;
    s += k;
    v += <usize>columns * k;
  }
  return Status.Ok;
}
