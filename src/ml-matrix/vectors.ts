import { type AbstractMatrix, Matrix } from "ml-matrix";
import { type Matrix as Flat, nullSpace } from "../index";

/** What ml-matrix takes for a matrix. */
export type MaybeMatrix = AbstractMatrix | ArrayLike<ArrayLike<number>>;

/** The singular vectors of one side: as they were computed, and as ml-matrix's class from the first time that is wanted. */
export class Vectors {
  #computed: Matrix | undefined;
  #all: Matrix | undefined;

  /** @param flat  the first columns, or all; none: they were not asked for, and are shown as zeros. */
  constructor(readonly side: string, readonly rows: number, readonly columns: number, readonly flat?: Flat) {}

  /** All columns. */
  matrix(): Matrix {
    if (this.flat === undefined) return (this.#all ??= new Matrix(this.rows, this.columns));
    return (this.#all ??= this.flat.columns === this.columns ? this.#leading() : completed(this.flat));
  }

  /** The first `count` columns, from 1 to as many as were computed. */
  leading(count: number): Matrix {
    const computed = this.#leading();
    return count === computed.columns ? computed : computed.subMatrix(0, this.rows - 1, 0, count - 1);
  }

  #leading(): Matrix {
    return (this.#computed ??= toMatrix(this.flat!));
  }

  require(method: string): void {
    if (this.flat !== undefined) return;
    throw new RangeError(`options.compute${this.side}SingularVectors is false: expected true for ${method}()`);
  }

  /** The first `count` columns, the last of them first. */
  reversed(count: number): Flat {
    const { rows, columns, data } = this.flat!;
    const turned = new Float64Array(rows * count);
    for (let i = 0; i < rows; i++) {
      turned.set(data.subarray(i * columns, i * columns + count).slice().reverse(), i * count);
    }
    return { rows, columns: count, data: turned };
  }
}

/** Orthonormal columns and others that make a square matrix of them, [V, N] with VᵀN = 0. */
function completed({ rows, columns, data }: Flat): Matrix {
  const rest = nullSpace({ shape: [columns, rows], strides: [1, columns], data });
  const whole = new Matrix(rows, rows);
  const row = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    row.set(data.subarray(i * columns, (i + 1) * columns));
    row.set(rest.data.subarray(i * rest.columns, (i + 1) * rest.columns), columns);
    whole.setRow(i, row);
  }
  return whole;
}

/** A copy as ml-matrix's class. */
export function toMatrix({ rows, columns, data }: Flat): Matrix {
  const copy = new Matrix(rows, columns);
  if (columns > 0) for (let i = 0; i < rows; i++) copy.setRow(i, data.subarray(i * columns, (i + 1) * columns));
  return copy;
}
