import type { Reading } from "../text/reading";

/** The observed entries of a table, and what its rows and columns are called. */
export interface EntryFile {
  readonly kind: EntryKind;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly entries: Places & { readonly value: Float64Array };
  /** Of a list: its lines without a value, by index and by name. */
  readonly asked: Places & { readonly names: readonly (readonly [row: string, column: string])[] };
  /** Of a table: its line of names, and whether its first column is one. */
  readonly layout?: { readonly head: readonly string[] | undefined; readonly named: boolean };
  readonly reading: Reading;
}

interface Places {
  readonly row: Int32Array;
  readonly column: Int32Array;
}

export type EntryKind = "table" | "list";

/** Told how many of how many bytes of a list are read. */
export type OnRead = (bytes: number, of: number) => void;

/** A part of the entries as a table for `complete`. */
export function asTable({ rows, columns }: EntryFile, entries: EntryFile["entries"]) {
  return { rows: rows.length, columns: columns.length, entries };
}
