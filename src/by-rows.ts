/** Least squares with a tall matrix by its rows, some at a time: no copy of the matrix in the module. */
import { isTall } from "./leading-cost";
import type { Matrix } from "./matrix";
import { numericalRank } from "./rank";
import { feed, rowsAtATime, sumRows } from "./row-parts";
import { withFrame } from "./wasm/frame";
import { exports } from "./wasm/module";
import { bytesOf } from "./wasm/working";

/** Bytes of the module for a matrix and right-hand sides that may go this way; undefined of others. */
export function byRowsBytes(rows: number, columns: number, sides: number): number | undefined {
  if (!(rows > columns && isTall(rows, columns) && sides <= columns)) return undefined;
  const most = rowsAtATime(columns);
  return exports().byRowsBytes(rows, columns, most, sides) + bytesOf(most * columns + (rows + columns + 1) * sides);
}

/** Solutions of least squares, as `leastSquares` gives them. */
interface Solution {
  readonly X: Matrix;
  readonly residualNorms: Float64Array;
  readonly rank: number;
}

/** By normal equations, refined; undefined where the shape or the condition does not allow it, and where sums of squares leave the range. */
export function solveByRows(operation: string, a: Matrix, b: Matrix, tolerance: number | undefined): Solution | undefined {
  const { rows, columns } = a;
  const sides = b.columns;
  const bytes = sides > 0 ? byRowsBytes(rows, columns, sides) : undefined;
  if (bytes === undefined) return undefined;
  return withFrame(operation, (frame) => {
    const { wasm } = frame;
    frame.require(bytes);
    const most = rowsAtATime(columns);
    const places = frame.reserveWords(2);
    frame.call(wasm.byRowsOpen(rows, columns, most, sides, frame.copyIn(b.data), places));
    const [state, values] = [frame.word(places, 0), frame.word(places, 1)];
    const at = frame.reserve(most * columns);
    const gather = (first: number, count: number): void => wasm.byRowsGather(state, first, count, at);
    if (sumRows(frame, a, state, at, false, gather) === undefined) return undefined;
    const good = frame.reserveWords(1);
    frame.call(wasm.byRowsGram(state, good));
    if (frame.word(good, 0) === 0 || numericalRank(frame.copyOut(values, columns), rows, columns, tolerance) < columns) return undefined;
    for (const refines of [true, false]) {
      wasm.byRowsStep(state);
      feed(frame, a, at, (first, count) => {
        wasm.byRowsSubtract(state, first, count, at);
        if (refines) gather(first, count);
      });
    }
    const [x, norms] = [frame.reserve(columns * sides), frame.reserve(sides)];
    wasm.byRowsSolution(state, x, norms);
    return { X: frame.copyOutMatrix(x, columns, sides), residualNorms: frame.copyOut(norms, sides), rank: columns };
  });
}
