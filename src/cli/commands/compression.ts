import { type RankCriterion, type Svd, chooseRank, reconstruct } from "../../index";
import { single } from "../../single/single";
import { type Picture, peakSignalToNoise, withChannels } from "../files/picture/picture";
import type { ScreeSeries } from "../plots/scree";
import { significant } from "../report/format";

/** A picture of low rank beside the one it approximates. */
export interface CompressedPicture {
  readonly picture: Picture;
  readonly rank: number;
  readonly relativeError: number;
  /** Share of the sum of squares kept. */
  readonly energy: number;
  /** dB, of the samples as they are written; Infinity where they are those of the original. */
  readonly psnr: number;
  /** Of the two factors of every channel: rank × (width + height) each. */
  readonly numbersStored: number;
  readonly samples: number;
  /** Infinity at rank 0, where nothing is stored. */
  readonly compression: number;
  /** At rank 0, why. */
  readonly notes: readonly string[];
}

/** Of a singular value in single precision, for each row or column. */
const ROUNDING = 2 ** -23;

/** Approximates a picture, given the decomposition of each channel; all channels get the same rank. */
export function compressPicture(picture: Picture, parts: readonly (Svd | Svd<Float32Array>)[], criterion: RankCriterion): CompressedPicture {
  const { width, height, channels } = picture;
  const { rank, curve, threshold } = chooseRank(poolSpectra(parts, ROUNDING * Math.max(width, height)), criterion, { rows: height, columns: width });
  const black = curve.every(({ value }) => value === 0);
  const { energy, relativeError } = curve[rank - 1] ?? { energy: black ? 1 : 0, relativeError: black ? 0 : 1 };
  const approximation = withChannels(picture, parts.map((part) => reconstruct(part, rank, { precision: single })));
  const numbersStored = channels.length * rank * (width + height);
  const samples = channels.length * width * height;
  return {
    picture: approximation, rank, relativeError, energy, psnr: peakSignalToNoise(picture, approximation),
    numbersStored, samples, compression: samples / numbersStored, notes: rank === 0 ? [reasonOfNothing(curve[0]!.value, threshold)] : [],
  };
}

/** Why nothing is kept of a picture with this largest singular value. */
function reasonOfNothing(largest: number, threshold: number | undefined): string {
  if (threshold === undefined || largest === 0) return "rank 0: the picture is black";
  return `rank 0: the largest singular value, ${significant(largest)}, is not above the threshold, ${significant(threshold)}: all of it counts as noise, and the result is black`;
}

/** The spectra of a picture's channels, named and coloured for a scree plot. */
export function channelSpectra(parts: readonly (Svd | Svd<Float32Array>)[]): ScreeSeries[] {
  const looks = parts.length === 1 ? [["grey", "#2f5d8a"]] : [["red", "#c8423b"], ["green", "#3c8d4a"], ["blue", "#2f5d8a"]];
  return parts.map(({ S }, c) => ({ name: looks[c]![0]!, color: looks[c]![1]!, values: Float64Array.from(S) }));
}

/**
 * The spectrum by which all channels get the same rank: s_i = √(Σ_c s_{c,i}²), so that sums of squares, and with them energy and
 * relative error, are those of the whole picture. What is at most `rounding` of the largest is that, and nothing.
 */
function poolSpectra(parts: readonly (Svd | Svd<Float32Array>)[], rounding: number): Float64Array {
  const pooled = Float64Array.from(parts[0]!.S, (_, i) => Math.sqrt(parts.reduce((sum, { S }) => sum + S[i]! * S[i]!, 0)));
  return pooled.map((s) => (s > rounding * pooled[0]! ? s : 0));
}
