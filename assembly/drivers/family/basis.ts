import { mark, release, reserve } from "../../arena";
import { transpose } from "../../kernels/transpose";
import { at, bytesOf, elements, vector } from "../../memory";
import { REAL_BYTES, real } from "../../real";
import { Status } from "../../status";
import { signOfLargest } from "../../svd/order";
import { unpack } from "../../svd/unpack";

/** Bytes that trailingColumns reserves beside its input and output. */
export function trailingBytes(rows: i32, count: i32): f64 {
  return <f64>rows * <f64>count * REAL_BYTES + <f64>count * (REAL_BYTES + 4) + 64 * 3;
}

/**
 * out := the last `count` columns of X, each with the sign that makes its entry of largest magnitude positive.
 *
 * x: rows x columns, out: rows x count; row-major.
 */
export function trailingColumns(rows: i32, columns: i32, count: i32, x: usize, out: usize): Status {
  const base = mark();
  const packed = reserve(bytesOf<real>(rows * count));
  const sign = vector<real>(reserve(bytesOf<real>(count)));
  const index = vector<i32>(reserve(bytesOf<i32>(count)));
  if (packed == 0 || sign.at(0) == 0 || index.at(0) == 0) {
    release(base);
    return Status.OutOfMemory;
  }
  transpose<real>(count, rows, at<real>(x, columns - count), columns, packed, rows);
  for (let j = 0; j < count; j++) {
    index[j] = j;
    sign[j] = signOfLargest(rows, elements<real>(packed, j * rows));
  }
  unpack(rows, count, packed, rows, index, sign, out);
  release(base);
  return Status.Ok;
}
