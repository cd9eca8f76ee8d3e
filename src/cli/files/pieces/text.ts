import type { Matrix } from "../../../index";
import { openText } from "../text/encoding";
import { Records } from "../text/records";
import type { Reading } from "../text/reading";
import { refuseMissing } from "../text/refusal";
import { CellReader, MissingWords } from "../text/scan";
import { type TableOptions, decide } from "../text/table";
import type { Pieces } from "./rows";

/** Rows that are kept from the first reading, for whether their names differ. */
const HELD = 100_000;

/**
 * The rows of a table in text. It is read once to find what it is, as any other is: names, index, which columns hold numbers; then once for each use. A row without any entry at the end
 * is none; one with a hole is left out where `missing` says so, or refused.
 */
export function openTextPieces(path: string, options: TableOptions, size: number): Pieces {
  const text = openText(path, options.encoding);
  try {
    const { scan, header, first, columns, names, rows, reading } = decide(text, options, "matrix", HELD);
    const width = columns.length;
    const most = Math.max(1, Math.floor(size / (8 * width)));
    const drops = options.missing === "drop";
    let told: Reading = { ...reading, notes: rows > HELD && reading.index !== null ? [`names of rows were compared in the first ${HELD} rows alone`] : [] };

    const each = (visit: (piece: Matrix, first: number, done: number) => void): void => {
      const reader = new CellReader(scan.dialect, new MissingWords(options.na ?? []));
      const records = new Records(text.source, scan.dialect.delimiter, scan.dialect);
      const data = new Float64Array(most * width);
      let [filled, given, holed, cells, empty] = [0, 0, 0, 0, 0];
      const flush = () => {
        if (filled > 0) visit({ rows: filled, columns: width, data: data.subarray(0, filled * width) }, given, records.read);
        given += filled;
        filled = 0;
      };
      const take = (value: (j: number) => number) => {
        let holes = 0;
        for (let c = 0; c < width; c++) {
          const x = value(columns[c]!);
          data[filled * width + c] = x;
          if (Number.isNaN(x)) holes++;
        }
        if (holes === width) {
          empty++; // perhaps the end of the table
          return;
        }
        if ((holes > 0 || empty > 0) && !drops) refuseMissing(scan, header?.names, columns);
        [holed, cells, empty] = [holed + empty, cells + empty * width, 0];
        if (holes > 0) {
          [holed, cells] = [holed + 1, cells + holes];
          return;
        }
        if (++filled === most) flush();
      };
      records.advance();
      if (first !== undefined) take((j) => first[j]!);
      while (records.advance()) take((j) => reader.again(records, j));
      flush();
      if (given === 0) refuseMissing(scan, header?.names, columns);
      told = { ...told, emptyLines: empty, missing: { cells, rows: holed, treatment: cells > 0 ? "drop" : "none" } };
    };
    return { path, columns: width, rows: undefined, names, size: text.source.size, each, reading: () => told, close: () => { text.source.close(); } };
  } catch (error) {
    text.source.close();
    throw error;
  }
}
