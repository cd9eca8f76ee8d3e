/** Columns of a row-major matrix, moved between a basis and a contiguous block. */

/** block := the `count` columns of `basis` from `first` on. block: rows x count, contiguous. */
export function loadColumns<T>(rows: i32, count: i32, basis: usize, ld: i32, first: i32, block: usize): void {
  const stride = <usize>ld << alignof<T>();
  const line = <usize>count << alignof<T>();
  let from = basis + (<usize>first << alignof<T>());
  for (let i = 0; i < rows; i++) {
    memory.copy(block, from, line);
    from += stride;
    block += line;
  }
}

/** The reverse of loadColumns. */
export function storeColumns<T>(rows: i32, count: i32, block: usize, basis: usize, ld: i32, first: i32): void {
  const stride = <usize>ld << alignof<T>();
  const line = <usize>count << alignof<T>();
  let to = basis + (<usize>first << alignof<T>());
  for (let i = 0; i < rows; i++) {
    memory.copy(to, block, line);
    to += stride;
    block += line;
  }
}

/** Moves `count` columns from place `first` to place `to`; they may overlap. */
export function moveColumns<T>(rows: i32, count: i32, basis: usize, ld: i32, first: i32, to: i32): void {
  if (count == 0 || first == to) return;
  const stride = <usize>ld << alignof<T>();
  for (let i = 0; i < rows; i++) {
    memory.copy(basis + (<usize>to << alignof<T>()), basis + (<usize>first << alignof<T>()), <usize>count << alignof<T>());
    basis += stride;
  }
}

/** Columns := 0. */
export function clearColumns<T>(rows: i32, count: i32, basis: usize, ld: i32, first: i32): void {
  const stride = <usize>ld << alignof<T>();
  basis += <usize>first << alignof<T>();
  for (let i = 0; i < rows; i++) {
    memory.fill(basis, 0, <usize>count << alignof<T>());
    basis += stride;
  }
}

/** Splits a row-major block into columns `ld` elements apart, or puts it together again. */
export function splitColumns<T>(rows: i32, count: i32, block: usize, byColumn: usize, ld: i32): void {
  for (let j = 0; j < count; j++) {
    let from = block + (<usize>j << alignof<T>());
    let to = byColumn + ((<usize>j * ld) << alignof<T>());
    const end = to + (<usize>rows << alignof<T>());
    while (to < end) {
      store<T>(to, load<T>(from));
      from += <usize>count << alignof<T>();
      to += sizeof<T>();
    }
  }
}

export function joinColumns<T>(rows: i32, count: i32, byColumn: usize, ld: i32, block: usize): void {
  for (let j = 0; j < count; j++) {
    let from = byColumn + ((<usize>j * ld) << alignof<T>());
    let to = block + (<usize>j << alignof<T>());
    const end = from + (<usize>rows << alignof<T>());
    while (from < end) {
      store<T>(to, load<T>(from));
      from += sizeof<T>();
      to += <usize>count << alignof<T>();
    }
  }
}

/** norms[j] := the Euclidean norm of column j of a row-major block. */
export function columnNorms<T>(rows: i32, count: i32, block: usize, norms: usize): void {
  memory.fill(norms, 0, <usize>count << alignof<T>());
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < <usize>count << alignof<T>(); j += sizeof<T>()) {
      const value = load<T>(block + j);
      store<T>(norms + j, load<T>(norms + j) + value * value);
    }
    block += <usize>count << alignof<T>();
  }
  for (let j = 0; j < count; j++) {
    const at = norms + (<usize>j << alignof<T>());
    store<T>(at, sqrt<T>(load<T>(at)));
  }
}
