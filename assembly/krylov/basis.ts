/** Columns of a row-major matrix, `ld` elements from row to row, orthonormal as far as they are filled. */
@unmanaged
export class Basis {
  rows: i32;
  at: usize;
  ld: i32;

  set(rows: i32, at: usize, ld: i32): Basis {
    this.rows = rows;
    this.at = at;
    this.ld = ld;
    return this;
  }
}

/** Where coefficients of columns in other columns go:  element (i, j) at i*rowStride + j*columnStride. */
@unmanaged
export class Coefficients {
  at: usize;
  rowStride: i32;
  columnStride: i32;

  set(at: usize, rowStride: i32, columnStride: i32): Coefficients {
    this.at = at;
    this.rowStride = rowStride;
    this.columnStride = columnStride;
    return this;
  }
}
