/** What several delimiters are called. */
const PLURALS: Readonly<Record<string, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs", " ": "blanks", "|": "|", "::": "::" };

/** Tables of other formats, which stand in the place of an encoding. */
const FORMATS: Readonly<Record<string, string>> = { parquet: "Parquet", arrow: "Arrow", json: "JSON", ndjson: "JSON, a row in each line" };

/** How a text was read: everything that was given or guessed. */
export interface Reading {
  readonly encoding: string;
  /** What told the encoding; null for UTF-8. */
  readonly encodingBecause: string | null;
  readonly delimiter: string;
  readonly decimal: "." | ",";
  readonly thousands: string | null;
  /** The line of names, and the names of the columns read. */
  readonly namesLine: number | null;
  readonly namesInComment: boolean;
  readonly names: readonly string[] | null;
  /** The column, from 1, that names the rows. */
  readonly index: { readonly column: number; readonly name: string; readonly because: string } | null;
  /** Columns of the file, and those that were not read. */
  readonly columnsInFile: number;
  readonly leftOut: readonly LeftOut[];
  readonly missing: { readonly cells: number; readonly rows: number; readonly treatment: "none" | "drop" | "mean" | "holes" | "asked" };
  readonly skippedLines: number;
  readonly comments: number;
  readonly blankLines: number;
  /** Lines at the end whose cells are all empty. */
  readonly emptyLines: number;
  readonly notes: readonly string[];
}

export interface LeftOut { readonly column: number; readonly name: string; readonly because: string }

/** Columns left out that a report names. */
const SHOWN = 5;

/** A reading as lines of a report. */
export function readingLines(reading: Reading, kind?: "list" | "table"): (readonly [string, string])[] {
  const { index, columnsInFile, leftOut, missing } = reading;
  const read = columnsInFile - leftOut.length - (index === null ? 0 : 1);
  const named = (name: string) => (name === "" ? "" : ` ${JSON.stringify(name)}`);
  const roles = kind === "list" && reading.names !== null ? `: ${reading.names.map((name, k) => `${["row", "column", "value"][k]!} ${JSON.stringify(name)}`).join(", ")}` : "";
  const lines: (readonly [string, string])[] = [["names", namesLine(reading) + roles]];
  if (index !== null) lines.push(["row names", `column ${index.column}${named(index.name)}: ${index.because}`]);
  if (leftOut.length > 0) {
    const shown = leftOut.slice(0, SHOWN).map(({ column, name, because }) => `column ${column}${named(name)} (${because})`);
    const more = leftOut.length > SHOWN ? ` and ${leftOut.length - SHOWN} more` : "";
    lines.push(["columns", `${read} of ${columnsInFile}`], ["left out", shown.join(", ") + more]);
  }
  const whole = kind === undefined ? "" : kind === "list" ? "a list of entries; " : "a table with holes; ";
  lines.push(["read as", `${whole}${FORMATS[reading.encoding] ?? `${dialectWords(reading)}; ${encodingWords(reading)}`}`]);
  if (missing.cells > 0) lines.push(["missing", missingWords(missing)]);
  const passed = passedWords(reading);
  if (passed !== "") lines.push(["passed over", passed]);
  for (const note of reading.notes) lines.push(["note", note]);
  return lines;
}

function namesLine({ namesLine: line, namesInComment }: Reading): string {
  return line === null ? "none" : `line ${line}${namesInComment ? ", a comment" : ""}`;
}

function dialectWords({ delimiter, decimal, thousands, columnsInFile }: Reading): string {
  const cells = columnsInFile < 2 ? "one column" : `separated by ${PLURALS[delimiter] ?? JSON.stringify(delimiter)}`;
  return `${cells}, decimal ${decimal === "." ? "point" : "comma"}${thousands === null ? "" : `, thousands by ${JSON.stringify(thousands)}`}`;
}

function encodingWords({ encoding, encodingBecause }: Reading): string {
  const name = encoding === "utf-8" ? "UTF-8" : encoding;
  return encodingBecause === null ? name : `${name} (${encodingBecause})`;
}

function missingWords({ cells, rows, treatment }: Reading["missing"]): string {
  const where = `${plural(cells, "cell")} in ${plural(rows, "row")}`;
  const done = { none: "", drop: ": those rows are left out", mean: ": the mean of the column stands there", holes: "", asked: ": to be predicted" }[treatment];
  return where + done;
}

function passedWords({ skippedLines, comments, blankLines, emptyLines }: Reading): string {
  const parts: [number, string][] = [[skippedLines, "first line"], [comments, "comment"], [blankLines, "blank line"], [emptyLines, "line of empty cells"]];
  return parts.filter(([count]) => count > 0).map(([count, noun]) => (noun === "line of empty cells" && count > 1 ? `${count} lines of empty cells` : plural(count, noun))).join(", ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
