import { amax } from "../kernels/amax";
import { clearColumns, columnNorms, loadColumns, moveColumns, storeColumns } from "../kernels/columns";
import { panelProduct } from "../kernels/panel";
import { at, bytesOf, elements, vector } from "../memory";
import { real } from "../real";
import { orthonormalize } from "./orthonormalize";
import { removeSpan, removeKnown } from "./remove-span";
import { randomNormals } from "./random";
import { EXPAND_BACK, EXPAND_FORWARD, Krylov } from "./state";

/** The first block: orthonormal random columns, pending. */
export function start(state: Krylov): void {
  state.expanded = 0;
  state.pending = 0;
  drawBlock(state, state.block);
  insertBlock(state, state.block);
  beginForward(state, state.block);
}

/**
 * Makes the block in X orthonormal and orthogonal to all of V and puts it before the pending columns.
 *
 * A'*U has nothing along it. Columns that lie in the span of V are replaced by random ones.
 */
export function insertBlock(state: Krylov, count: i32): void {
  const expanded = state.expanded;
  orthogonalizeBlock(state, expanded + state.pending, count);
  insertPending(state, expanded, count);
  storeColumns<real>(state.columns, count, state.x, state.v.at, state.v.ld, expanded);
  state.pending += count;
}

/** X := random numbers, columns x count. */
export function drawBlock(state: Krylov, count: i32): void {
  const n = state.columns * count;
  randomNormals(n, state.seed, state.streams(1), 0, state.x, state.norms.at(0));
}

/** Makes the block in X (columns x count) orthonormal and orthogonal to the first n columns of V. */
export function orthogonalizeBlock(state: Krylov, n: i32, count: i32): void {
  const h = state.coefficients;
  const norms = state.norms;
  columnNorms<real>(state.columns, count, state.x, norms.at(0));
  const largest = amax<real>(count, norms.at(0));
  removeSpan(state.v, n, count, state.x, state.into(0, 0, 0), h, norms);
  orthonormalize(state.v, n, count, state.x, largest, state.into(h, count, 1), state.seed, state.streams(count), state.byColumn);
}

/** The next block to multiply by A: the first `count` pending columns. */
export function beginForward(state: Krylov, count: i32): void {
  state.width = count;
  state.phase = EXPAND_FORWARD;
  loadColumns<real>(
    state.columns, count, state.v.at, state.v.ld, state.expanded, state.x,
  );
}

/**
 * Given Y = A*N for the block N:  A*N = U*H + Q*R,  Q becomes the newest columns of U and the next block to multiply.
 *
 * H is known from A'*U up to rounding: it is subtracted first, and one more pass against U makes Q orthogonal to it.
 */
export function finishForward(state: Krylov): void {
  const width = state.width;
  const expanded = state.expanded;
  const ldb = state.ldb;
  const y = state.y;
  const newColumns = at<real>(state.b, expanded);
  const newRows = at<real>(state.b, expanded * ldb);

  measure(state, state.rows);
  removeKnown(state.u, expanded, width, y, state.into(newColumns, ldb, 1), state.coefficients, state.norms.from(width));
  clearColumns<real>(width, ldb, newRows, ldb, 0);
  const r = state.into(at<real>(newRows, expanded), ldb, 1);
  orthonormalize(state.u, expanded, width, y, state.norm, r, state.seed, state.streams(width), state.byColumn);
  storeColumns<real>(state.rows, width, y, state.u.at, state.u.ld, expanded);
  state.swap();
  state.phase = EXPAND_BACK;
}

/**
 * Given Y = A'*Q for the newest columns Q of U:  A'*Q = V*C + N*S,  N becomes pending, after the other pending columns.
 *
 * Of C the part R' along the block is known up to rounding: it is subtracted first.
 */
export function finishBack(state: Krylov): void {
  const columns = state.columns;
  const width = state.width;
  const expanded = state.expanded;
  const pending = state.pending;
  const ldb = state.ldb;
  const v = state.v;
  const y = state.y;
  const newRows = elements<real>(state.b, expanded * ldb);

  measure(state, columns);
  const r = vector<real>(state.coefficients);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) r[i * width + j] = newRows[j * ldb + expanded + i];
  }
  panelProduct<real>(columns, width, width, -1, at<real>(v.at, expanded), v.ld, 1, r.at(0), width, y, width);
  removeSpan(v, expanded + pending, width, y, state.into(newRows.at(0), 1, ldb), state.coefficients, state.norms.from(width));

  const s = vector<real>(state.coefficients);
  memory.fill(s.at(0), 0, bytesOf<real>(width * width));
  const into = state.into(s.at(0), width, 1);
  orthonormalize(v, expanded + pending, width, y, state.norm, into, state.seed, state.streams(width), state.byColumn);

  // The block has moved from the pending to the expanded columns.
  state.expanded = expanded + width;
  state.pending = pending - width;
  const place = expanded + pending;
  insertPending(state, place, width);
  storeColumns<real>(columns, width, y, v.at, v.ld, place);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) newRows[j * ldb + place + i] = s[i * width + j];
  }
  state.pending = pending;
}

/** Makes room for `count` pending columns at a place; what is there and after it moves on. */
function insertPending(state: Krylov, place: i32, count: i32): void {
  const expanded = state.expanded;
  const moved = expanded + state.pending - place;
  moveColumns<real>(state.columns, moved, state.v.at, state.v.ld, place, place + count);
  moveColumns<real>(expanded, moved, state.b, state.ldb, place, place + count);
  clearColumns<real>(expanded, count, state.b, state.ldb, place);
}

/** The norms of the product's columns, kept for orthonormalize; the norm of A is at least the largest. */
export function measure(state: Krylov, rows: i32): void {
  columnNorms<real>(rows, state.width, state.y, state.norms.at(0));
  for (let j = 0; j < state.width; j++) state.norm = max<f64>(state.norm, state.norms[j]);
}
