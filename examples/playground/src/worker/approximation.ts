import { type Matrix, reconstruct, type Svd } from "lowrank";

/**
 * A_k of one matrix, for k that changes again and again. A_k = A_r ± the triplets between r and k, or the sum of the first k, or A less
 * all beyond k: whichever has the fewest triplets to multiply. Nothing is decomposed again.
 */
export class Approximation {
  /** The entries of A_rank, row-major. */
  readonly values: Float64Array;
  #rank = 0;

  constructor(readonly original: Matrix, readonly svd: Svd) {
    this.values = new Float64Array(original.data.length);
  }

  moveTo(rank: number): void {
    const all = this.svd.S.length;
    const [afresh, fromHere, fromWhole] = [rank, Math.abs(rank - this.#rank), all - rank];
    if (fromHere <= Math.min(afresh, fromWhole)) {
      if (rank > this.#rank) this.#add(this.#rank, rank, 1);
      else this.#add(rank, this.#rank, -1);
    } else if (afresh <= fromWhole) {
      this.values.fill(0);
      this.#add(0, rank, 1);
    } else {
      this.values.set(this.original.data);
      this.#add(rank, all, -1);
    }
    this.#rank = rank;
  }

  /** values += sign · (triplets from + 1 … to). */
  #add(from: number, to: number, sign: 1 | -1): void {
    if (from === to) return;
    const { U, S, V } = this.svd;
    const part = reconstruct({ U: columns(U, from, to), S: S.slice(from, to), V: columns(V, from, to) }).data;
    const { values } = this;
    for (let i = 0; i < values.length; i++) values[i]! += sign * part[i]!;
  }
}

function columns(x: Matrix, from: number, to: number): Matrix {
  const width = to - from;
  const data = new Float64Array(x.rows * width);
  for (let i = 0; i < x.rows; i++) data.set(x.data.subarray(i * x.columns + from, i * x.columns + to), i * width);
  return { rows: x.rows, columns: width, data };
}
