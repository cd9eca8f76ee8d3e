import type { Matrix } from "../../../index";
import { DataError, UsageError } from "../../failure";
import { numberOf } from "../columnar/columns";
import { type ColumnFormat, openColumns } from "../columnar/formats";
import { refuseEmpty, refuseTableOptions } from "../matrix/matrix";
import { openSource } from "../text/source";
import { columnsOf } from "../text/selection";
import type { TableOptions } from "../text/table";
import type { Pieces } from "./rows";

/** The bytes that the numbers of a file of columns take as doubles. */
export function columnBytes(path: string, format: ColumnFormat): number {
  const table = openColumns(openSource(path), format);
  table.close();
  return 8 * table.rows * table.names.length;
}

/** The rows of a file of columns: those of a row group, or record batch, are in memory at a time. */
export function openColumnPieces(path: string, format: ColumnFormat, { columns: wanted, drop, missing, ...others }: TableOptions, size: number): Pieces {
  refuseTableOptions(others, path, format);
  const table = openColumns(openSource(path), format);
  try {
    const { names, isNumeric, rows, groups } = table;
    const scan = { path, width: names.length, facts: isNumeric.map((numeric) => ({ isNumeric: numeric })) };
    const all = wanted === undefined ? names.map((_, j) => j) : columnsOf(wanted, names, scan, "--columns");
    const left = drop === undefined ? [] : columnsOf(drop, names, scan, "--drop");
    const chosen = all.filter((j) => !left.includes(j));
    const words = chosen.find((j) => !isNumeric[j]);
    if (words !== undefined) throw new DataError(`${path}: column ${words + 1} ${JSON.stringify(names[words])} holds no numbers (--columns numeric takes those that do, --drop leaves out others)`);
    refuseEmpty({ rows, columns: chosen.length }, path);
    const width = chosen.length;
    const most = Math.max(1, Math.floor(size / (8 * width)));
    if (missing === "mean") throw new UsageError("option '--missing mean' needs all of a table at once: expected drop or error where it is read in pieces");
    return {
      path, rows: missing === "drop" ? undefined : rows, columns: width, names: chosen.map((j) => names[j]!), size: rows,
      each(visit) {
        const data = new Float64Array(Math.min(rows, most) * width);
        let [filled, given, read] = [0, 0, 0];
        const flush = () => {
          const piece: Matrix = { rows: filled, columns: width, data: data.subarray(0, filled * width) };
          if (filled > 0) visit(piece, given, read);
          given += filled;
          filled = 0;
        };
        groups.forEach((count, group) => {
          const values = chosen.map((j) => table.column(group, j));
          for (let i = 0; i < count; i++, read++) {
            let isWhole = true;
            for (let c = 0; c < width; c++) {
              const x = numberOf(values[c]![i]);
              data[filled * width + c] = x;
              if (Number.isNaN(x)) isWhole = false;
            }
            if (!isWhole && missing !== "drop") {
              const c = chosen.findIndex((_, at) => Number.isNaN(data[filled * width + at]));
              throw new DataError(`${path}, row ${read + 1}: has no number in ${JSON.stringify(names[chosen[c]!])} (--missing drop leaves such rows out)`);
            }
            if (isWhole && ++filled === Math.min(rows, most)) flush();
          }
        });
        flush();
        if (given === 0) throw new DataError(`${path}: no row has a number in each column`);
      },
      reading: () => undefined,
      close: () => { table.close(); },
    };
  } catch (error) {
    table.close();
    throw error;
  }
}
