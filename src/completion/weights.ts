import { checkNumber, describe, reading, refuseOthers } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { isList, itemsOf, listLength, mapped, readFinite } from "../lists";
import { withFrame } from "../wasm/completion";
import { checkWeight, type Entries } from "./entries";
import { picked } from "./problems/feedback";

/** Weights as they were given, to be brought to the entries of a table. */
export type GivenWeights =
  | { readonly kind: "list"; readonly weight: readonly number[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly unknown[])[] }
  | { readonly kind: "time"; readonly time: Float64Array; readonly halfLife: number };

/** ln 2 */
const LN2 = 0.6931471805599453;
const NAME = "options.weights";

export function readWeights(weights: unknown): GivenWeights | undefined {
  if (weights === undefined) return undefined;
  return reading(NAME, () => {
    if (typeof weights !== "object" || weights === null) throw wrongKind(`${NAME} is ${describe(weights)}: expected a weight for each entry, or { time, halfLife }`);
    if (listLength(weights) === undefined) {
      refuseOthers(NAME, weights, ["time", "halfLife"], () => "is not read: expected time and halfLife");
      const { time, halfLife } = weights as { readonly time?: unknown; readonly halfLife?: unknown };
      checkNumber(`${NAME}.halfLife`, halfLife, 0, Infinity, true);
      if (!isList(time)) throw wrongKind(`${NAME}.time is ${describe(time)}: expected a number for each entry`);
      return { kind: "time", time: readFinite(time, `${NAME}.time`), halfLife };
    }
    const items = itemsOf(weights);
    if (items.length > 0 && items.every((row) => listLength(row) !== undefined)) return { kind: "table", rows: items.map((row) => itemsOf(row)) };
    return {
      kind: "list", weight: items.map((weight, e) => {
        checkWeight(weight, () => `${NAME}[${e}]`);
        return weight;
      }),
    };
  });
}

/** The entries with their weights, without those that count nothing; as they are, where each counts 1. */
export function withWeights(entries: Entries, given: GivenWeights | undefined): Entries {
  const own = given === undefined ? entries : { ...entries, weight: product(weightsOf(given, entries), entries.weight) };
  const { weight, ...plain } = own;
  if (weight === undefined || weight.every((w) => w === 1)) return plain;
  return weight.includes(0) ? picked(own, (e) => weight[e] !== 0) : own;
}

function product(a: Float64Array, b: Float64Array | undefined): Float64Array {
  return b === undefined ? a : mapped(a, "complete", (w, e) => w * b[e]!);
}

function weightsOf(given: GivenWeights, { rows, columns, row, column }: Entries): Float64Array {
  const count = row.length;
  if (given.kind === "table") {
    const { rows: table } = given;
    const bad = table.findIndex((line) => line.length !== columns);
    if (table.length !== rows || bad >= 0) throw outOfRange(`${NAME} is ${table.length} × ${table[Math.max(0, bad)]!.length}: expected ${rows} × ${columns}, the size of the table`);
    return mapped(row, "complete", (i, e) => {
      const weight = table[i]![column[e]!];
      checkWeight(weight, () => `${NAME}[${i}][${column[e]}]`);
      return weight;
    });
  }
  const list = given.kind === "list" ? given.weight : given.time;
  if (list.length !== count) throw outOfRange(`${NAME}${given.kind === "time" ? ".time" : ""} has length ${list.length}: expected ${count}, one for each entry`);
  if (given.kind === "list") return mapped(given.weight, "complete", (w) => w);
  const latest = given.time.reduce((most, t) => Math.max(most, t), -Infinity);
  return withFrame("complete", ({ wasm }) => mapped(given.time, "complete", (t) => wasm.exponential(Math.max(-700, ((t - latest) / given.halfLife) * LN2))));
}
