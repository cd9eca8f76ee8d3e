import type { Matrix } from "../../index";
import { DataError } from "../failure";
import { shown } from "./shown";
import { matrixOf, readTable, type TableOptions } from "./text/table";

/** Features of named lines, in their order: of a table whose first column holds the names, and all other columns numbers. What belongs to other names is left out. */
export function readFeatures(path: string, names: readonly string[], what: "row" | "column", { encoding }: TableOptions): Matrix {
  const table = readTable(path, { index: "1", ...(encoding === undefined ? {} : { encoding }) }, "matrix");
  const { matrix: { columns, data }, rowNames = [] } = matrixOf(table, "error", path);
  const places = new Map(rowNames.map((name, i) => [name, i]));
  const picked = new Float64Array(names.length * columns);
  names.forEach((name, i) => {
    const from = places.get(name);
    if (from === undefined) throw new DataError(`${path}: has no line for ${shown(name)}: expected features of every ${what} of the table, by names in the first column`);
    picked.set(data.subarray(from * columns, (from + 1) * columns), i * columns);
  });
  return { rows: names.length, columns, data: picked };
}
