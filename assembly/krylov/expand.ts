import { amax } from "../kernels/amax";
import { panelProduct } from "../kernels/panel";
import { clearColumns, columnNorms, loadColumns, moveColumns, storeColumns } from "./columns";
import { orthonormalize } from "./orthonormalize";
import { project, projectKnown } from "./project";
import { randomNormals } from "./random";
import {
  address, B, BLOCK, BY_COLUMN, COEFFICIENTS, COLUMNS, EXPAND_BACK, EXPAND_FORWARD, EXPANDED, integer, LDB, LDU, LDV,
 NORM, NORMS, PENDING, PHASE, real, ROWS, SEED, setInteger, setReal, STREAM, U, V, WIDTH, X, Y,
} from "./state";

/** The first block: orthonormal random columns, pending. */
export function start(state: usize): void {
  setInteger(state, EXPANDED, 0);
  setInteger(state, PENDING, 0);
  drawBlock(state, integer(state, BLOCK));
  insertBlock(state, integer(state, BLOCK));
  beginForward(state, integer(state, BLOCK));
}

/**
 * Makes the block in X orthonormal and orthogonal to all of V and puts it before the pending columns.
 *
 * A'*U has nothing along it. Columns that lie in the span of V are replaced by random ones.
 */
export function insertBlock(state: usize, count: i32): void {
  const columns = integer(state, COLUMNS);
  const ldv = integer(state, LDV);
  const expanded = integer(state, EXPANDED);
  const block = address(state, X);
  orthogonalizeBlock(state, expanded + integer(state, PENDING), count);
  insertPending(state, expanded, count);
  storeColumns(columns, count, block, address(state, V), ldv, expanded);
  setInteger(state, PENDING, integer(state, PENDING) + count);
}

/** X := random numbers, columns x count. */
export function drawBlock(state: usize, count: i32): void {
  const n = integer(state, COLUMNS) * count;
  randomNormals(n, load<u64>(state + SEED), streams(state, 1), 0, address(state, X), address(state, NORMS));
}

/** Makes the block in X (columns x count) orthonormal and orthogonal to the first n columns of V. */
export function orthogonalizeBlock(state: usize, n: i32, count: i32): void {
  const columns = integer(state, COLUMNS);
  const ldv = integer(state, LDV);
  const v = address(state, V);
  const block = address(state, X);
  const norms = address(state, NORMS);
  const h = address(state, COEFFICIENTS);
  columnNorms(columns, count, block, norms);
  const largest = amax<f64>(count, norms);
  project(columns, n, count, v, ldv, block, 0, 0, 0, h, norms);
  orthonormalize(
    columns, count, block, v, n, ldv, largest, h, count, 1, load<u64>(state + SEED), streams(state, count), address(state, BY_COLUMN),
  );
}

/** The next block to multiply by A: the first `count` pending columns. */
export function beginForward(state: usize, count: i32): void {
  setInteger(state, WIDTH, count);
  setInteger(state, PHASE, EXPAND_FORWARD);
  loadColumns(
    integer(state, COLUMNS), count, address(state, V), integer(state, LDV), integer(state, EXPANDED), address(state, X),
  );
}

/**
 * Given Y = A*N for the block N:  A*N = U*H + Q*R,  Q becomes the newest columns of U and the next block to multiply.
 *
 * H is known from A'*U up to rounding: it is subtracted first, and one more pass against U makes Q orthogonal to it.
 */
export function finishForward(state: usize): void {
  const rows = integer(state, ROWS);
  const width = integer(state, WIDTH);
  const expanded = integer(state, EXPANDED);
  const ldu = integer(state, LDU);
  const ldb = integer(state, LDB);
  const u = address(state, U);
  const y = address(state, Y);
  const norms = address(state, NORMS);
  const newColumns = address(state, B) + (<usize>expanded << 3);
  const newRows = address(state, B) + ((<usize>expanded * ldb) << 3);

  measure(state, rows);
  projectKnown(rows, expanded, width, u, ldu, y, newColumns, ldb, address(state, COEFFICIENTS), norms + (<usize>width << 3));
  clearColumns(width, ldb, newRows, ldb, 0);
  orthonormalize(
    rows, width, y, u, expanded, ldu, real(state, NORM), newRows + (<usize>expanded << 3), ldb, 1,
    load<u64>(state + SEED), streams(state, width), address(state, BY_COLUMN),
  );
  storeColumns(rows, width, y, u, ldu, expanded);
  swapBlocks(state);
  setInteger(state, PHASE, EXPAND_BACK);
}

/**
 * Given Y = A'*Q for the newest columns Q of U:  A'*Q = V*C + N*S,  N becomes pending, after the other pending columns.
 *
 * Of C the part R' along the block is known up to rounding: it is subtracted first.
 */
export function finishBack(state: usize): void {
  const columns = integer(state, COLUMNS);
  const width = integer(state, WIDTH);
  const expanded = integer(state, EXPANDED);
  const pending = integer(state, PENDING);
  const ldv = integer(state, LDV);
  const ldb = integer(state, LDB);
  const v = address(state, V);
  const y = address(state, Y);
  const norms = address(state, NORMS);
  const h = address(state, COEFFICIENTS);
  const newRows = address(state, B) + ((<usize>expanded * ldb) << 3);

  measure(state, columns);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      store<f64>(h + (<usize>(i * width + j) << 3), load<f64>(newRows + (<usize>(j * ldb + expanded + i) << 3)));
    }
  }
  panelProduct<f64>(columns, width, width, -1, v + (<usize>expanded << 3), ldv, 1, h, width, y, width);
  project(columns, expanded + pending, width, v, ldv, y, newRows, 1, ldb, h, norms + (<usize>width << 3));

  memory.fill(h, 0, <usize>(width * width) << 3);
  orthonormalize(
    columns, width, y, v, expanded + pending, ldv, real(state, NORM), h, width, 1,
    load<u64>(state + SEED), streams(state, width), address(state, BY_COLUMN),
  );

  // The block has moved from the pending to the expanded columns.
  setInteger(state, EXPANDED, expanded + width);
  setInteger(state, PENDING, pending - width);
  const place = expanded + pending;
  insertPending(state, place, width);
  storeColumns(columns, width, y, v, ldv, place);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      store<f64>(newRows + (<usize>(j * ldb + place + i) << 3), load<f64>(h + (<usize>(i * width + j) << 3)));
    }
  }
  setInteger(state, PENDING, pending);
}

/** Makes room for `count` pending columns at place `at`; what is there and after it moves on. */
function insertPending(state: usize, at: i32, count: i32): void {
  const expanded = integer(state, EXPANDED);
  const moved = expanded + integer(state, PENDING) - at;
  moveColumns(integer(state, COLUMNS), moved, address(state, V), integer(state, LDV), at, at + count);
  moveColumns(expanded, moved, address(state, B), integer(state, LDB), at, at + count);
  clearColumns(expanded, count, address(state, B), integer(state, LDB), at);
}

/** The norms of the product's columns, kept for orthonormalize; the norm of A is at least the largest. */
export function measure(state: usize, rows: i32): void {
  const norms = address(state, NORMS);
  const width = integer(state, WIDTH);
  columnNorms(rows, width, address(state, Y), norms);
  for (let j = 0; j < width; j++) setReal(state, NORM, max<f64>(real(state, NORM), load<f64>(norms + (<usize>j << 3))));
}

/** The first of `count` numbers of random vectors. */
export function streams(state: usize, count: i32): u32 {
  const first = integer(state, STREAM);
  setInteger(state, STREAM, first + count);
  return <u32>first;
}

function swapBlocks(state: usize): void {
  const x = address(state, X);
  store<usize>(state + X, address(state, Y));
  store<usize>(state + Y, x);
}
