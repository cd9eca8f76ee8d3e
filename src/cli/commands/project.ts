import { Command } from "commander";
import { basename } from "node:path";
import { type Matrix, multiply, pcaTransform } from "../../index";
import { DataError, UsageError } from "../failure";
import { type FileOptions, readMatrixFile } from "../files/matrix/matrix";
import { transposed } from "../files/matrix/transposed";
import { Outputs } from "../files/output";
import { openPieces } from "../files/pieces/pieces";
import type { Pieces } from "../files/pieces/rows";
import { type RowFormat, withRowWriter } from "../files/pieces/writer";
import { outputFormat } from "../files/targets";
import { asJson, milliseconds, whole } from "../report/format";
import { namedTable, readingTable } from "../report/table";
import type { Terminal } from "../terminal";
import { read } from "./gather";
import { addMissingOption, addTableOptions, tableOptionsOf } from "./table-options";

const FORMATS = ["npy", "csv", "tsv"] as const;

interface Options {
  readonly output: string;
  readonly components?: string;
  readonly vectors?: string;
  readonly mean?: string;
  readonly json?: true;
}

export function projectCommand(terminal: Terminal): Command {
  const command = new Command("project")
    .description("A second reading of a table: the coordinates of its rows along components, or along right singular vectors.")
    .argument("<table>", ".npy, Parquet, Arrow, CSV or TSV on a disk, of any size: it is read a piece at a time")
    .requiredOption("-o, --output <file>", "the coordinates, one line a row: .npy, .csv or .tsv")
    .option("--components <file>", "components one per line, as `lowrank pca` writes them")
    .option("--mean <file>", "their mean, which is taken off first")
    .option("--vectors <file>", "instead: right singular vectors one per column, as `lowrank svd` writes V; the coordinates are those of U, times S");
  return addMissingOption(addTableOptions(command))
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Example:
  lowrank pca big.npy -k 5 -o model
  lowrank project new.npy --components model-components.npy --mean model-mean.npy -o scores.npy`)
    .action((path: string, options: Options) => project(terminal, path, options, tableOptionsOf(command)));
}

function project(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const format: RowFormat = outputFormat(options.output, FORMATS);
  if ((options.components === undefined) === (options.vectors === undefined)) throw new UsageError("expected --components with --mean, or --vectors");
  if (options.vectors !== undefined && options.mean !== undefined) throw new UsageError("options --vectors and --mean exclude each other: singular vectors have no mean");
  const outputs = new Outputs(terminal);
  outputs.claim(options.output, { binary: format === "npy" });
  const axes = options.vectors === undefined ? transposed(readMatrixFile(options.components!).matrix) : readMatrixFile(options.vectors).matrix;
  const start = performance.now();
  const pieces = openPieces(path, tableOptions);
  try {
    const { columns } = pieces;
    if (axes.rows !== columns) throw new DataError(`${path}: has ${columns} columns, expected ${axes.rows} as ${options.vectors ?? options.components} has`);
    const mean = options.mean === undefined ? undefined : readMatrixFile(options.mean).matrix.data;
    if (mean !== undefined && mean.length !== columns) throw new DataError(`${options.mean}: holds ${mean.length} numbers, expected ${columns}, one for each column`);
    const coordinates = (rows: Matrix): Matrix => (mean === undefined ? multiply(rows, axes) : pcaTransform({ mean, components: axes }, rows));
    const rows = writeRows(terminal, outputs, { path: options.output, format }, pieces, axes.columns, undefined, coordinates);
    outputs.commit();
    const elapsed = performance.now() - start;
    const reading = pieces.reading();
    if (options.json) terminal.print(asJson({ input: path, rows, columns, coordinates: axes.columns, ...(reading && { reading }), milliseconds: elapsed, outputs: outputs.paths }));
    else terminal.print(`${basename(path)}: ${whole(rows)} × ${columns}\n\n${namedTable([["coordinates", whole(axes.columns)], ["time", `${milliseconds(elapsed)} ms`]])}${readingTable(reading)}\nwritten: ${outputs.paths.join(", ")}\n`);
  } finally {
    outputs.discard();
    pieces.close();
  }
}

/** Writes what `of` makes of each piece, `width` numbers a row; returns how many rows there were. */
export function writeRows(
  terminal: Terminal, outputs: Outputs, target: { readonly path: string; readonly format: RowFormat }, pieces: Pieces, width: number, names: readonly string[] | undefined, of: (rows: Matrix) => Matrix,
  known?: number,
): number {
  // Where the header tells how many rows there are, and the table doesn't, it is read once more.
  let rows = known ?? pieces.rows;
  if (rows === undefined && target.format === "npy") {
    rows = 0;
    read(terminal, pieces, (piece) => { rows! += piece.rows; }, "counting");
  }
  let written = 0;
  withRowWriter(outputs, target.path, target.format, { rows: rows ?? 0, columns: width, names }, (write) => {
    read(terminal, pieces, (piece) => {
      write(of(piece));
      written += piece.rows;
    }, "coordinates");
  });
  if (rows !== undefined && written !== rows) throw new DataError(`${pieces.path}: has changed while it was read: ${whole(written)} rows, and ${whole(rows)} before`);
  return written;
}
