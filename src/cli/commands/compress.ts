import { Command } from "commander";
import { basename } from "node:path";
import { type RankChoice, type Svd, chooseRank, reconstruct, svd } from "../../index";
import { DataError } from "../failure";
import { Outputs } from "../files/output";
import { type Picture, encodePicture, outputPictureFormat, peakSignalToNoise, readPicture, withChannels } from "../files/picture";
import { addCriterionOptions, criterionOf } from "../options";
import { type ScreeSeries, screePlot } from "../plots/scree";
import { asJson, decibels, milliseconds, percent, whole } from "../report/format";
import { withProgress } from "../report/progress";
import { namedTable } from "../report/table";
import type { Terminal } from "../terminal";

/** What is allowed to get lost where the caller does not say: hardly seen in a photograph of some 500 pixels. */
const DEFAULT_CRITERION = { relativeError: 0.05 };

type Options = Parameters<typeof criterionOf>[0] & { output?: string; scree?: string; json?: true };

export function compressCommand(terminal: Terminal): Command {
  const command = new Command("compress")
    .description("Approximates a picture by one of low rank, each channel by itself and all at the same rank; transparency is kept as it is.")
    .argument("<picture>", "PNG (8 or 16 bits per sample) or JPEG");
  return addCriterionOptions(command)
    .option("-o, --output <picture>", "write the approximation, as .png (exact) or .jpg")
    .option("--scree <plot>", "write a plot of the singular values, as .svg")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
Without a criterion the relative error is at most ${DEFAULT_CRITERION.relativeError}. Without -o nothing is written, only reported.
The numbers stored are those of two factors, rank × (width + height) per channel, against the samples of the picture;
the output itself is an ordinary picture.

Example:
  lowrank compress photograph.png --energy 99% -o smaller.png --scree singular-values.svg`)
    .action((path: string, options: Options) => compress(terminal, path, options));
}

function compress(terminal: Terminal, path: string, options: Options): void {
  const criterion = criterionOf(options, DEFAULT_CRITERION);
  const outputs = new Outputs();
  const format = options.output === undefined ? undefined : outputPictureFormat(options.output);
  for (const target of [options.output, options.scree]) if (target !== undefined) outputs.claim(target);

  const picture = readPicture(path);
  const { width, height, depth, channels } = picture;
  const most = Math.min(width, height);
  if (typeof criterion === "number" && criterion > most) {
    throw new DataError(`${path}: rank ${criterion} is more than this picture of ${width} × ${height} pixels has: at most ${most}`);
  }

  const start = performance.now();
  const cost = 20 * channels.length * width * height * most;
  const parts = withProgress(terminal, "singular values", channels, cost, svd);
  const pooled = poolSpectra(parts);
  const choice = chooseRank(pooled, criterion, { rows: height, columns: width });
  const approximation = withChannels(picture, parts.map((part) => reconstruct(part, choice.rank)));
  const elapsed = performance.now() - start;

  const report = reportOf(path, picture, choice, peakSignalToNoise(picture, approximation), elapsed);
  if (format !== undefined) outputs.add(options.output!, encodePicture(approximation, format, options.output!));
  if (options.scree !== undefined) outputs.add(options.scree, plot(path, picture, parts, report));
  outputs.commit();

  if (options.json) {
    terminal.print(asJson({ ...report, depth, outputs: outputs.paths }));
    return;
  }
  terminal.print(`${basename(path)}: ${width} × ${height} pixels, ${channels.length === 1 ? "grey" : "colour"}, ${depth} bits per sample\n\n`);
  terminal.print(namedTable([
    ["rank", `${report.rank} of ${most}`],
    ["relative error", percent(report.relativeError)],
    ["energy kept", percent(report.energy)],
    ["PSNR", decibels(report.psnr)],
    ["numbers stored", `${whole(report.numbersStored)} of ${whole(report.samples)}`],
    ["compression", report.rank === 0 ? "nothing is stored" : `${report.compression.toFixed(2)} : 1`],
    ["time", `${milliseconds(report.milliseconds)} ms`],
  ]));
  terminal.print(outputs.paths.length > 0 ? `\nwritten: ${outputs.paths.join(", ")}\n` : "");
}

/**
 * The spectrum by which all channels get the same rank: s_i = √(Σ_c s_{c,i}²), so that sums of squares, and with them energy and
 * relative error, are those of the whole picture.
 */
function poolSpectra(parts: readonly Svd[]): Float64Array {
  return parts[0]!.S.map((_, i) => Math.hypot(...parts.map(({ S }) => S[i]!)));
}

function reportOf(path: string, { width, height, channels }: Picture, { rank, curve }: RankChoice, psnr: number, elapsed: number) {
  const zero = curve.every(({ value }) => value === 0);
  const { energy, relativeError } = curve[rank - 1] ?? { energy: zero ? 1 : 0, relativeError: zero ? 0 : 1 };
  const numbersStored = channels.length * rank * (width + height);
  const samples = channels.length * width * height;
  return {
    input: path,
    width,
    height,
    channels: channels.length,
    rank,
    relativeError,
    energy,
    /** dB, of the samples as they are written; null in JSON where the approximation is exact. */
    psnr,
    numbersStored,
    samples,
    /** null in JSON at rank 0, where nothing is stored. */
    compression: samples / numbersStored,
    milliseconds: elapsed,
  };
}

function plot(path: string, { width, height, channels }: Picture, parts: readonly Svd[], report: ReturnType<typeof reportOf>): string {
  const looks = channels.length === 1 ? [["grey", "#2f5d8a"]] : [["red", "#c8423b"], ["green", "#3c8d4a"], ["blue", "#2f5d8a"]];
  const series = parts.map(({ S }, c): ScreeSeries => ({ name: looks[c]![0]!, color: looks[c]![1]!, values: S }));
  return screePlot({
    title: `Singular values of ${basename(path)}`,
    subtitle: `${width} × ${height} pixels; rank ${report.rank} keeps ${percent(report.energy)} of the sum of squares`,
    series,
    marks: [{ rank: report.rank, label: `rank ${report.rank}: relative error ${percent(report.relativeError)}` }],
  });
}
