import { Command, InvalidArgumentError, Option } from "commander";
import { basename } from "node:path";
import { UsageError } from "../failure";
import type { FileOptions } from "../files/matrix/matrix";
import { Outputs } from "../files/output";
import { openPieces } from "../files/pieces/pieces";
import { wholeNumber } from "../options";
import { asJson, milliseconds, whole } from "../report/format";
import { namedTable, readingTable } from "../report/table";
import type { Terminal } from "../terminal";
import { type Range, centreOf, gather } from "./gather";
import { addMissingOption, addTableOptions, tableOptionsOf } from "./table-options";

interface Options {
  readonly output: string;
  readonly centre?: string;
  readonly sketch?: number;
  readonly leaf?: number;
  readonly leaves?: number;
  readonly job?: string;
  readonly rows?: Range;
  readonly json?: true;
}

export function partialCommand(terminal: Terminal): Command {
  const command = new Command("partial")
    .description("What a table, or a part of one, comes to: a small file that others of the same job can be merged with.")
    .argument("<table>", ".npy, Parquet, Arrow, CSV or TSV on a disk, of any size: it is read a piece at a time")
    .requiredOption("-o, --output <file>", "the partial, as x.lrp, or - (standard output)")
    .option("--centre <what>", "for principal components: first (the first row, where there is one leaf), or a file of numbers near the means of the columns, the same for all leaves")
    .option("--sketch <rows>", "keep a sketch of so many rows with a bound, for tables of very many columns", wholeNumber(1))
    .option("--leaf <number>", "which part of the job this is, from 0", wholeNumber(0))
    .option("--leaves <count>", "how many parts the job has", wholeNumber(1))
    .option("--job <words>", "what the rows are, in any words: partials of other jobs are refused")
    .addOption(new Option("--rows <range>", "only these rows, from 0, the last excluded, as 0:100000").argParser(range));
  return addMissingOption(addTableOptions(command))
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Cut a table into leaves once, by file and range of rows, and give each leaf its number: then any machine may work on any of them, in any order, and again
where one died. \`lowrank merge\` brings the partials together, to the same bytes whatever the order; \`lowrank svd\` and \`lowrank pca\` read the result.

Example:
  lowrank partial visits.npy --rows 0:1000000 --leaf 0 --leaves 8 --job "visits 2026" -o leaf-0.lrp`)
    .action((path: string, options: Options) => work(terminal, path, options, tableOptionsOf(command)));
}

function work(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const { leaf, leaves, job, sketch, rows: range } = options;
  if ((leaf === undefined) !== (leaves === undefined)) throw new UsageError("options --leaf and --leaves belong together: the number of the part, and how many there are");
  if (leaf !== undefined && leaf >= leaves!) throw new UsageError(`option '--leaf': ${leaf} is none of ${leaves} leaves, which count from 0`);
  if (options.centre === "first" && leaves !== undefined && leaves > 1) throw new UsageError("option '--centre first' is for one leaf: several need the same numbers, from a file");
  if (sketch !== undefined && options.centre !== undefined) throw new UsageError("options --sketch and --centre exclude each other");
  const outputs = new Outputs(terminal);
  outputs.claim(options.output, { binary: true });
  const start = performance.now();
  const pieces = openPieces(path, tableOptions);
  try {
    const { columns } = pieces;
    const centre = centreOf(options.centre, columns);
    const { partial, rows } = gather(terminal, pieces, {
      ...(sketch === undefined ? {} : { kind: "fd", rows: sketch }), ...(centre === undefined ? {} : { centre }), ...(job === undefined ? {} : { job }),
      ...(leaf === undefined ? {} : { leaf, leaves: leaves! }),
    }, range);
    const bytes = partial.bytes();
    outputs.add(options.output, bytes);
    outputs.commit();
    const { report } = outputs;
    const elapsed = performance.now() - start;
    const reading = pieces.reading();
    if (options.json) {
      report.print(asJson({ input: path, rows, columns, leaf: leaf ?? 0, leaves: leaves ?? 1, kind: sketch === undefined ? "r" : "fd", centred: centre !== undefined, bytes: bytes.length, ...(reading && { reading }), milliseconds: elapsed, outputs: outputs.paths }));
      return;
    }
    const kept = sketch === undefined ? `R of a QR factorization${centre === undefined ? "" : ", centred"}` : `a sketch of ${sketch} rows`;
    report.print(`${basename(path)}: ${whole(rows)} × ${columns}\n\n${namedTable([
      ["kept", `${kept}, ${whole(bytes.length)} bytes`], ["leaf", `${leaf ?? 0} of ${leaves ?? 1}`], ["time", `${milliseconds(elapsed)} ms`],
    ])}${readingTable(reading)}\nwritten: ${outputs.paths.join(", ")}\n`);
  } finally {
    pieces.close();
  }
}

function range(text: string): Range {
  const [, first, end] = /^(\d+):(\d+)$/.exec(text.trim()) ?? [];
  const [from, to] = [Number(first), Number(end)];
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from < to) return { first: from, end: to };
  throw new InvalidArgumentError("Expected two whole numbers, the first below the second, as 0:100000.");
}
