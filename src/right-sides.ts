import { describe, reading } from "./checks";
import { wrongKind } from "./errors";
import type { Dense } from "./input";
import { isList, itemsOf, listOf, readFinite } from "./lists";

/** Right-hand sides as columns, named b: a list or a vector of another package is one column, anything else what `read` makes of it. */
export function readColumns<M extends object>(given: unknown, read: (b: unknown) => M): (M | Dense) & { readonly isList: boolean } {
  return reading("b", () => {
    const b = listOf(given);
    if (b === null || typeof b !== "object") throw wrongKind(`b is ${describe(b)}: expected a matrix or a list of numbers`);
    if (!isList(b)) return { ...read(b), isList: false };
    const items = ArrayBuffer.isView(b) ? undefined : itemsOf(b);
    if (items !== undefined && typeof items[0] !== "number") return { ...read(items), isList: false };
    const data = readFinite(items ?? b, "b");
    return { form: "dense", rows: data.length, columns: 1, data, isList: true };
  });
}
