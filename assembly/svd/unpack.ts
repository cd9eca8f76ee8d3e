/** Rows unpacked together: one 64-byte line of a column. */
const LINE: i32 = 8;

/**
 * Writes the columns of a column-major X into a row-major matrix, reordered and with signs:
 *
 *   out[i*columns + j] = sign[index[j]] * X[i, index[j]]
 *
 * x: `rows` rows, ldx elements from column to column. index: `columns` i32. sign: by column of X. A zero comes out as +0.
 */
export function unpack(rows: i32, columns: i32, x: usize, ldx: i32, index: usize, sign: usize, out: usize): void {
  const rowBytes = <usize>columns << 3;
  for (let i0 = 0; i0 < rows; i0 += LINE) {
    const bytes = <usize>min(LINE, rows - i0) << 3;
    for (let j = 0; j < columns; j++) {
      const column = load<i32>(index + (<usize>j << 2));
      const s = load<f64>(sign + (<usize>column << 3));
      let from = x + ((<usize>i0 + <usize>column * ldx) << 3);
      let to = out + <usize>i0 * rowBytes + (<usize>j << 3);
      const end = from + bytes;
      while (from < end) {
        store<f64>(to, s * load<f64>(from) + 0.0);
        from += 8;
        to += rowBytes;
      }
    }
  }
}
