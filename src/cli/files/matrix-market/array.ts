import type { Matrix } from "../../../index";
import { DataError } from "../../failure";
import { entriesAllowed } from "../limits";
import { Decimals } from "../text/decimal";
import { type Header, advanceToContent, entryTest, parseEntry, readSizes, refuseMore } from "./header";
import type { LineReader } from "./line-reader";

/** A matrix whose entries stand column after column; of a symmetric one the lower triangle, of a skew-symmetric one without its diagonal. */
export function readArray(lines: LineReader, header: Header): Matrix {
  const { symmetry } = header;
  const [rows, columns] = readSizes(lines, header) as [number, number];
  if (Math.max(rows * columns, rows, columns) > entriesAllowed(lines.size)) throw new DataError(`${lines.place}: ${rows} × ${columns} is too large for a file of ${lines.size} bytes`);
  const data = new Float64Array(rows * columns);
  const next = valuesOf(lines, header);
  const above = symmetry === "skew-symmetric" ? -1 : 1;
  for (let j = 0; j < columns; j++) {
    for (let i = symmetry === "general" ? 0 : symmetry === "symmetric" ? j : j + 1; i < rows; i++) {
      const value = next();
      data[i * columns + j] = value;
      if (symmetry !== "general") data[j * columns + i] = i === j ? value : above * value + 0;
    }
  }
  refuseMore(lines);
  return { rows, columns, data };
}

/** The entries one after the other: plain lines are read where they are, every other one, wrong ones among them, as text. */
function valuesOf(lines: LineReader, { field }: Header): () => number {
  const numbers = new Decimals(lines.bytes);
  const isEntry = entryTest(field);
  return () => {
    if (!lines.advance()) throw new DataError(`${lines.path}: ends before all entries its sizes announce`);
    numbers.start(lines.bytes, lines.from, lines.to);
    if (numbers.readNumber() && numbers.done && isEntry(numbers.value)) return numbers.value;
    if (lines.isIdle && !advanceToContent(lines)) throw new DataError(`${lines.path}: ends before all entries its sizes announce`);
    const words = lines.text().split(/\s+/);
    if (words.length !== 1) throw new DataError(`${lines.place}: ${words.length} values, expected 1`);
    return parseEntry(words[0]!, field, lines.place);
  };
}
