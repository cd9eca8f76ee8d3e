import { transfer } from "comlink";
import { chooseRank, type Matrix, type RankCriterion, type Svd } from "lowrank";
import { Approximation } from "./approximation";
import { paint, paintErrors, type Painting } from "./paint";
import { type Picture, type PictureRequest, readPicture } from "./picture-source";

/** The rules offered, in the order of the buttons. */
const RULES: Record<string, RankCriterion> = {
  "99.5 % of the energy": { energy: 0.995 },
  "5 % relative error": { relativeError: 0.05 },
  "largest gap": "gap",
  "optimal threshold": "optimal-threshold",
};

/** A picture that has been read, about to be decomposed. */
export interface ReadPicture {
  readonly width: number;
  readonly height: number;
  readonly scaledFrom?: Picture["scaledFrom"];
  readonly original: Painting;
  /** To be decomposed: copies. */
  readonly channels: readonly Matrix[];
  readonly isDenoising: boolean;
}

export interface OpenedPicture {
  /** Singular values of each channel. */
  readonly spectra: readonly Float64Array[];
  readonly suggestions: readonly { readonly rule: string; readonly rank: number }[];
}

export interface RenderedPicture {
  readonly rank: number;
  readonly approximation: Painting;
  readonly errors: Painting;
  readonly relativeError: number;
  /** Share of the sum of squares kept. */
  readonly energy: number;
  /** dB, of the samples as shown, to the picture without noise where there is one. */
  readonly psnr: number;
  readonly milliseconds: number;
}

interface Opened {
  readonly picture: Picture;
  readonly parts: readonly Approximation[];
  readonly curve: ReturnType<typeof chooseRank>["curve"];
}

let reading: Picture | undefined;
let turn = 0;
let opened: Opened | undefined;

/** Reads a picture; what was open is closed. */
export async function read(request: PictureRequest): Promise<ReadPicture> {
  const mine = ++turn;
  reading = opened = undefined;
  const picture = await readPicture(request);
  if (mine !== turn) throw new Error("another picture was asked for");
  reading = picture;
  const { width, height, scaledFrom } = picture;
  const channels = picture.channels.map((channel) => ({ ...channel, data: channel.data.slice() }));
  const original = paint(width, height, channels.map(({ data }) => data));
  const result = { width, height, original, channels, isDenoising: picture.clean !== undefined, ...(scaledFrom === undefined ? {} : { scaledFrom }) };
  return transfer(result, [original.data.buffer, ...channels.map(({ data }) => data.buffer)]);
}

/** Takes the decompositions of the channels read last, which `render` then shows at any rank. */
export function open(svds: readonly Svd[]): OpenedPicture {
  if (reading === undefined) throw new Error("no picture has been read");
  const picture = reading;
  const parts = svds.map((svd, c) => new Approximation(picture.channels[c]!, svd));
  const spectra = svds.map(({ S }) => S);
  const pooled = poolSpectra(spectra);
  const shape = { rows: picture.height, columns: picture.width };
  const choices = Object.entries(RULES).map(([rule, criterion]) => ({ rule, ...chooseRank(pooled, criterion, shape) }));
  opened = { picture, parts, curve: choices[0]!.curve };
  return { spectra, suggestions: choices.map(({ rule, rank }) => ({ rule, rank })) };
}

/** The open picture at a rank. */
export function render(rank: number): RenderedPicture {
  if (opened === undefined) throw new Error("no picture is open");
  const { picture, parts, curve } = opened;
  const { width, height, channels, clean } = picture;
  const start = performance.now();
  for (const part of parts) part.moveTo(rank);
  const milliseconds = performance.now() - start;
  const approximation = paint(width, height, parts.map(({ values }) => values));
  const errors = paintErrors(width, height, channels.map(({ data }) => data), parts.map(({ values }) => values));
  const { relativeError, energy } = rank === 0 ? { relativeError: 1, energy: 0 } : curve[rank - 1]!;
  const psnr = peakSignalToNoise(clean ?? channels, approximation);
  const result = { rank, approximation, errors, relativeError, energy, psnr, milliseconds };
  return transfer(result, [approximation.data.buffer, errors.data.buffer]);
}

/** s_i = √(Σ_c s_{c,i}²): sums of squares are those of the whole picture, so that one rank serves all channels. */
function poolSpectra(spectra: readonly Float64Array[]): Float64Array {
  return spectra[0]!.map((_, i) => Math.hypot(...spectra.map((S) => S[i]!)));
}

function peakSignalToNoise(channels: Picture["channels"], shown: Painting): number {
  let sum = 0;
  channels.forEach(({ data }, c) => {
    for (let i = 0; i < data.length; i++) sum += (data[i]! - shown.data[4 * i + c]!) ** 2;
  });
  return 10 * Math.log10((255 ** 2 * channels.length * channels[0]!.data.length) / sum);
}
