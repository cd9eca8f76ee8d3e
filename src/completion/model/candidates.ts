import { checkBoolean, checkInteger, describe, reading } from "../../checks";
import { outOfRange, wrongKind } from "../../errors";
import { allocate, gathered, mapped, places } from "../../lists";
import type { Completion, FoldedLine } from "../types";
import { seenOf } from "./items";
import { checkLists } from "./read";

/** Which columns may be recommended at all. */
export interface CandidateOptions {
  /** The columns to choose from. Default all. */
  readonly candidates?: Iterable<number> | undefined;
  /** Says of a column whether it may be recommended. Default all may. */
  readonly filter?: ((column: number) => boolean) | undefined;
  /** Columns that fewer rows have are left out; 0 or more, of models that know what rows have ("item", "implicit"). Default 0. */
  readonly minimumSupport?: number | undefined;
}

/** Columns as they were given, each to be checked when the model is known. */
export interface Given {
  readonly name: string;
  readonly columns: readonly unknown[];
}

export function readColumns(name: string, columns: unknown): Given {
  return reading(name, () => {
    if (columns === null || typeof columns !== "object" || typeof (columns as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function") {
      throw wrongKind(`${name} is ${describe(columns)}: expected column indices`);
    }
    return { name, columns: gathered(columns as Iterable<unknown>) };
  });
}

/** The columns to leave out: those a row has where the model knows them ("seen"), or those given. */
export function readExcluded(exclude: unknown): Given | "seen" | undefined {
  if (exclude === undefined || exclude === "seen") return exclude;
  return readColumns("options.exclude", exclude);
}

export function checkedColumns({ name, columns }: Given, count: number): Int32Array {
  return mapped(columns, name, (column, e) => {
    checkInteger(`${name}[${e}]`, column, 0, count - 1);
    return column;
  }, Int32Array);
}

/** What is left out for every row: columns that are no candidates, or of too little support. */
export function leftOut(model: Completion, candidates: Given | undefined, minimumSupport: number | undefined, refused?: Uint8Array): Int32Array {
  const { columns, seen } = model;
  if (minimumSupport !== undefined) checkInteger("options.minimumSupport", minimumSupport, 0);
  if (candidates === undefined && minimumSupport === undefined && refused === undefined) return new Int32Array(0);
  const out = allocate(columns, "recommend", Uint8Array);
  if (candidates !== undefined) {
    out.fill(1);
    for (const j of checkedColumns(candidates, columns)) out[j] = 0;
  }
  if (minimumSupport !== undefined) {
    if (seen === undefined) throw outOfRange(`options.minimumSupport is ${minimumSupport}: a model of method "${model.method}" does not know what rows have; expected options.candidates`);
    checkLists(model);
    const support = allocate(columns, "recommend", Int32Array);
    seen.column.forEach((j, e) => { if ((seen.value?.[e] ?? seen.said?.[e] ?? 1) > 0) support[j]!++; });
    support.forEach((count, j) => { if (count < minimumSupport) out[j] = 1; });
  }
  return places(columns, "recommend", (j) => out[j] === 1 || refused?.[j] === 1);
}

/** The columns that a filter refuses, asked before the model's arrays are taken: it is code of the caller's. */
export function refusedBy(filter: unknown, columns: number): Uint8Array | undefined {
  if (filter === undefined) return undefined;
  if (typeof filter !== "function") throw wrongKind(`options.filter is ${describe(filter)}: expected a function from a column to true or false`);
  const out = allocate(columns, "recommend", Uint8Array);
  for (let j = 0; j < columns; j++) {
    const keeps: unknown = (filter as (column: number) => unknown)(j);
    checkBoolean(`options.filter(${j})`, keeps);
    if (!keeps) out[j] = 1;
  }
  return out;
}

/** The columns that a row has, by the model or by what was folded in. */
export function seenColumns(model: Completion, row: number | FoldedLine, asked: boolean): Int32Array {
  if (typeof row === "object") {
    if (row.seen === undefined && asked) throw unknowing(model);
    return row.seen?.column ?? new Int32Array(0);
  }
  if (model.seen === undefined && asked) throw unknowing(model);
  return row >= 0 && row < model.rows ? seenOf(model, row).column : new Int32Array(0);
}

function unknowing({ method }: Completion): RangeError {
  return outOfRange(`options.exclude is "seen": a model of method "${method}" does not know what rows have; expected the columns to leave out`);
}
