import Table from "cli-table3";
import { visibleLine } from "../visible";
import { type Reading, readingLines } from "../files/text/reading";

/** Only a rule under the head: reads well on a terminal, in a file and in a pipe. */
const CHARS = {
  top: "", "top-mid": "", "top-left": "", "top-right": "",
  bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", right: "", "right-mid": "", mid: "", "mid-mid": "", middle: "  ",
};

const STYLE = { head: [], border: [], "padding-left": 0, "padding-right": 0 };

/** A table of columns; those of figures stand to the right. */
export function columnTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const seen = rows.map((row) => row.map(visibleLine));
  const rules = head.map((name, j) => "─".repeat(Math.max(name.length, ...seen.map((row) => row[j]!.length))));
  const table = new Table({ chars: CHARS, style: STYLE, colAligns: head.map(() => "right" as const) });
  table.push([...head], rules, ...seen);
  return `${trimEnds(table.toString())}\n`;
}

/** A table of names and what they are. */
export function namedTable(rows: readonly (readonly [name: string, value: string])[]): string {
  const table = new Table({ chars: CHARS, style: STYLE, colAligns: ["left", "left"] });
  table.push(...rows.map((row) => row.map(visibleLine)));
  return `${trimEnds(table.toString())}\n`;
}

/** How a text was read, as a part of a report; nothing for what is no text. */
export function readingTable(reading: Reading | undefined, kind?: "list" | "table"): string {
  return reading === undefined ? "" : `\n${namedTable(readingLines(reading, kind))}`;
}

function trimEnds(text: string): string {
  return text.replace(/[ \t]+$/gm, "");
}
