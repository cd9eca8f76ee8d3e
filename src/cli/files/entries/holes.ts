import { EntryCollector } from "./collector";
import type { EntryFile } from "./entry-file";
import type { TextTable } from "../text/table";

/** The entries of a table with holes, and how many holes it has. */
export function entriesOf(table: TextTable): { file: EntryFile; holes: number } {
  const { names, rowNames, corner, reading } = table;
  const entries = new EntryCollector();
  let [holes, holed] = [0, 0];
  for (let i = 0; i < table.rows; i++) {
    const before = holes;
    for (let j = 0; j < table.columns; j++) {
      const value = table.at(i, j);
      if (Number.isNaN(value)) holes++;
      else entries.add(i, j, value);
    }
    if (holes > before) holed++;
  }
  const file: EntryFile = {
    kind: "table",
    rows: rowNames ?? Array.from({ length: table.rows }, (_, i) => String(i + 1)),
    columns: names ?? Array.from({ length: table.columns }, (_, j) => String(j + 1)),
    entries: entries.take(),
    asked: { row: new Int32Array(), column: new Int32Array(), names: [] },
    layout: { head: names === undefined ? undefined : rowNames === undefined ? names : [corner, ...names], named: rowNames !== undefined },
    reading: { ...reading, missing: { cells: holes, rows: holed, treatment: "holes" } },
  };
  return { file, holes };
}
