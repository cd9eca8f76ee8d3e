import { at, bytesOf, Vector } from "../memory";
import { real } from "../real";

/** Rows unpacked together: one 64-byte line of a column. */
const LINE: i32 = 8;

/**
 * Writes the columns of a column-major X into a row-major matrix, reordered and with signs:
 *
 *   out[i*columns + j] = sign[index[j]] * X[i, index[j]]
 *
 * x: `rows` rows, ldx elements from column to column. index: `columns` i32. sign: by column of X. A zero comes out as +0.
 */
export function unpack(rows: i32, columns: i32, x: usize, ldx: i32, index: Vector<i32>, sign: Vector<real>, out: usize): void {
  const rowBytes = bytesOf<real>(columns);
  for (let i0 = 0; i0 < rows; i0 += LINE) {
    for (let j = 0; j < columns; j++) {
      const column = index[j];
      const s = sign[column];
      let from = at<real>(x, i0 + column * ldx);
      let to = out + <usize>i0 * rowBytes + bytesOf<real>(j);
      const end = at<real>(from, min(LINE, rows - i0));
      while (from < end) {
        store<real>(to, s * load<real>(from) + 0.0);
        from += sizeof<real>();
        to += rowBytes;
      }
    }
  }
}
