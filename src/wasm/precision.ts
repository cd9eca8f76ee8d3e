/** Single precision as an option: what it looks like, and the module that it carries. */
import { describe, reading } from "../checks";
import { wrongKind } from "../errors";
import { type Arena, Module } from "./instance";
import { singleModule, within } from "./working";

/** Single precision, as `lowrank/single` exports it: the module that computes in it. */
export interface SinglePrecision {
  readonly precision: "single";
  readonly binary: unknown;
}

/** The option that every function with a second precision has. */
export interface InSingle {
  /** `single`, imported from "lowrank/single": entries of 32 bits, half the memory, about half the time, seven digits. Results are Float32Arrays. */
  readonly precision: SinglePrecision;
}

const ENTRY = '"lowrank/single"';
/** The module of the value that was used last: a value may be a copy, sent to a worker. */
let known: { readonly binary: unknown; readonly module: Module<Arena> } | undefined;

/** What `call` gives in the precision that the options ask for; undefined where they ask for none, or it is the one in use. */
export function inPrecision<R>(options: unknown, call: () => R): { readonly result: R } | undefined {
  if (options === undefined || options === null || singleModule() !== undefined) return undefined;
  const precision = reading("options", () => (options as { readonly precision?: unknown }).precision);
  if (precision === undefined) return undefined;
  return { result: within(moduleOf(precision), call) };
}

/** Whether a precision, or none, is given that is single. */
export function isSingle(precision: unknown): boolean {
  return precision !== undefined && moduleOf(precision).width === 4;
}

/** The module of a precision that is given. */
export function moduleOf(precision: unknown, name = "options.precision"): Module<Arena> {
  const binary = reading(name, () =>
    typeof precision === "object" && precision !== null && (precision as Partial<SinglePrecision>).precision === "single" ? (precision as Partial<SinglePrecision>).binary : undefined,
  );
  if (binary === undefined) {
    throw wrongKind(`${name} is ${describe(precision)}: expected single, after import { single } from ${ENTRY}`);
  }
  if (known?.binary !== binary) known = { binary, module: new Module<Arena>(binary, 4) };
  return known.module;
}
