import { mark, release, reserve } from "../../arena";
import { transpose } from "../../kernels/transpose";
import { Status } from "../../status";
import { signOfLargest } from "../../svd/order";
import { unpack } from "../../svd/unpack";

/** Bytes that trailingColumns reserves beside its input and output. */
export function trailingBytes(rows: i32, count: i32): f64 {
  return <f64>rows * <f64>count * 8 + <f64>count * 12 + 64 * 3;
}

/**
 * out := the last `count` columns of X, each with the sign that makes its entry of largest magnitude positive.
 *
 * x: rows x columns, out: rows x count; row-major.
 */
export function trailingColumns(rows: i32, columns: i32, count: i32, x: usize, out: usize): Status {
  const base = mark();
  const packed = reserve(<usize>(rows * count) << 3);
  const sign = reserve(<usize>count << 3);
  const index = reserve(<usize>count << 2);
  if (packed == 0 || sign == 0 || index == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  transpose<f64>(count, rows, x + (<usize>(columns - count) << 3), columns, packed, rows);
  for (let j = 0; j < count; j++) {
    store<i32>(index + (<usize>j << 2), j);
    store<f64>(sign + (<usize>j << 3), signOfLargest(rows, packed + (<usize>(j * rows) << 3)));
  }
  unpack(rows, count, packed, rows, index, sign, out);
  release(base);
  return Status.Ok;
}
