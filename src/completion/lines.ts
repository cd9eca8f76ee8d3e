import { describe, reading } from "../checks";
import { copyOf, isKind } from "../typed-arrays";
import type { Completion, FoldedLine } from "./types";

type Side = "row" | "column";

export function isKnown(index: number, count: number): boolean {
  return index >= 0 && index < count;
}

export function checkWhole(name: string, value: unknown): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describe(value)}: expected an index or what foldIn gave`);
  if (!Number.isInteger(value)) throw new RangeError(`${name} is ${value}: expected a whole number`);
}

/** An index, or a copy of what `foldIn` gave. */
export function readPlace(side: Side, line: unknown): number | FoldedLine {
  if (typeof line !== "object" || line === null) {
    checkWhole(side, line);
    return line;
  }
  return reading(side, () => {
    const { side: of, bias, factors, samples } = line as { [K in keyof FoldedLine]: unknown };
    if (of !== side) throw new TypeError(`${side} is a ${describe(of)} from foldIn: expected a ${side}`);
    if (typeof bias !== "number") throw new TypeError(`${side}.bias is ${describe(bias)}: expected a number`);
    if (!isKind(factors, "Float64Array")) throw new TypeError(`${side}.factors is ${describe(factors)}: expected a Float64Array`);
    if (samples !== undefined && !isKind(samples, "Float32Array")) throw new TypeError(`${side}.samples is ${describe(samples)}: expected a Float32Array`);
    return { side, bias, factors: copyOf(factors), ...(samples === undefined ? {} : { samples: copyOf(samples) }) };
  });
}

/** Whether nothing is known of a line: an index that the model does not have, or what `foldIn` gave for no entries of a model with `filling`. */
export function isUnknownLine(model: Completion, side: Side, line: number | FoldedLine): boolean {
  if (typeof line === "number") return !isKnown(line, side === "row" ? model.rows : model.columns);
  return model.filling !== undefined && line.factors.length === 0;
}

/** The model of one row and one column, each known by index or folded in; an unknown line is left empty. */
export function extract(model: Completion, row: number | FoldedLine, column: number | FoldedLine): Completion {
  const rowLine = readLine(model, "row", row);
  const columnLine = readLine(model, "column", column);
  return {
    ...model,
    rows: 1,
    columns: 1,
    rowBias: Float64Array.of(rowLine.bias),
    columnBias: Float64Array.of(columnLine.bias),
    rowFactors: { rows: 1, columns: rowLine.factors.length, data: rowLine.factors },
    columnFactors: { rows: 1, columns: columnLine.factors.length, data: columnLine.factors },
    ...(model.samples === undefined
      ? {}
      : { samples: { ...model.samples, rows: rowLine.samples!, columns: columnLine.samples! } }),
  };
}

/** One line of a model as `foldIn` would give it; zeros if it is not known. */
export function readLine(model: Completion, side: Side, line: number | FoldedLine): FoldedLine {
  const { samples } = model;
  const factors = side === "row" ? model.rowFactors : model.columnFactors;
  if (typeof line === "object") {
    const fits = line.factors.length === factors.columns && line.samples?.length === (samples === undefined ? undefined : samples.count * samples.size);
    if (!fits) throw new RangeError(`${side} has ${line.factors.length} factors: expected what foldIn gave for this model`);
    return line;
  }
  const lines = side === "row" ? model.rows : model.columns;
  const known = isKnown(line, lines);
  const bias = known ? (side === "row" ? model.rowBias : model.columnBias)[line]! : 0;
  const width = factors.columns;
  const own = known ? factors.data.slice(line * width, (line + 1) * width) : new Float64Array(width);
  if (samples === undefined) return { side, bias, factors: own };
  const { count, size } = samples;
  const all = side === "row" ? samples.rows : samples.columns;
  const sampled = new Float32Array(count * size);
  if (known) {
    for (let s = 0; s < count; s++) {
      const from = (s * lines + line) * size;
      sampled.set(all.subarray(from, from + size), s * size);
    }
  }
  return { side, bias, factors: own, samples: sampled };
}
