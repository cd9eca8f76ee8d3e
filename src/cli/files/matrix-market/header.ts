import { DataError } from "../../failure";
import { parseCount, parseNumber } from "../number";
import { shown } from "../shown";
import type { LineReader } from "./line-reader";

const FIELDS = ["real", "double", "integer", "unsigned-integer", "pattern"] as const;
const SYMMETRIES = ["general", "symmetric", "skew-symmetric"] as const;

/** What the first line says (Boisvert, Pozo & Remington 1996). SciPy writes unsigned-integer, too. */
export interface Header {
  readonly layout: "coordinate" | "array";
  readonly field: (typeof FIELDS)[number];
  readonly symmetry: (typeof SYMMETRIES)[number];
}

/** The first line. */
export function readHeader(lines: LineReader): Header {
  const { path } = lines;
  if (!lines.advance()) throw new DataError(`${path}: is empty`);
  const line = lines.text().replace(/^\uFEFF/, "");
  const place = `${path}, line 1`;
  if (line.includes("\0")) throw new DataError(`${place}: is no text in UTF-8 (save it as UTF-8)`);
  const [banner, object = "", layout = "", field = "", symmetry = "", ...more] = line.toLowerCase().split(/\s+/);
  if (banner !== "%%matrixmarket") throw new DataError(`${place}: does not begin with %%MatrixMarket`);
  if (object !== "matrix") throw new DataError(`${place}: holds ${shown(object)}, expected a matrix`);
  if (layout !== "coordinate" && layout !== "array") throw new DataError(`${place}: layout ${shown(layout)} is not known, expected coordinate or array`);
  const known = FIELDS.find((one) => one === field);
  if (known === undefined) throw new DataError(`${place}: entries of kind ${shown(field)} are not supported, expected ${FIELDS.join(", ")}`);
  if (known === "pattern" && layout === "array") throw new DataError(`${place}: a pattern cannot be an array`);
  const mirrored = SYMMETRIES.find((one) => one === symmetry);
  if (mirrored === undefined) throw new DataError(`${place}: symmetry ${shown(symmetry)} is not supported, expected ${SYMMETRIES.join(", ")}`);
  if (more.length > 0) throw new DataError(`${place}: ${shown(more[0]!)} is more than the header holds`);
  return { layout, field: known, symmetry: mirrored };
}

/** The line of sizes: rows, columns and, of a coordinate file, entries. */
export function readSizes(lines: LineReader, { layout, symmetry }: Header): number[] {
  if (!advanceToContent(lines)) throw new DataError(`${lines.path}: ends before the line of sizes`);
  const words = lines.text().split(/\s+/);
  const expected = layout === "array" ? 2 : 3;
  if (words.length !== expected) throw new DataError(`${lines.place}: ${words.length} sizes, expected ${expected}`);
  const sizes = words.map((word) => parseCount(word, lines.place));
  if (symmetry !== "general" && sizes[0] !== sizes[1]) throw new DataError(`${lines.place}: a ${symmetry} matrix of ${sizes[0]} × ${sizes[1]} is not square`);
  return sizes;
}

/** Goes to the next line that is neither empty nor a comment; false at the end. */
export function advanceToContent(lines: LineReader): boolean {
  while (lines.advance()) if (!lines.isIdle) return true;
  return false;
}


/** Refuses content after what the sizes announce. */
export function refuseMore(lines: LineReader): void {
  if (advanceToContent(lines)) throw new DataError(`${lines.place}: a line more than the sizes announce`);
}

/** Whether a number can be an entry of a file of that field. */
export function entryTest(field: Header["field"]): (x: number) => boolean {
  if (!field.endsWith("integer")) return Number.isFinite;
  const least = field === "unsigned-integer" ? 0 : -Infinity;
  return (x) => Number.isSafeInteger(x) && x >= least;
}

/** An entry from its text; a whole number where the header says so. */
export function parseEntry(word: string, field: Header["field"], place: string): number {
  const value = parseNumber(word, place);
  if (field.endsWith("integer") && !Number.isInteger(value)) throw new DataError(`${place}: ${shown(word)} is no whole number, and the header says ${field}`);
  if (field === "unsigned-integer" && value < 0) throw new DataError(`${place}: ${shown(word)} is below 0, and the header says ${field}`);
  return value;
}
