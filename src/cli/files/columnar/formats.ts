import { extname } from "node:path";
import { isNoText } from "../foreign";
import { type Source, chunksOf } from "../text/source";
import { isArrow, openArrow } from "./arrow";
import { type ColumnTable, textOfColumns } from "./columns";
import { isByLines, textOfJson } from "./json";
import { openParquet } from "./parquet";

/** Formats of tables that are read as texts are, after a way of their own to the cells. */
export type TableFormat = ColumnFormat | "json" | "ndjson";

/** Those of them that have columns in groups of rows. */
export type ColumnFormat = "parquet" | "arrow";

/** Rows, objects or a list of them: how no text of numbers begins. */
const JSON_START = /^[\s\ufeff]*(\[\s*[[{]|\{\s*")/;

/** Which of them a file is, by its first bytes; lists in lines by its name alone. PAR1 may be the name of a column, too: then it is followed by a text. */
export function tableFormat(start: Buffer, path: string): TableFormat | undefined {
  const name = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  if (start.toString("latin1", 0, 4) === "PAR1" && (name === ".parquet" || isNoText(start))) return "parquet";
  if (isArrow(start) && isNoText(start)) return "arrow";
  if (name === ".ndjson" || name === ".jsonl") return "ndjson";
  return name === ".json" || JSON_START.test(start.toString("utf8")) ? "json" : undefined;
}

export function isColumnar(format: TableFormat | undefined): format is ColumnFormat {
  return format === "parquet" || format === "arrow";
}

export function openColumns(source: Source, format: ColumnFormat): ColumnTable {
  return format === "parquet" ? openParquet(source) : openArrow(source);
}

/** The text that has the cells of such a file, and what the file was. */
export function textOfTable(source: Source, format: TableFormat): { readonly text: Buffer; readonly format: TableFormat } {
  if (isColumnar(format)) return { text: textOfColumns(openColumns(source, format)), format };
  const bytes = Buffer.concat([...chunksOf(source)].map((chunk) => Buffer.from(chunk)));
  const byLines = format === "ndjson" || isByLines(bytes);
  return { text: textOfJson(bytes, source.path, byLines), format: byLines ? "ndjson" : "json" };
}
