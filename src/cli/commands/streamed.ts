/** `lowrank svd` and `lowrank pca` of tables that are read in pieces, and of partials. */
import { basename } from "node:path";
import { type Matrix, multiply, pcaTransform } from "../../index";
import { type PartialSource, pcaOf, svdOf } from "../../partial/partial";
import { DataError, UsageError } from "../failure";
import { readBytes } from "../files/input";
import { type FactorFormat, FactorFiles } from "../files/matrix/factors";
import type { FileOptions } from "../files/matrix/matrix";
import { transposed } from "../files/matrix/transposed";
import { Outputs } from "../files/output";
import { openPieces } from "../files/pieces/pieces";
import type { Pieces } from "../files/pieces/rows";
import type { RowFormat } from "../files/pieces/writer";
import type { Target } from "../files/targets";
import type { Reading } from "../files/text/reading";
import { asJson, milliseconds, percent, significant, whole } from "../report/format";
import { columnTable, namedTable, readingTable } from "../report/table";
import type { Terminal } from "../terminal";
import { gather, isPartial, ofFile } from "./gather";
import { writeRows } from "./project";

/** Lines of the printed table; --json and the files give all. */
const MOST_LINES = 25;

/** What the two commands ask for. */
export interface Asked {
  /** Of `pca` a share of the variance, too, below 1. */
  readonly rank: number | undefined;
  readonly target: Target<FactorFormat> | undefined;
  readonly format: FactorFormat | undefined;
  /** Whether coordinates of the rows are written: they take a second reading. */
  readonly coordinates: boolean;
  readonly json: boolean;
}

interface Source {
  readonly partial: PartialSource;
  readonly pieces: Pieces | undefined;
  readonly read: string;
}

/** Opens what is asked about, and closes it behind `use`. */
function from<R>(terminal: Terminal, path: string, options: FileOptions, centre: boolean, use: (source: Source) => R): R {
  if (isPartial(path)) return use({ partial: readBytes(path), pieces: undefined, read: "a partial" });
  const pieces = openPieces(path, options);
  try {
    const found = gather(terminal, pieces, centre ? { centre: true } : {});
    return use({ partial: found.partial, pieces, read: `${whole(found.pieces)} ${found.pieces === 1 ? "piece" : "pieces"}, one after the other; what is kept is R of a QR factorization` });
  } finally {
    pieces.close();
  }
}

export function streamedSvd(terminal: Terminal, path: string, options: FileOptions, asked: Asked): void {
  const start = performance.now();
  from(terminal, path, options, false, ({ partial, pieces, read }) => {
    const { S, V, rows, bound } = ofFile(path, () => svdOf(partial));
    const rank = rankOf(asked.rank, S.length, path);
    const vectors = leading(V, rank);
    const outputs = new Outputs(terminal);
    try {
      const written = write(terminal, outputs, asked, pieces, rows, [["S", column(S.subarray(0, rank)), true], ...(asked.coordinates ? [["V", vectors, false] as const] : [])], {
        name: "U", rank, of: (piece) => divided(multiply(piece, vectors), S), names: undefined,
      });
      const elapsed = performance.now() - start;
      const total = S.reduce((sum, s) => sum + s * s, 0);
      let sum = 0;
      const energy = Array.from(S, (s) => (total === 0 ? 0 : Math.min(1, (sum += s * s) / total)));
      const reading = pieces?.reading();
      const lost = bound > 0 ? { bound } : {};
      if (asked.json) {
        terminal.print(asJson({ input: path, rows, columns: V.rows, read, ...(reading && { reading }), rank, singularValues: [...S.subarray(0, rank)], energy: energy.slice(0, rank), ...lost, milliseconds: elapsed, outputs: written }));
        return;
      }
      terminal.print(`${basename(path)}: ${whole(rows)} × ${V.rows}\n\n`);
      terminal.print(columnTable(["", "singular value", "energy up to here"], energy.slice(0, Math.min(rank, MOST_LINES)).map((share, i) => [String(i + 1), significant(S[i]!, 8), percent(share)])));
      end(terminal, rank, [["read", read], ...(bound > 0 ? [["sketch", `squares of values are at most ${significant(bound)} too small`] as const] : []), ["time", `${milliseconds(elapsed)} ms`]], reading, written);
    } finally {
      outputs.discard();
    }
  });
}

export function streamedPca(terminal: Terminal, path: string, options: FileOptions, asked: Asked): void {
  const start = performance.now();
  from(terminal, path, options, true, ({ partial, pieces, read }) => {
    const { mean, components, explainedVariance, explainedVarianceRatio, totalVariance, rows } = ofFile(path, () => pcaOf(partial));
    const share = asked.rank !== undefined && asked.rank < 1 ? asked.rank : undefined;
    const rank = share === undefined ? rankOf(asked.rank, explainedVariance.length, path) : explaining(share, explainedVarianceRatio);
    const axes = leading(components, rank);
    const names = pieces?.names;
    const outputs = new Outputs(terminal);
    try {
      const scores = Array.from({ length: rank }, (_, c) => `component ${c + 1}`);
      const written = write(terminal, outputs, asked, pieces, rows, [
        ["components", transposed(axes), false, names], ["mean", { rows: 1, columns: mean.length, data: mean }, false, names], ["variance", column(explainedVariance.subarray(0, rank)), true],
      ], { name: "scores", rank, of: (piece) => pcaTransform({ mean, components: axes }, piece), names: names && scores });
      const elapsed = performance.now() - start;
      let sum = 0;
      const cumulative = Array.from(explainedVarianceRatio, (share) => Math.min(1, sum += share));
      const reading = pieces?.reading();
      if (asked.json) {
        terminal.print(asJson({
          input: path, rows, columns: mean.length, ...(names && { names }), read, ...(reading && { reading }), rank, ...(share === undefined ? {} : { share }), explainedVariance: [...explainedVariance.subarray(0, rank)],
          explainedVarianceRatio: [...explainedVarianceRatio.subarray(0, rank)], cumulative: cumulative.slice(0, rank), totalVariance, mean: [...mean],
          components: Array.from({ length: rank }, (_, c) => Array.from({ length: axes.rows }, (__, i) => axes.data[i * rank + c])), milliseconds: elapsed, outputs: written,
        }));
        return;
      }
      terminal.print(`${basename(path)}: ${whole(rows)} × ${mean.length}\n\n`);
      terminal.print(columnTable(["", "variance", "share", "up to here"], cumulative.slice(0, Math.min(rank, MOST_LINES)).map((share, i) => [String(i + 1), significant(explainedVariance[i]!, 6), percent(explainedVarianceRatio[i]!), percent(share)])));
      end(terminal, rank, [["total variance", significant(totalVariance, 6)], ...shareRow(share, cumulative.slice(0, rank)), ["read", read], ["time", `${milliseconds(elapsed)} ms`]], reading, written);
    } finally {
      outputs.discard();
    }
  });
}

type Part = readonly [name: string, values: Matrix, vector: boolean, names?: readonly string[] | undefined];

/** The files that are asked for; the coordinates of the rows in a second reading. */
function write(
  terminal: Terminal, outputs: Outputs, { target, format: given, coordinates }: Asked, pieces: Pieces | undefined, rows: number, parts: readonly Part[],
  { name, rank, of, names }: { readonly name: string; readonly rank: number; readonly of: (rows: Matrix) => Matrix; readonly names: readonly string[] | undefined },
): readonly string[] {
  if (target === undefined) return [];
  const format = given ?? target.format ?? (pieces?.reading() === undefined ? "npy" : "csv");
  const second = coordinates && pieces !== undefined;
  if (second && (format === "mtx" || format === "npz")) throw new UsageError(`the format ${format} is not for tables that are read in pieces: expected npy, csv or tsv`);
  const files = new FactorFiles(outputs, target, format);
  files.claim([...parts.map(([part]) => part), ...(second ? [name] : [])]);
  for (const [part, values, vector, columns] of parts) files.add(part, values, vector, { names: columns });
  files.end();
  if (second) writeRows(terminal, outputs, { path: target.file(name, format), format: format as RowFormat }, pieces, rank, names, of, rows);
  outputs.commit();
  return outputs.paths;
}

function end(terminal: Terminal, rank: number, lines: readonly (readonly [string, string])[], reading: Reading | undefined, written: readonly string[]): void {
  if (rank > MOST_LINES) terminal.print(`${rank - MOST_LINES} more: --json or -o gives them all\n`);
  terminal.print(`\n${namedTable(lines)}${readingTable(reading)}`);
  terminal.print(written.length > 0 ? `\nwritten: ${written.join(", ")}\n` : "");
}

/** The fewest components that explain a share of the variance, as `pca` has them: one met to within 8 units of rounding counts as met. */
function explaining(share: number, ratios: Float64Array): number {
  let [count, explained] = [0, 0];
  while (count < ratios.length && (count === 0 || explained < share * (1 - 8 * Number.EPSILON))) explained += ratios[count++]!;
  return ratios[0] === 0 ? 1 : count;
}

/** How many components explain the share that was asked for. */
export function shareRow(share: number | undefined, cumulative: readonly number[]): readonly (readonly [name: string, value: string])[] {
  if (share === undefined) return [];
  return [["components", `${whole(cumulative.length)}, the fewest that explain ${percent(share)} of the variance`]];
}

function rankOf(asked: number | undefined, most: number, path: string): number {
  if (asked !== undefined && asked > most) throw new DataError(`${path}: rank ${asked} is more than there are values: at most ${most}`);
  return asked ?? most;
}

function leading({ rows, columns, data }: Matrix, count: number): Matrix {
  const kept = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) kept.set(data.subarray(i * columns, i * columns + count), i * count);
  return { rows, columns: count, data: kept };
}

function column(data: Float64Array): Matrix {
  return { rows: data.length, columns: 1, data };
}

/** Columns divided by their values; those of 0 stay as they are, which is rounding. */
function divided(m: Matrix, S: Float64Array): Matrix {
  for (let p = 0; p < m.data.length; p++) {
    const s = S[p % m.columns]!;
    if (s > 0) m.data[p] = m.data[p]! / s;
  }
  return m;
}
