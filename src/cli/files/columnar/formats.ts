import { extname } from "node:path";
import { isNoText } from "../foreign";
import { type Source, chunksOf } from "../text/source";
import { textOfColumns } from "./columns";
import { isByLines, textOfJson } from "./json";
import { openParquet } from "./parquet";

/** Formats of tables that are read as texts are, after a way of their own to the cells. */
export type TableFormat = "parquet" | "json" | "ndjson";

/** Rows, objects or a list of them: how no text of numbers begins. */
const JSON_START = /^[\s\ufeff]*(\[\s*[[{]|\{\s*")/;

/** Which of them a file is, by its first bytes; lists in lines by its name alone. PAR1 may be the name of a column, too: then it is followed by a text. */
export function tableFormat(start: Buffer, path: string): TableFormat | undefined {
  const name = extname(path.replace(/\.gz$/i, "")).toLowerCase();
  if (start.toString("latin1", 0, 4) === "PAR1" && (name === ".parquet" || isNoText(start))) return "parquet";
  if (name === ".ndjson" || name === ".jsonl") return "ndjson";
  return name === ".json" || JSON_START.test(start.toString("utf8")) ? "json" : undefined;
}

/** The text that has the cells of such a file, and what the file was. */
export function textOfTable(source: Source, format: TableFormat): { readonly text: Buffer; readonly format: TableFormat } {
  if (format === "parquet") return { text: textOfColumns(openParquet(source)), format };
  const bytes = Buffer.concat([...chunksOf(source)].map((chunk) => Buffer.from(chunk)));
  const byLines = format === "ndjson" || isByLines(bytes);
  return { text: textOfJson(bytes, source.path, byLines), format: byLines ? "ndjson" : "json" };
}
