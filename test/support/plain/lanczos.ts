/** The process of truncated decompositions in plain TypeScript: the twin of assembly/krylov. */
import { amax, numbers, type Numbers, U } from "./blas";
import { addProduct, at, beside, columnNorms, columnsOf, type Draw, orthonormalize, project, projectKnown, type Rows, rowsOf } from "./blocks";

/** The process. U, V, B as in assembly/krylov/state.ts; `x`, `y` the block and its product. */
export class PlainLanczos {
  U: Rows;
  V: Rows;
  B: Rows;
  pending = 0;
  x: Rows;
  z: Rows | undefined;
  norm = 0;
  stream = 0;
  errors: number[] = [];
  norms: number[] = [];
  probes: Rows;
  W: Rows;
  triangle: Rows;
  values: Numbers = numbers(0);

  constructor(readonly rows: number, readonly columns: number, readonly block: number, readonly target: number, readonly floor: number, readonly draw: Draw) {
    [this.U, this.V, this.B] = [rowsOf(rows, 0), rowsOf(columns, 0), rowsOf(0, 0)];
    [this.probes, this.W, this.triangle] = [rowsOf(columns, 0), rowsOf(rows, 0), rowsOf(0, 0)];
    this.x = this.random(block);
    this.insertBlock();
    this.beginForward(block);
  }

  get expanded(): number { return this.U.columns; }

  private streams(count: number): number {
    this.stream += count;
    return this.stream - count;
  }

  private random(count: number): Rows {
    return { rows: this.columns, columns: count, data: this.draw(this.columns * count, this.streams(1), 0) };
  }

  /** X orthonormal, and orthogonal to the first n columns of V. */
  orthogonalizeBlock(basis: Rows): void {
    const largest = amax(this.x.columns, Float64Array.from(columnNorms(this.x)));
    project(basis, this.x);
    orthonormalize(basis, this.x, largest, this.draw, this.streams(this.x.columns));
  }

  /** X before the pending columns. */
  insertBlock(): void {
    this.orthogonalizeBlock(this.V);
    this.insertPending(this.expanded, this.x, rowsOf(this.expanded, this.x.columns));
    this.pending += this.x.columns;
  }

  private insertPending(place: number, v: Rows, b: Rows): void {
    const put = (a: Rows, what: Rows) => beside(columnsOf(a, 0, place), what, columnsOf(a, place, a.columns - place));
    this.V = put(this.V, v);
    this.B = put(this.B, b);
  }

  beginForward(count: number): void {
    this.x = columnsOf(this.V, this.expanded, count);
  }

  private measure(y: Rows): void {
    this.norms = columnNorms(y);
    this.norm = Math.max(this.norm, ...this.norms);
  }

  /** A*N = U*H + Q*R: Q becomes U's newest and the next block. */
  finishForward(y: Rows): void {
    const { expanded } = this;
    const width = y.columns;
    this.measure(y);
    const h = columnsOf(this.B, expanded, width);
    projectKnown(this.U, y, h);
    const { r } = orthonormalize(this.U, y, this.norm, this.draw, this.streams(width));
    const all = this.V.columns;
    this.B = rowsOf(expanded + width, all, (i, j) => {
      if (j < expanded || j >= expanded + width) return i < expanded ? at(this.B, i, j) : 0;
      return i < expanded ? at(h, i, j - expanded) : at(r, i - expanded, j - expanded);
    });
    this.U = beside(this.U, y);
    this.x = { ...y, data: y.data.slice() };
  }

  /** A'*Q without A, where the error is small; undefined otherwise. Notes the errors either way. */
  takeFromForward(): Rows | undefined {
    const width = this.x.columns;
    const expanded = this.expanded - width;
    const all = this.V.columns;
    const [h, r] = [rowsOf(expanded, width, (i, j) => at(this.B, i, expanded + j)), rowsOf(width, width, (i, j) => at(this.B, expanded + i, expanded + j))];
    const rounding = U * this.norm;
    const allowed = 0.01 * this.target * Math.max(this.floor * this.norm, 0);
    const fresh: number[] = [];
    let isSmall = true;
    for (let j = 0; j < width; j++) {
      let error = rounding * this.norms[j]!;
      for (let i = 0; i < expanded; i++) error += Math.abs(at(h, i, j)) * this.errors[i]!;
      for (let i = 0; i < j; i++) error += Math.abs(at(r, i, j)) * fresh[i]!;
      fresh[j] = error / at(r, j, j);
      if (!(fresh[j]! <= allowed)) isSmall = false;
    }
    this.errors = [...this.errors.slice(0, expanded), ...fresh.map((error) => (isSmall ? error : rounding))];
    if (!isSmall) return undefined;
    const inV = rowsOf(all, width);
    addProduct(1, rowsOf(all, expanded, (i, j) => at(this.B, j, i)), h, inV, true);
    const z = this.z!;
    addProduct(-1, this.V, inV, z);
    const y = rowsOf(this.columns, width);
    for (let i = 0; i < y.rows; i++) {
      for (let j = 0; j < width; j++) {
        let value = at(z, i, j);
        for (let l = 0; l < j; l++) value -= at(y, i, l) * at(r, l, j);
        y.data[i * width + j] = value / at(r, j, j);
      }
    }
    return y;
  }

  /** A'*Q = V*C + N*S: N becomes the last of the pending columns. */
  finishBack(y: Rows): void {
    const width = y.columns;
    const expanded = this.expanded - width;
    this.measure(y);
    const known = rowsOf(width, width, (i, j) => at(this.B, expanded + j, expanded + i));
    addProduct(-1, columnsOf(this.V, expanded, width), known, y);
    const c = rowsOf(this.V.columns, width, (i, j) => at(this.B, expanded + j, i));
    project(this.V, y, c);
    const { r: s } = orthonormalize(this.V, y, this.norm, this.draw, this.streams(width));
    const old = this.B;
    this.B = rowsOf(this.expanded, this.V.columns, (i, j) => (i < expanded ? at(old, i, j) : at(c, j, i - expanded)));
    this.V = beside(this.V, y);
    this.B = beside(this.B, rowsOf(this.expanded, width, (i, j) => (i < expanded ? 0 : at(s, j, i - expanded))));
  }

  /** The missed-copies test. */
  beginProbe(): void {
    this.x = this.random(4);
    this.orthogonalizeBlock(columnsOf(this.V, 0, this.expanded));
    this.probes = { ...this.x, data: this.x.data.slice() };
    [this.W, this.triangle, this.z] = [rowsOf(this.rows, 0), rowsOf(0, 0), undefined];
  }

  probeForward(y: Rows): void {
    this.measure(y);
    this.x = { ...y, data: y.data.slice() };
    const c = rowsOf(this.W.columns, 4);
    project(this.W, y, c);
    const { r } = orthonormalize(this.W, y, this.norm, this.draw, this.streams(4));
    const done = this.W.columns;
    const old = this.triangle;
    this.triangle = rowsOf(done + 4, done + 4, (i, j) => (j < done ? (i < done ? at(old, i, j) : 0) : i < done ? at(c, i, j - done) : at(r, i - done, j - done)));
    this.W = beside(this.W, y);
  }

  probeBack(y: Rows): void {
    this.x = { ...y, data: y.data.slice() };
    this.orthogonalizeBlock(beside(columnsOf(this.V, 0, this.expanded), columnsOf(this.probes, 0, this.W.columns)));
    if (this.W.columns < 32) this.probes = beside(columnsOf(this.probes, 0, this.W.columns), this.x);
  }

  endProbe(vectors: Rows, missed: number): void {
    if (missed === 0) return;
    const x = rowsOf(this.columns, missed);
    addProduct(1, columnsOf(this.probes, 0, this.W.columns), columnsOf(vectors, 0, missed), x);
    this.x = x;
    this.insertBlock();
  }

  /** Keeps the leading triplets: left and right by rows, in the coefficients of U and V. */
  restart(kept: number, values: ArrayLike<number>, left: Rows, right: Rows): void {
    const { expanded, pending } = this;
    const products = rowsOf(kept, pending);
    addProduct(1, rowsOf(kept, expanded, (i, j) => at(left, j, i)), columnsOf(this.B, expanded, pending), products, true);
    this.B = rowsOf(kept, kept + pending, (i, j) => (j < kept ? (i === j ? values[i]! : 0) : at(products, i, j - kept)));
    const turned = (q: Rows, by: Rows) => {
      const x = rowsOf(q.rows, kept);
      addProduct(1, q, columnsOf(by, 0, kept), x);
      return x;
    };
    const rest = columnsOf(this.V, expanded, pending);
    this.U = turned(this.U, left);
    this.V = beside(turned(columnsOf(this.V, 0, expanded), right), rest);
    this.errors = new Array<number>(kept).fill(amax(expanded, Float64Array.from(this.errors.slice(0, expanded))));
  }
}
