import { Command } from "commander";
import { basename, join, parse } from "node:path";
import { svd } from "../../index";
import { single } from "../../single/single";
import { type CompressedPicture, channelSpectra, compressPicture } from "./compression";
import { DataError, UsageError } from "../failure";
import { endsLikeFolder, isFolder, Outputs } from "../files/output";
import { readBytes, startOf } from "../files/input";
import { PICTURE_FORMATS, type PictureFormat, encodePicture, matrixOf, pictureFormat, readPicture } from "../files/picture/picture";
import { isBinary, outputFormat } from "../files/targets";
import { addCriterionOptions, addFormatOption, criterionOf } from "../options";
import { screePlot } from "../plots/scree";
import { asJson, decibels, milliseconds, percent, whole } from "../report/format";
import { pictureLine, pictureRecord, pictureRows } from "../report/picture";
import { withProgress } from "../report/progress";
import { namedTable } from "../report/table";
import type { Terminal } from "../terminal";

/** What is allowed to get lost where the caller does not say: hardly seen in a photograph of some 500 pixels. */
const DEFAULT_CRITERION = { relativeError: 0.05 };

type Options = Parameters<typeof criterionOf>[0] & { output?: string; format?: PictureFormat; scree?: string; json?: true };

export function compressCommand(terminal: Terminal): Command {
  const command = new Command("compress")
    .description("Approximates a picture by one of low rank, each channel by itself and all at the same rank; transparency is kept as it is.")
    .argument("<pictures...>", "PNG, JPEG, PGM or PPM; one that EXIF says is on its side is turned");
  const output = addCriterionOptions(command).option("-o, --output <picture>", "write the approximation, as .png (exact), .jpg, .pgm or .ppm; a folder/ for several, under their names");
  return addFormatOption(output, PICTURE_FORMATS)
    .option("--scree <plot>", "write a plot of the singular values, as .svg")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Without a criterion the relative error is at most ${DEFAULT_CRITERION.relativeError}. Without -o nothing is written, only reported.
The numbers stored are those of two factors, rank × (width + height) per channel, against the samples of the picture;
the output itself is an ordinary picture, upright, with the colour profile of the input.

Example:
  lowrank compress photograph.png --energy 99% -o smaller.png --scree singular-values.svg
  lowrank compress *.jpg -k 50 -o smaller/`)
    .action((paths: readonly string[], options: Options) => { compressAll(terminal, paths, options); });
}

/** One picture after another; several go to a folder, and their reports as JSON are one list. */
function compressAll(terminal: Terminal, paths: readonly string[], options: Options): void {
  const { output, scree, json } = options;
  if (paths.length === 1 && (output === undefined || !endsLikeFolder(output))) {
    compress(terminal, paths[0]!, options);
    return;
  }
  if (scree !== undefined) throw new UsageError("--scree is for one picture");
  if (output !== undefined && !isFolder(output)) throw new UsageError(`output ${output}: expected a folder/ for several pictures`);
  const targets = paths.map((path) => (output === undefined ? undefined : join(output, options.format === undefined ? basename(path) : `${parse(path).name}.${options.format}`)));
  const twice = targets.find((target, i) => target !== undefined && targets.indexOf(target) < i);
  if (twice !== undefined) throw new UsageError(`${twice} is the target of two pictures`);
  const reports: unknown[] = [];
  const each: Terminal = json ? { ...terminal, print: (text) => { reports.push(JSON.parse(String(text))); } } : terminal;
  paths.forEach((path, i) => {
    if (i > 0 && !json) terminal.print("\n");
    const { output: _, ...others } = options;
    compress(each, path, targets[i] === undefined ? others : { ...others, output: targets[i] }, true);
  });
  if (json) terminal.print(asJson(reports));
}

function compress(terminal: Terminal, path: string, options: Options, makeFolder = false): void {
  const criterion = criterionOf(options, DEFAULT_CRITERION);
  const outputs = new Outputs(terminal);
  const usual = () => pictureFormat(startOf(path)) ?? "png";
  const format = options.output === undefined ? undefined : outputFormat(options.output, PICTURE_FORMATS, { asked: options.format, usual });
  if (options.scree !== undefined) outputFormat(options.scree, ["svg"], { usual: () => "svg" });
  if (format !== undefined) outputs.claim(options.output!, { binary: isBinary(format), makeFolder });
  if (options.scree !== undefined) outputs.claim(options.scree);

  const bytes = readBytes(path);
  const picture = readPicture(path, bytes);
  const { width, height, channels } = picture;
  const most = Math.min(width, height);
  if (typeof criterion === "number" && criterion > most) {
    throw new DataError(`${path}: rank ${criterion} is more than this picture of ${width} × ${height} pixels has: at most ${most}`);
  }

  const start = performance.now();
  const cost = 20 * channels.length * width * height * most;
  const parts = withProgress(terminal, "singular values", channels, cost, (channel) => svd(matrixOf(channel), { precision: single }));
  const result = compressPicture(picture, parts, criterion);
  const elapsed = performance.now() - start;

  const encoded = format === undefined ? undefined : encodePicture(result.picture, format, options.output!);
  if (encoded !== undefined) outputs.add(options.output!, encoded);
  if (options.scree !== undefined) {
    outputs.add(options.scree, screePlot({
      title: `Singular values of ${basename(path)}`,
      subtitle: `${width} × ${height} pixels; rank ${result.rank} keeps ${percent(result.energy)} of the sum of squares`,
      series: channelSpectra(parts),
      marks: [{ rank: result.rank, label: `rank ${result.rank}: relative error ${percent(result.relativeError)}` }],
    }));
  }
  outputs.commit();
  const { report } = outputs;

  if (options.json) {
    report.print(asJson({ input: path, ...pictureRecord(picture), ...numbersOf(result), bytes: { input: bytes.length, ...(encoded && { output: encoded.length }) }, precision: "single", milliseconds: elapsed, outputs: outputs.paths }));
    return;
  }
  report.print(`${basename(path)}: ${pictureLine(picture)}\n\n`);
  report.print(namedTable([
    ["rank", `${result.rank} of ${most}`],
    ["relative error", percent(result.relativeError)],
    ["energy kept", percent(result.energy)],
    ["PSNR", decibels(result.psnr)],
    ["numbers stored", `${whole(result.numbersStored)} of ${whole(result.samples)}`],
    ["compression", result.rank === 0 ? "nothing is stored" : `${result.compression.toFixed(2)} : 1`],
    ["computed in", "single precision"],
    ...(encoded === undefined ? [] : [["file", `${whole(encoded.length)} bytes, the input ${whole(bytes.length)}: an ordinary picture, not the factors`] as const]),
    ["time", `${milliseconds(elapsed)} ms`],
    ...result.notes.map((note) => ["note", note] as const),
    ...pictureRows(picture),
  ]));
  report.print(outputs.paths.length > 0 ? `\nwritten: ${outputs.paths.join(", ")}\n` : "");
}

/** What a report tells of the result: all but the picture. */
function numbersOf({ picture: _, ...numbers }: CompressedPicture): Omit<CompressedPicture, "picture"> {
  return numbers;
}
