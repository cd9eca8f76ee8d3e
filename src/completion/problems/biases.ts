import { iterate } from "../../iterate";
import type { Session } from "./table";
import type { CompletionSide, Fill } from "../types";

/** Biases of both sides in WebAssembly memory, in units of the session, and what they are measured from. */
export interface Biases {
  readonly mean: number;
  readonly rows: number;
  readonly columns: number;
}

/** The sweeps end when the objective falls by less than this share of itself: the biases then have half as many digits. */
const LEAST_FALL = 1e-15;
const MOST_SWEEPS = 200;

/** Zero biases from a given mean. */
export function zeroBiases({ frame, rows, columns }: Session, mean = 0): Biases {
  const biases = { mean, rows: frame.reserve(rows), columns: frame.reserve(columns) };
  frame.wasm.scaleFactors(rows, biases.rows, 1, 0);
  frame.wasm.scaleFactors(columns, biases.columns, 1, 0);
  return biases;
}

/** Damped biases of rows and columns about the mean, by alternating closed forms.   Koren (2010), baseline */
export function fitBiases(session: Session, damping: readonly [number, number], leastFall = LEAST_FALL): Biases {
  const { frame, table } = session;
  const biases = zeroBiases(session, frame.wasm.tableMean(table));
  let before = Infinity;
  iterate(
    () => {
      const objective = frame.wasm.biasSweep(table, biases.mean, damping[0], damping[1], biases.rows, biases.columns);
      const converged = before - objective <= leastFall * objective;
      before = objective;
      return { change: 0, objective, converged };
    },
    { tolerance: 0, maxIterations: MOST_SWEEPS, onProgress: undefined },
  );
  return biases;
}

/** What a fill puts into holes, as mean + row bias + column bias. */
export function fillBiases(session: Session, fill: Fill, damping: readonly [number, number]): Biases {
  const { frame, table } = session;
  const { wasm } = frame;
  if (fill === "bias") return fitBiases(session, damping);
  if (fill === "zero") return zeroBiases(session);
  const biases = zeroBiases(session, wasm.tableMean(table));
  if (fill === "row-mean") wasm.fitBiasesOf(table, 0, 0, biases.mean, biases.rows, biases.columns);
  if (fill === "column-mean") wasm.fitBiasesOf(table, 1, 0, biases.mean, biases.columns, biases.rows);
  return biases;
}

/** Subtracts biases from the values in place; returns the sum of squares left. */
export function subtractBiases({ frame, table }: Session, biases: Biases): number {
  return frame.wasm.removeBiases(table, biases.mean, biases.rows, biases.columns, frame.wasm.tableValueAddress(table));
}

/** What holes are filled with: mean + that of the row + that of the column. */
export interface Filling {
  readonly mean: number;
  readonly row: Pick<CompletionSide, "filling">;
  readonly column: Pick<CompletionSide, "filling">;
}

/** A model's filling, in units of the entries. */
export function fillingOf({ frame, unit, rows, columns }: Session, biases: Biases): Filling {
  const side = (bias: number, lines: number) => {
    if (unit !== 1) frame.wasm.scaleFactors(lines, bias, 1, unit);
    return { filling: frame.copyOut(bias, lines) };
  };
  return { mean: biases.mean * unit, row: side(biases.rows, rows), column: side(biases.columns, columns) };
}
