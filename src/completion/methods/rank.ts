import type { Entries } from "../entries";

const RANKS = Object.freeze({ least: 4, most: 16 });

/** A rank for the data, unless one is given: the root of the entries per line, since that many numbers per line can be learnt from them. */
export function rankFor({ rows, columns, row }: Entries, given: number | undefined): number {
  const perLine = row.length / (rows + columns);
  return Math.min(rows, columns, given ?? Math.max(RANKS.least, Math.min(RANKS.most, Math.ceil(Math.sqrt(perLine)))));
}
