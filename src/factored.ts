import { checkNumber, readOptions } from "./checks";
import { allocate } from "./lists";
import type { Admit, Matrix } from "./matrix";
import { factorBytes, factorInPlace, type VECTORS } from "./svd";
import { type Frame, requireRoom } from "./wasm/frame";

/** The one option that every function of numerical rank has. */
export interface RankOptions {
  /**
   * Singular values at or below `tolerance` times the largest count as zero; 0 to 1.
   * Default max(m, n) · 2⁻⁵², the rounding level.
   */
  readonly tolerance?: number | undefined;
}

/** The tolerance, checked. */
export function readTolerance(options: RankOptions | undefined): number | undefined {
  return checkTolerance(readOptions("options", options, ["tolerance"]));
}

export function checkTolerance({ tolerance }: RankOptions): number | undefined {
  if (tolerance !== undefined) checkNumber("options.tolerance", tolerance, 0, 1);
  return tolerance;
}

/** Singular values of 2^-exponent · A: whatever the size of A, they neither overflow nor vanish. */
export interface ScaledValues {
  readonly S: Float64Array;
  readonly exponent: number;
}

/** A decomposition of 2^-exponent · A left in the memory of a frame. */
export interface Factored extends ScaledValues {
  /** The address of U, m × uColumns, row-major. */
  readonly u: number;
  readonly uColumns: number;
  /** The address of S. */
  readonly s: number;
  /** The address of V, n × vColumns, row-major. */
  readonly v: number;
  readonly vColumns: number;
  /** 2^-exponent times the number that was to be scaled along. */
  readonly companion: number;
}

/** Refuses a matrix whose work, so many bytes, does not fit, before an entry is read. */
export function admitWork(operation: string, bytes: (rows: number, columns: number) => number): Admit {
  return (rows, columns) => requireRoom(operation, bytes(rows, columns));
}

/**
 * Decomposes a matrix in a frame and leaves the parts there. An empty matrix has none. `companion`: a number, 0 or more, in the
 * unit of the entries that must stay in range together with them.
 */
export function factor(frame: Frame, a: Matrix, vectors: keyof typeof VECTORS, companion = 0): Factored {
  const { rows, columns, data } = a;
  const k = Math.min(rows, columns);
  const [uColumns, vColumns] = vectors === "full" ? [rows, columns] : [k, k];
  if (k === 0) return { S: allocate(0, "a decomposition"), exponent: 0, u: 0, uColumns, s: 0, v: 0, vColumns, companion };
  frame.require(factorBytes(rows, columns, vectors));
  const at = companion === 0 ? frame.copyIn(data) : frame.copyIn(appended(data, companion));
  const exponent = frame.wasm.scaleToSafeRange(companion === 0 ? data.length : data.length + 1, at);
  const scaled = companion === 0 ? 0 : frame.number(at, data.length);
  const { u, s, v } = factorInPlace(frame, rows, columns, at, vectors);
  return { S: frame.copyOut(s, k), exponent, u, uColumns, s, v, vColumns, companion: scaled };
}

function appended(data: Float64Array, last: number): Float64Array {
  const longer = allocate(data.length + 1, "a copy of the matrix");
  longer.set(data);
  longer[data.length] = last;
  return longer;
}
