import { Command, Option } from "commander";
import { basename } from "node:path";
import { type Denoised, type Matrix, denoise, reconstruct } from "../../index";
import { readBytes } from "../files/input";
import { type FileOptions, type MatrixFile, formatMatrix, outputFormat, readMatrixFile, refuseTableOptions } from "../files/matrix";
import { Outputs } from "../files/output";
import { type Picture, encodePicture, matrixOf, outputPictureFormat, peakSignalToNoise, pictureFormat, readPicture, withChannels } from "../files/picture/picture";
import { numberFrom } from "../options";
import { asJson, decibels, milliseconds, percent, significant } from "../report/format";
import { pictureLine, pictureRecord, pictureRows } from "../report/picture";
import { withProgress } from "../report/progress";
import { namedTable, readingTable } from "../report/table";
import { addArrayOption, addMissingOption, addTableOptions, tableOptionsOf } from "../table-options";
import type { Terminal } from "../terminal";

const LOSSES = ["frobenius", "operator", "nuclear"] as const;

/** Names by which a file that does not begin like a picture still claims to be one. */
const PICTURE_NAME = /\.(png|jpe?g)$/i;

interface Options {
  readonly noise?: number;
  readonly loss: (typeof LOSSES)[number];
  readonly output?: string;
  readonly json?: true;
}

export function denoiseCommand(terminal: Terminal): Command {
  const command = new Command("denoise")
    .description("Removes white noise from a matrix or a picture that is of low rank underneath, by optimal shrinkage of its singular values.")
    .argument("<file>", "a matrix (CSV, TSV, .npy, .mtx) or a picture (PNG, JPEG)")
    .option("--noise <deviation>", "standard deviation of the noise, in the unit of the entries or samples; otherwise estimated", numberFrom(0))
    .addOption(new Option("--loss <norm>", "the norm in which the result is to be close").choices(LOSSES).default("frobenius"))
    .option("-o, --output <file>", "write the result: a matrix as .csv, .tsv, .npy or .mtx, a picture as .png or .jpg");
  return addArrayOption(addMissingOption(addTableOptions(command)))
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Each channel of a picture is denoised by itself; transparency is kept as it is. Without -o nothing is written, only reported.
A table in text keeps its names; how it was read is told in the report.

Example:
  lowrank denoise noisy.png --noise 25 -o clean.png`)
    .action((path: string, options: Options) => clean(terminal, path, options, tableOptionsOf(command)));
}

function clean(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const bytes = readBytes(path);
  const isPicture = pictureFormat(bytes) !== undefined || PICTURE_NAME.test(path);
  const encode = isPicture ? pictureEncoder(path, bytes, options, tableOptions) : matrixEncoder(path, bytes, options, tableOptions);
  const outputs = new Outputs();
  if (options.output !== undefined) outputs.claim(options.output);

  const { rows, columns } = encode.parts[0]!;
  const start = performance.now();
  const cost = 20 * encode.parts.length * rows * columns * Math.min(rows, columns);
  const results = withProgress(terminal, "singular values", encode.parts, cost, (part) => {
    return denoise(part, { loss: options.loss, ...(options.noise === undefined ? {} : { noise: options.noise }) });
  });
  const { file, psnr } = encode.finish(results.map((result) => reconstruct(result)));
  const elapsed = performance.now() - start;

  if (options.output !== undefined) outputs.add(options.output, file());
  outputs.commit();
  report(terminal, path, options, { rows, columns, results, picture: encode.picture, psnr, elapsed, reading: encode.reading, outputs: outputs.paths });
}

/** The matrices in a file, and how to make the output file of their clean versions. */
interface Encoder {
  readonly parts: readonly Matrix[];
  readonly reading?: MatrixFile["reading"];
  /** Where they are the channels of one. */
  readonly picture?: Picture;
  finish(clean: readonly Matrix[]): { file: () => Uint8Array | string; psnr?: number };
}

function matrixEncoder(path: string, bytes: Buffer, { output }: Options, tableOptions: FileOptions): Encoder {
  const format = output === undefined ? "csv" : outputFormat(output);
  const { matrix, reading, ...labels } = readMatrixFile(path, tableOptions, bytes);
  return { parts: [matrix], ...(reading && { reading }), finish: ([result]) => ({ file: () => formatMatrix(result!, format, false, labels) }) };
}

function pictureEncoder(path: string, bytes: Buffer, { output }: Options, tableOptions: FileOptions): Encoder {
  refuseTableOptions(tableOptions, path, "picture");
  const format = output === undefined ? "png" : outputPictureFormat(output);
  const picture = readPicture(path, bytes);
  return {
    parts: picture.channels.map(matrixOf),
    picture,
    finish: (channels) => {
      const result = withChannels(picture, channels);
      return { file: () => encodePicture(result, format, output!), psnr: peakSignalToNoise(picture, result) };
    },
  };
}

interface Outcome {
  readonly rows: number;
  readonly columns: number;
  readonly results: readonly Denoised[];
  readonly picture: Picture | undefined;
  readonly psnr: number | undefined;
  readonly elapsed: number;
  readonly reading: MatrixFile["reading"];
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, path: string, options: Options, { rows, columns, results, picture, psnr, elapsed, reading, outputs }: Outcome): void {
  const ranks = results.map(({ rank }) => rank);
  const noise = results.map((result) => result.noise);
  const changes = results.map(({ error }) => error.relative);
  if (options.json) {
    const record = {
      input: path, rows, columns, channels: results.length, ...(reading && { reading }), ...(picture && pictureRecord(picture)), loss: options.loss, ranks, noise, relativeChanges: changes,
      ...(psnr === undefined ? {} : { psnrToInput: psnr }), milliseconds: elapsed, outputs,
    };
    terminal.print(asJson(record));
    return;
  }
  terminal.print(`${basename(path)}: ${picture === undefined ? `${rows} × ${columns}` : pictureLine(picture)}\n\n`);
  terminal.print(namedTable([
    ["rank", `${ranks.join(", ")} of ${Math.min(rows, columns)}`],
    ["noise", `${noise.map((value) => significant(value)).join(", ")} ${options.noise === undefined ? "(estimated)" : "(given)"}`],
    ["relative change", changes.map(percent).join(", ")],
    ...(psnr === undefined ? [] : [["PSNR to the input", decibels(psnr)] as const]),
    ["time", `${milliseconds(elapsed)} ms`],
    ...(picture === undefined ? [] : pictureRows(picture)),
  ]));
  terminal.print(readingTable(reading));
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}
