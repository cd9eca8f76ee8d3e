/** Blocks of columns made orthogonal, in plain TypeScript: the twins of assembly/krylov/project and orthonormalize. Matrices are by rows; every sum runs as panelProduct runs it. */
import { axpy, dot, gemv, gemvTransposed, nrm2, type Numbers, numbers, scal } from "./blas";

export interface Rows { readonly rows: number; readonly columns: number; readonly data: Numbers }

/** `count` normal numbers of a stream, at an attempt. */
export type Draw = (count: number, stream: number, attempt: number) => Numbers;

export const rowsOf = (rows: number, columns: number, entry: (i: number, j: number) => number = () => 0): Rows =>
  ({ rows, columns, data: Float64Array.from({ length: rows * columns }, (_, p) => entry(Math.floor(p / columns), p % columns)) });
export const transposed = (a: Rows): Rows => rowsOf(a.columns, a.rows, (i, j) => a.data[j * a.columns + i]!);
export const at = (a: Rows, i: number, j: number) => a.data[i * a.columns + j]!;
export const columnsOf = (a: Rows, first: number, count: number): Rows => rowsOf(a.rows, count, (i, j) => at(a, i, first + j));
export const beside = (...parts: Rows[]): Rows => {
  const all = parts.filter(({ columns }) => columns > 0);
  const starts = all.map((_, k) => all.slice(0, k).reduce((sum, { columns }) => sum + columns, 0));
  return rowsOf(parts[0]!.rows, all.reduce((sum, { columns }) => sum + columns, 0), (i, j) => {
    const k = starts.filter((start) => start <= j).length - 1;
    return at(all[k]!, i, j - starts[k]!);
  });
};

/** Y := alpha*A*X + Y; the depth in runs of 384 along rows of A, of 32 across them. */
export function addProduct(alpha: number, a: Rows, x: Rows, y: Rows, isAcross = false): void {
  const depth = isAcross ? 32 : 384;
  for (let p = 0; p < a.columns; p += depth) {
    for (let i = 0; i < y.rows; i++) {
      for (let j = 0; j < y.columns; j++) {
        let sum = 0;
        for (let l = p; l < Math.min(a.columns, p + depth); l++) sum += at(a, i, l) * at(x, l, j);
        y.data[i * y.columns + j] = at(y, i, j) + alpha * sum;
      }
    }
  }
}

/** A'*X for an A by rows. */
function crossed(a: Rows, x: Rows): Rows {
  const y = rowsOf(a.columns, x.columns);
  addProduct(1, transposed(a), x, y, true);
  return y;
}

export const columnNorms = (x: Rows): number[] => Array.from({ length: x.columns }, (_, j) => {
  let sum = 0;
  for (let i = 0; i < x.rows; i++) sum += at(x, i, j) * at(x, i, j);
  return Math.sqrt(sum);
});

function addTo(sums: Rows | undefined, h: Rows): void {
  sums?.data.forEach((value, p) => { sums.data[p] = value + h.data[p]!; });
}

const hasDropped = (before: readonly number[], after: readonly number[]) => before.some((was, j) => !(after[j]! * after[j]! >= 0.5 * was * was));

/** X := X - Q*(Q'*X), again where much was lost; `sums` (n x count) grows by the coefficients. Returns the passes. */
export function project(q: Rows, x: Rows, sums?: Rows): number {
  if (q.columns === 0) return 0;
  const before = columnNorms(x);
  for (let pass = 1; ; pass++) {
    const h = crossed(q, x);
    addProduct(-1, q, h, x);
    addTo(sums, h);
    if (pass === 2 || !hasDropped(before, columnNorms(x))) return pass;
  }
}

/** The same after X := X - Q*K, 32 rows at a time. Returns the passes. */
export function projectKnown(q: Rows, x: Rows, k: Rows): number {
  if (q.columns === 0) return 0;
  const h = rowsOf(q.columns, x.columns);
  for (let i = 0; i < q.rows; i += 32) {
    const strip = Math.min(32, q.rows - i);
    const part = (a: Rows): Rows => ({ rows: strip, columns: a.columns, data: a.data.subarray(i * a.columns, (i + strip) * a.columns) });
    addProduct(-1, part(q), k, part(x));
    addProduct(1, transposed(part(q)), part(x), h, true);
  }
  const before = columnNorms(x);
  addProduct(-1, q, h, x);
  addTo(k, h);
  return hasDropped(before, columnNorms(x)) ? 1 + project(q, x, k) : 1;
}

/** X = Q*R; X := Q. What is rounding is replaced by random columns. */
export function orthonormalize(basis: Rows, x: Rows, norm: number, draw: Draw, stream: number): { r: Rows; events: string[] } {
  const { rows, columns: count } = x;
  const events: string[] = [];
  const r = rowsOf(count, count);
  const columns = Array.from({ length: count }, (_, j) => columnsOf(x, j, 1).data);
  const inBlock = (j: number, to?: Rows) => {
    for (let i = 0; i < j; i++) {
      const coefficient = dot(rows, columns[i]!, columns[j]!);
      axpy(rows, -coefficient, columns[i]!, columns[j]!);
      if (to !== undefined) to.data[i * count + j] = at(to, i, j) + coefficient;
    }
  };
  const settle = (j: number): boolean => {
    for (let pass = 0; pass < 4; pass++) {
      events.push("pass");
      if (basis.columns > 0) {
        // By rows it is its own transpose by columns.
        const h = numbers(basis.columns);
        gemv(basis.columns, rows, 1, basis.data, basis.columns, columns[j]!, h);
        gemvTransposed(basis.columns, rows, -1, basis.data, basis.columns, h, columns[j]!);
      }
      inBlock(j);
      const length = nrm2(rows, columns[j]!);
      if (!(length > 0)) return false;
      scal(rows, 1 / length, columns[j]!);
      if (length >= 0.1) return true;
    }
    return false;
  };
  for (let j = 0; j < count; j++) {
    const before = nrm2(rows, columns[j]!);
    inBlock(j, r);
    inBlock(j, r);
    const length = nrm2(rows, columns[j]!);
    let isFound = length > 4 * 2 ** -52 * norm;
    if (isFound) {
      scal(rows, 1 / length, columns[j]!);
      if (length < 0.1 * before) isFound = settle(j);
    }
    if (isFound) {
      r.data[j * count + j] = length;
      continue;
    }
    events.push("drawn");
    for (let attempt = 0; attempt < 4; attempt++) {
      columns[j]!.set(draw(rows, stream + j, attempt));
      scal(rows, 1 / nrm2(rows, columns[j]!), columns[j]!);
      if (settle(j)) break;
    }
  }
  columns.forEach((column, j) => column.forEach((value, i) => { x.data[i * count + j] = value; }));
  return { r, events };
}
