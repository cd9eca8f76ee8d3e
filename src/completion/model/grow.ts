/** Lines behind those that a model has. */
import { allocate, type ArrayOf } from "../../lists";
import type { NumericArray } from "../../typed-arrays";
import type { Completion, CompletionSide, FoldedLine } from "../types";

const APPEND = "append";

/** All that a model knows of a side, lines added; sums of products of factors are those from before. */
export function growSide({ samples, ...model }: Completion, side: "row" | "column", lines: readonly FoldedLine[]): CompletionSide {
  const { bias, factors, samples: drawn, filling, centre, scale, noise } = model[side];
  const before = bias.length;
  const numbers = (own: Float64Array, of: (line: FoldedLine) => number) => joined(own, lines.map((line) => [of(line)]));
  const data = joined(factors.data, lines.map((line) => line.factors));
  const all = { rows: before + lines.length, columns: factors.columns, data };
  return {
    ...model[side],
    bias: numbers(bias, (line) => line.bias), factors: all,
    ...(drawn === undefined ? {} : { samples: joinedSamples(drawn, before, samples!, lines) }),
    ...(noise === undefined ? {} : { noise: numbers(noise, () => 1) }),
    ...(filling === undefined ? {} : { filling: numbers(filling, () => 0) }),
    ...(centre === undefined ? {} : { centre: numbers(centre, (line) => line.centre!), scale: numbers(scale!, (line) => line.scale!) }),
  };
}

export function joined(own: Float64Array, more: readonly ArrayLike<number>[]): Float64Array {
  return concatenated(own, more, Float64Array);
}

export function concatenated<A extends NumericArray>(own: A, more: readonly ArrayLike<number>[], kind: ArrayOf<A>): A {
  const out = allocate(more.reduce((sum, { length }) => sum + length, own.length), APPEND, kind);
  out.set(own);
  let at = own.length;
  for (const part of more) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Samples lie one after the other, each with all lines. */
function joinedSamples(drawn: Float32Array, before: number, { count, size }: { readonly count: number; readonly size: number }, lines: readonly FoldedLine[]): Float32Array {
  const out = allocate(count * (before + lines.length) * size, APPEND, Float32Array);
  for (let s = 0; s < count; s++) {
    const from = s * (before + lines.length) * size;
    out.set(drawn.subarray(s * before * size, (s + 1) * before * size), from);
    lines.forEach(({ samples }, e) => { out.set(samples!.subarray(s * size, (s + 1) * size), from + (before + e) * size); });
  }
  return out;
}

/** A model whose rows are lines that were folded in, and no others. */
export function modelOfLines(model: Completion, lines: readonly FoldedLine[]): Completion {
  const none = new Float64Array(0);
  const { bias: _bias, factors, samples, filling, centre, scale, ...row } = model.row;
  const empty = {
    ...row, bias: none, factors: { ...factors, rows: 0, data: none }, ...(samples === undefined ? {} : { samples: new Float32Array(0) }),
    ...(filling === undefined ? {} : { filling: none }), ...(centre === undefined || scale === undefined ? {} : { centre: none, scale: none }),
  };
  let end = 0;
  const seen = lines.map((line) => line.seen ?? { column: new Int32Array(0), value: none });
  return {
    ...model, rows: lines.length, row: growSide({ ...model, row: empty }, "row", lines),
    ...(model.seen === undefined ? {} : {
      seen: {
        start: concatenated(allocate(1, APPEND, Int32Array), [seen.map(({ column }) => (end += column.length))], Int32Array), column: concatenated(new Int32Array(0), seen.map(({ column }) => column), Int32Array),
        value: joined(none, seen.map(({ value }) => value)),
      },
    }),
  };
}
