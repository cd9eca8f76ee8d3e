import { Command, Option } from "commander";
import { basename } from "node:path";
import { type Denoised, type Matrix, denoise, reconstruct } from "../../index";
import { DataError, UsageError } from "../failure";
import { readBytes } from "../files/input";
import { type FileOptions, MATRIX_FORMATS, type MatrixFile, type MatrixFormat, formatMatrix, inputFormat, readMatrixFile, refuseTableOptions } from "../files/matrix/matrix";
import { Outputs } from "../files/output";
import { PICTURE_FORMATS, type Picture, type PictureFormat, encodePicture, matrixOf, peakSignalToNoise, pictureFormat, readPicture, withChannels } from "../files/picture/picture";
import { isBinary, outputFormat } from "../files/targets";
import { addFormatOption, numberFrom } from "../options";
import { asJson, decibels, milliseconds, percent, significant } from "../report/format";
import { pictureLine, pictureRecord, pictureRows } from "../report/picture";
import { withProgress } from "../report/progress";
import { namedTable, readingTable } from "../report/table";
import { addArrayOption, addMissingOption, addTableOptions, tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";

/** Singular values from which the level of the noise can be estimated: the median of fewer is that of the signal. */
const LEAST_VALUES = 3;

const LOSSES = ["frobenius", "operator", "nuclear"] as const;

/** Names by which a file that does not begin like a picture still claims to be one. */
const PICTURE_NAME = /\.(png|jpe?g|p[gp]m)$/i;

interface Options {
  readonly noise?: number;
  readonly loss: (typeof LOSSES)[number];
  readonly output?: string;
  readonly format?: MatrixFormat | PictureFormat;
  readonly json?: true;
}

export function denoiseCommand(terminal: Terminal): Command {
  const command = new Command("denoise")
    .description("Removes white noise from a matrix or a picture that is of low rank underneath, by optimal shrinkage of its singular values.")
    .argument("<file>", "a matrix (CSV, TSV, .npy, .mtx) or a picture (PNG, JPEG)")
    .option("--noise <deviation>", "standard deviation of the noise, in the unit of the entries or samples; otherwise estimated", numberFrom(0))
    .addOption(new Option("--loss <norm>", "the norm in which the result is to be close").choices(LOSSES).default("frobenius"))
    .option("-o, --output <file>", "write the result: a matrix as .csv, .tsv, .npy or .mtx, a picture as .png or .jpg");
  addFormatOption(command, [...MATRIX_FORMATS, ...PICTURE_FORMATS]);
  return addArrayOption(addMissingOption(addTableOptions(command)))
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Each channel of a picture is denoised by itself; transparency is kept as it is. Without -o nothing is written, only reported.
Singular values up to the threshold σ (√rows + √columns) are those of noise. The level σ is estimated from the median singular value: of three or more, fewer than
half of which carry signal. What the means of the columns alone would change is told beside the change.
A table in text keeps its names; how it was read is told in the report.

Example:
  lowrank denoise noisy.png --noise 25 -o clean.png`)
    .action((path: string, options: Options) => clean(terminal, path, options, tableOptionsOf(command)));
}

function clean(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const bytes = readBytes(path);
  const isPicture = pictureFormat(bytes) !== undefined || PICTURE_NAME.test(path);
  const encode = isPicture ? pictureEncoder(path, bytes, options, tableOptions) : matrixEncoder(path, bytes, options, tableOptions);
  const outputs = new Outputs(terminal);
  if (options.output !== undefined) outputs.claim(options.output, { binary: isBinary(encode.format) });

  const { rows, columns } = encode.parts[0]!;
  if (options.noise === undefined && Math.min(rows, columns) < LEAST_VALUES) {
    throw new DataError(`${path}: ${rows} × ${columns} is too small for an estimate of its noise, which takes ${LEAST_VALUES} rows and columns: --noise <deviation> says how strong it is`);
  }
  const start = performance.now();
  const cost = 20 * encode.parts.length * rows * columns * Math.min(rows, columns);
  const results = withProgress(terminal, "singular values", encode.parts, cost, (part) => {
    return denoise(part, { loss: options.loss, ...(options.noise === undefined ? {} : { noise: options.noise }) });
  });
  const { file, psnr } = encode.finish(results.map((result) => reconstruct(result)));
  const elapsed = performance.now() - start;

  if (options.output !== undefined) outputs.add(options.output, file());
  const decisions = results.map((result, c) => decisionOf(encode.parts[c]!, result));
  outputs.commit();
  report(outputs.report, path, options, { rows, columns, results, decisions, picture: encode.picture, psnr, elapsed, reading: encode.reading, outputs: outputs.paths });
}

/** The matrices in a file, and how to make the output file of their clean versions. */
interface Encoder {
  readonly parts: readonly Matrix[];
  /** Of the output. */
  readonly format: MatrixFormat | PictureFormat;
  readonly reading?: MatrixFile["reading"];
  /** Where they are the channels of one. */
  readonly picture?: Picture;
  finish(clean: readonly Matrix[]): { file: () => Uint8Array | string; psnr?: number };
}

function matrixEncoder(path: string, bytes: Buffer, { output, format: asked }: Options, tableOptions: FileOptions): Encoder {
  const format = formatFor(output, MATRIX_FORMATS, asked, () => { const found = inputFormat(bytes, path); return found === "npz" ? "npy" : found; });
  const { matrix, reading, ...labels } = readMatrixFile(path, tableOptions, bytes);
  return { parts: [matrix], format, ...(reading && { reading }), finish: ([result]) => ({ file: () => formatMatrix(result!, format, false, labels) }) };
}

function pictureEncoder(path: string, bytes: Buffer, { output, format: asked }: Options, tableOptions: FileOptions): Encoder {
  refuseTableOptions(tableOptions, path, "picture");
  const format = formatFor(output, PICTURE_FORMATS, asked, () => pictureFormat(bytes) ?? "png");
  const picture = readPicture(path, bytes);
  return {
    parts: picture.channels.map(matrixOf), format, picture,
    finish: (channels) => {
      const result = withChannels(picture, channels);
      return { file: () => encodePicture(result, format, output!), psnr: peakSignalToNoise(picture, result) };
    },
  };
}

/** The format of the output of a matrix, or of a picture. */
function formatFor<F extends MatrixFormat | PictureFormat>(output: string | undefined, formats: readonly F[], asked: Options["format"], usual: () => F): F {
  const fitting = formats.find((format) => format === asked);
  if (asked !== undefined && fitting === undefined) throw new UsageError(`option '--format ${asked}' is not for ${formats.some((format) => format === "png") ? "a picture" : "a matrix"}: expected ${formats.join(", ")}`);
  return output === undefined ? usual() : outputFormat(output, formats, { asked: fitting, usual });
}

/** What stood against what. */
interface Decision {
  /** σ (√m + √n): below it are the singular values of noise alone. */
  readonly threshold: number;
  /** The largest singular value, where nothing is kept. */
  readonly largest?: number;
  /** ‖A − column means‖ / ‖A‖, 0 for a zero matrix: what the simplest of all models changes. */
  readonly meansChange: number;
}

function decisionOf({ rows, columns, data }: Matrix, { rank, noise, error }: Denoised): Decision {
  const means = new Float64Array(columns);
  const size = data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  data.forEach((x, p) => { means[p % columns]! += x / rows; });
  const squares = data.reduce((sum, x, p) => sum + ((x - means[p % columns]!) / size) ** 2, 0);
  return {
    threshold: noise * (Math.sqrt(rows) + Math.sqrt(columns)), ...(rank === 0 ? { largest: error.spectral } : {}),
    meansChange: size === 0 ? 0 : Math.sqrt(squares / data.reduce((sum, x) => sum + (x / size) ** 2, 0)),
  };
}

interface Outcome {
  readonly rows: number;
  readonly columns: number;
  readonly results: readonly Denoised[];
  readonly decisions: readonly Decision[];
  readonly picture: Picture | undefined;
  readonly psnr: number | undefined;
  readonly elapsed: number;
  readonly reading: MatrixFile["reading"];
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, path: string, options: Options, { rows, columns, results, decisions, picture, psnr, elapsed, reading, outputs }: Outcome): void {
  const ranks = results.map(({ rank }) => rank);
  const noise = results.map((result) => result.noise);
  const changes = results.map(({ error }) => error.relative);
  if (options.json) {
    const record = {
      input: path, rows, columns, channels: results.length, ...(reading && { reading }), ...(picture && pictureRecord(picture)), loss: options.loss, ranks, noise,
      thresholds: decisions.map(({ threshold }) => threshold), relativeChanges: changes, relativeChangesByMeans: decisions.map(({ meansChange }) => meansChange), notes: notesOf(decisions),
      ...(psnr === undefined ? {} : { psnrToInput: psnr }), milliseconds: elapsed, outputs,
    };
    terminal.print(asJson(record));
    return;
  }
  terminal.print(`${basename(path)}: ${picture === undefined ? `${rows} × ${columns}` : pictureLine(picture)}\n\n`);
  terminal.print(namedTable([
    ["rank", `${ranks.join(", ")} of ${Math.min(rows, columns)}`],
    ["noise", `${noise.map((value) => significant(value)).join(", ")} ${options.noise === undefined ? "(estimated)" : "(given)"}`],
    ["threshold", decisions.map(({ threshold }) => significant(threshold)).join(", ")],
    ["relative change", changes.map(percent).join(", ")],
    ["by column means alone", decisions.map(({ meansChange }) => percent(meansChange)).join(", ")],
    ...notesOf(decisions).map((note) => ["note", note] as const),
    ...(psnr === undefined ? [] : [["PSNR to the input", decibels(psnr)] as const]),
    ["time", `${milliseconds(elapsed)} ms`],
    ...(picture === undefined ? [] : pictureRows(picture)),
  ]));
  terminal.print(readingTable(reading));
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}

/** Where nothing is kept, why. */
function notesOf(decisions: readonly Decision[]): string[] {
  return decisions.flatMap(({ largest, threshold }, c) => {
    if (largest === undefined) return [];
    const which = decisions.length > 1 ? `, channel ${c + 1}` : "";
    const why = largest === 0 ? "all is 0 already" : `the largest singular value, ${significant(largest)}, ${largest > threshold ? "is shrunk to 0" : "is not above the threshold"}; the result is 0 everywhere`;
    return [`rank 0${which}: ${why}`];
  });
}
