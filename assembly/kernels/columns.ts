/** Columns of a row-major matrix, moved between a basis and a contiguous block. f64 throughout. */

/** block := the `count` columns of `basis` from `first` on. block: rows x count, contiguous. */
export function loadColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32, block: usize): void {
  const stride = <usize>ld << 3;
  const line = <usize>count << 3;
  let from = basis + (<usize>first << 3);
  for (let i = 0; i < rows; i++) {
    memory.copy(block, from, line);
    from += stride;
    block += line;
  }
}

/** The reverse of loadColumns. */
export function storeColumns(rows: i32, count: i32, block: usize, basis: usize, ld: i32, first: i32): void {
  const stride = <usize>ld << 3;
  const line = <usize>count << 3;
  let to = basis + (<usize>first << 3);
  for (let i = 0; i < rows; i++) {
    memory.copy(to, block, line);
    to += stride;
    block += line;
  }
}

/** Moves `count` columns from place `first` to place `to`; they may overlap. */
export function moveColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32, to: i32): void {
  if (count == 0 || first == to) return;
  const stride = <usize>ld << 3;
  for (let i = 0; i < rows; i++) {
    memory.copy(basis + (<usize>to << 3), basis + (<usize>first << 3), <usize>count << 3);
    basis += stride;
  }
}

/** Columns := 0. */
export function clearColumns(rows: i32, count: i32, basis: usize, ld: i32, first: i32): void {
  const stride = <usize>ld << 3;
  basis += <usize>first << 3;
  for (let i = 0; i < rows; i++) {
    memory.fill(basis, 0, <usize>count << 3);
    basis += stride;
  }
}

/** Splits a row-major block into columns `ld` elements apart, or puts it together again. */
export function splitColumns(rows: i32, count: i32, block: usize, byColumn: usize, ld: i32): void {
  for (let j = 0; j < count; j++) {
    let from = block + (<usize>j << 3);
    let to = byColumn + ((<usize>j * ld) << 3);
    const end = to + (<usize>rows << 3);
    while (to < end) {
      store<f64>(to, load<f64>(from));
      from += <usize>count << 3;
      to += 8;
    }
  }
}

export function joinColumns(rows: i32, count: i32, byColumn: usize, ld: i32, block: usize): void {
  for (let j = 0; j < count; j++) {
    let from = byColumn + ((<usize>j * ld) << 3);
    let to = block + (<usize>j << 3);
    const end = from + (<usize>rows << 3);
    while (from < end) {
      store<f64>(to, load<f64>(from));
      from += 8;
      to += <usize>count << 3;
    }
  }
}

/** norms[j] := the Euclidean norm of column j of a row-major block. */
export function columnNorms(rows: i32, count: i32, block: usize, norms: usize): void {
  memory.fill(norms, 0, <usize>count << 3);
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < <usize>count << 3; j += 8) {
      const value = load<f64>(block + j);
      store<f64>(norms + j, load<f64>(norms + j) + value * value);
    }
    block += <usize>count << 3;
  }
  for (let j = 0; j < count; j++) {
    const at = norms + (<usize>j << 3);
    store<f64>(at, sqrt<f64>(load<f64>(at)));
  }
}
