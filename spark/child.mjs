// What one task of a cluster does, in a process of its own: node child.mjs PLAN, PLAN a JSON text. The modules it needs, their names of the job and centre, and then
// the data come on standard input, little-endian; one partial goes to standard output. Bad input: exit code 1, a line on standard error, nothing on standard output.
// lowrank_spark.py sends this text along, so that a worker needs Node and nothing else. The same calls, in Python: class Wasm there.
import { readSync, writeSync } from "node:fs";

const plan = JSON.parse(process.argv.at(-1));

/** Ratings that go into the module at a time. */
const CHUNK = 65536;

class Refused extends Error {}

/** Fills a view from standard input; how many bytes there were. */
function fill(view) {
  let got = 0;
  while (got < view.length) {
    const count = readSync(0, view, got, view.length - got, null);
    if (count === 0) break;
    got += count;
  }
  return got;
}

function exactly(length) {
  const bytes = new Uint8Array(length);
  if (fill(bytes) !== length) throw new Refused("the input ends too early");
  return bytes;
}

/** The length that stands before a part; undefined where the input ends. */
function lengthOfNext() {
  const head = new Uint8Array(4);
  const got = fill(head);
  if (got === 0) return undefined;
  if (got !== 4) throw new Refused("the input ends too early");
  return new DataView(head.buffer).getUint32(0, true);
}

const modules = plan.modules.map((length) => new WebAssembly.Instance(new WebAssembly.Module(exactly(length))).exports);
const [partial, dense] = modules;

function write(wasm, at, bytes) {
  new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
}

function reserve(wasm, bytes) {
  const at = wasm.reserve(bytes) >>> 0;
  if (at === 0) throw new Refused("refused 1 0");
  return at;
}

function accept(reason, state) {
  if (reason !== 0) throw new Refused(`refused ${reason} ${state === undefined ? 0 : partial.partialAbout(state)}`);
}

/** The number that a call leaves at the address that is its last argument. */
function opened(wasm, name, ...args) {
  const result = reserve(wasm, 8);
  const reason = wasm[name](...args, result);
  if (reason !== 0) throw new Refused(`refused ${reason} 0`);
  return new Uint32Array(wasm.memory.buffer, result, 1)[0];
}

function open() {
  const name = exactly(plan.name);
  const { kind, columns, parameter, centred, exponent, leaves, leaf } = plan;
  const state = partial.partialOpen(kind, columns, parameter, centred, exponent, leaves, leaf, name.length, 0) >>> 0;
  if (state === 0) throw new Refused("refused 1 0");
  write(partial, partial.partialName(state) >>> 0, name);
  if (centred === 1) write(partial, partial.partialShift(state, 1) >>> 0, exactly(8 * columns));
  return state;
}

/** Rows to the end of the input, read straight to where the module takes them. */
function fold() {
  const state = open();
  const row = 8 * plan.columns;
  for (;;) {
    const room = partial.partialRoom(state);
    if (room === 0) throw new Refused("refused 1 0");
    const got = fill(new Uint8Array(partial.memory.buffer, partial.partialPlace(state) >>> 0, room * row));
    if (got % row !== 0) throw new Refused("the input ends inside a row");
    if (got > 0) accept(partial.partialTake(state, got / row), state);
    if (got < room * row) return state;
  }
}

/** A block X, then parts of a sparse matrix by rows: the sum of A'(A X) over the parts. */
function pass() {
  const state = open();
  const [n, b] = [plan.parameter, plan.columns];
  const [x, z] = [reserve(dense, 8 * n * b), reserve(dense, 8 * n * b)];
  write(dense, x, exactly(8 * n * b));
  const base = dense.mark();
  for (;;) {
    const rows = lengthOfNext();
    if (rows === undefined) return state;
    const entries = lengthOfNext();
    const lists = [4 * (rows + 1), 4 * entries, 8 * entries].map((bytes) => {
      const at = reserve(dense, bytes);
      write(dense, at, exactly(bytes));
      return at;
    });
    accept(dense.gramProductSparse(rows, n, b, ...lists, x, z));
    for (let row = 0; row < n;) {
      const count = Math.min(n - row, partial.partialRoom(state));
      write(partial, partial.partialPlace(state) >>> 0, new Uint8Array(dense.memory.buffer, z + 8 * row * b, 8 * count * b));
      accept(partial.partialTake(state, count), state);
      row += count;
    }
    dense.release(base);
  }
}

/** Partials to the end of the input, each behind its length; one that is there twice, byte for byte, is left out. */
function merge() {
  let state;
  for (let length = lengthOfNext(); length !== undefined; length = lengthOfNext()) {
    const bytes = exactly(length);
    const at = partial.partialScratch(length) >>> 0;
    if (at === 0) throw new Refused("refused 1 0");
    write(partial, at, bytes);
    accept(partial.partialCheck(at, length));
    state ??= partial.partialOpenLike(at, 1) >>> 0;
    if (state === 0) throw new Refused("refused 1 0");
    accept(partial.partialMerge(state, at, 1), state);
  }
  if (state === undefined) throw new Refused("the input is empty");
  return state;
}

/** A table by its lines and what they have of others, ratings, and the factors of the others: the sum of squared errors, and the factors of the lines. */
function als() {
  const [wasm] = modules;
  const { lines, others, count, rank, penalty } = plan;
  const place = (array) => {
    const at = reserve(wasm, Math.max(8, array.byteLength));
    write(wasm, at, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return at;
  };
  const [starts, other, rating] = [new Int32Array(exactly(4 * (lines + 1)).buffer), new Int32Array(exactly(4 * count).buffer), new Float64Array(exactly(8 * count).buffer)];
  const line = new Int32Array(count);
  for (let i = 0; i < lines; i++) line.fill(i, starts[i], starts[i + 1]);
  const table = opened(wasm, "tableOpen", lines, others, count);
  const mark = wasm.mark();
  const temporary = reserve(wasm, 8 * Math.max(1, count));
  const inChunks = (take) => {
    for (let a = 0; a < count; a += CHUNK) {
      const base = wasm.mark();
      take(Math.min(CHUNK, count - a), ...[line, other, rating].map((array) => place(array.subarray(a, a + CHUNK))));
      wasm.release(base);
    }
  };
  inChunks((size, i, j) => { wasm.tableCountChunk(table, size, i, j); });
  wasm.tableCounted(table);
  inChunks((size, i, j, x) => { wasm.tablePlaceChunk(table, size, i, j, x, temporary); });
  wasm.tableFinish(table, temporary);
  wasm.release(mark);
  const stride = wasm.factorStride(rank, 0);
  const known = new Float64Array(exactly(8 * others * rank).buffer);
  const padded = new Float64Array(others * stride);
  for (let j = 0; j < others; j++) padded.set(known.subarray(j * rank, (j + 1) * rank), j * stride);
  const [columns, rows] = [place(padded), place(new Float64Array(lines * stride))];
  const state = opened(wasm, "alsOpen", table, rows, columns, rank, 0, stride);
  wasm.alsSet(state, 1, 0, 0, 0, 0);
  wasm.alsRows(state, penalty);
  const result = new Float64Array(1 + lines * rank);
  result[0] = wasm.tableErrors(table, rows, columns, rank, 0, stride);
  const found = new Float64Array(wasm.memory.buffer, rows, lines * stride);
  for (let i = 0; i < lines; i++) result.set(found.subarray(i * stride, i * stride + rank), 1 + i * rank);
  return new Uint8Array(result.buffer);
}

function saved(state) {
  const result = reserve(partial, 8);
  accept(partial.partialSave(state, result), state);
  const [at, length] = new Uint32Array(partial.memory.buffer, result, 2);
  return new Uint8Array(partial.memory.buffer, at, length);
}

try {
  const bytes = plan.task === "als" ? als() : saved({ fold, pass, merge }[plan.task]());
  for (let sent = 0; sent < bytes.length;) sent += writeSync(1, bytes, sent);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.exitCode = 1;
  writeSync(2, `${error.message}\n`);
}
