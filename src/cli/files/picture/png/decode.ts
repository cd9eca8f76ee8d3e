import { inflateSync } from "node:zlib";
import { exifOrientation } from "../exif";
import { checkDeclared } from "../limits";
import { Broken, Unsupported, endsTooEarly } from "../refusal";
import type { ColourChunk, Decoded, Samples } from "../samples";
import { type Chunk, chunksOf, isCritical } from "./chunks";
import { unfilter } from "./filters";
import { type Header, type Pass, dataBytes, headerOf, passesOf } from "./header";
import { inflateRows } from "./inflate";
import { type Palette, unpackPalette, unpackSamples } from "./unpack";

/** What numbers mean as colours, carried along as it stands, with the bytes it has: [PNG] 11.3.2. */
const COLOUR_CHUNKS: Readonly<Record<string, number>> = { cHRM: 32, cICP: 4, gAMA: 4, sRGB: 1 };
const MOST_PROFILE_BYTES = 2 ** 24;

/** The chunks of a file, sorted. */
interface Parts {
  readonly header: Header;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly data: readonly Uint8Array[];
  /** Whether the file ends before its end mark. */
  readonly cut: boolean;
  readonly profile: Uint8Array | undefined;
  readonly orientation: number;
  readonly colour: readonly ColourChunk[];
  readonly ignored: readonly string[];
}

/** A PNG: [PNG], every kind of it. All pixels must arrive, with right checksums; chunks that are of no need may be broken, which is told. */
export function decodePng(file: Uint8Array): Decoded {
  const { header, palette, transparency, data, cut, profile, orientation, colour, ignored } = sort(file);
  const { width, height, bits, samples } = header;
  const passes = passesOf(header);
  const rows = inflateRows(Buffer.concat(data), dataBytes(passes), passes, cut);
  if (cut) throw endsTooEarly("all rows arrived, but not its end mark");
  undoFilters(rows, passes, Math.max(1, (bits * samples) / 8));
  const planes = header.palette
    ? unpackPalette(rows, header, passes, { colours: palette!, opacities: transparency ?? new Uint8Array() } satisfies Palette)
    : unpackSamples(rows, header, passes, transparency === undefined ? undefined : colourOf(transparency));
  const colours = planes.length < 3 ? 1 : 3;
  const alpha: Samples | undefined = planes[colours];
  return {
    width, height, bits, depth: bits === 16 ? 16 : 8, planes: planes.slice(0, colours), orientation, colour, ignored, fromInks: false,
    ...(alpha === undefined ? {} : { alpha }), ...(profile === undefined ? {} : { profile }),
  };
}

function sort(file: Uint8Array): Parts {
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let last = "";
  const data: Uint8Array[] = [];
  const more: { transparency?: Uint8Array; profile?: Uint8Array; orientation?: number } = {};
  const [colour, ignored]: [ColourChunk[], string[]] = [[], []];
  for (const chunk of chunksOf(file)) {
    const { type, sound, cut } = chunk;
    if (header === undefined) {
      if (type !== "IHDR") throw new (isCritical(type) ? Unsupported : Broken)(`its first chunk is ${type}, not the header`);
      if (cut) throw endsTooEarly();
      requireSound(chunk);
      header = headerOf(chunk.data);
      checkDeclared({ ...declared(header), bytes: file.length });
    } else if (type === "IDAT") {
      if (data.length > 0 && last !== "IDAT") throw new Broken("its pixels are interrupted by another chunk");
      if (data.length === 0 && header.palette && palette === undefined) throw new Broken("its palette is missing");
      if (!cut) requireSound(chunk);
      data.push(chunk.data);
    } else if (cut) {
      break;
    } else if (isCritical(type)) {
      requireSound(chunk);
      if (type === "PLTE") palette = paletteOf(chunk.data, header, palette, data.length > 0);
      else if (type !== "IEND") throw type === "IHDR" ? new Broken("it has two headers") : new Unsupported(`it holds a chunk ${type}, which only a special reader knows`);
    } else if (!sound || !take(chunk, header, palette, data.length === 0, more, colour)) {
      ignored.push(`broken chunk ${type}`);
    } else if (type === "acTL") {
      ignored.push("frames of an animation");
    }
    last = type;
  }
  if (header === undefined || (data.length === 0 && last !== "IEND")) throw endsTooEarly();
  if (data.length === 0) throw new Broken("it holds no pixels");
  return { header, palette, transparency: more.transparency, data, cut: last !== "IEND", profile: more.profile, orientation: more.orientation ?? 1, colour, ignored };
}

function requireSound({ type, sound }: Chunk): void {
  if (!sound) throw new Broken(`the checksum of its chunk ${type} is wrong`);
}

/** The memory is that of rows, planes and one more, of opacity or being turned. */
function declared(header: Header) {
  const { width, height, bits } = header;
  const samples = header.palette ? 3 : header.samples;
  return { width, height, samples, memory: dataBytes(passesOf(header)) + width * height * (samples + 1) * (bits === 16 ? 2 : 1) };
}

function paletteOf(data: Uint8Array, { palette, samples, bits }: Header, before: Uint8Array | undefined, late: boolean): Uint8Array | undefined {
  if (!palette) {
    if (samples < 3) throw new Broken("it is grey and has a palette");
    return undefined; // colours for screens that show few
  }
  if (before !== undefined) throw new Broken("it has two palettes");
  if (late) throw new Broken("its palette follows its pixels");
  if (data.length === 0 || data.length % 3 !== 0 || data.length > 3 * 256) throw new Broken(`its palette has ${data.length} bytes, not three for each of 1 to 256 colours`);
  return data.subarray(0, 3 * 2 ** bits);
}

/** Takes what an ancillary chunk says, if it is right. A second one of a kind is not. */
function take({ type, data }: Chunk, header: Header, palette: Uint8Array | undefined, early: boolean, more: { transparency?: Uint8Array; profile?: Uint8Array; orientation?: number }, colour: ColourChunk[]): boolean {
  switch (type) {
    case "tRNS": {
      const right = header.palette ? palette !== undefined && data.length > 0 && 3 * data.length <= palette.length : header.samples % 2 === 1 && data.length === 2 * header.samples;
      if (!right || !early || more.transparency !== undefined) return false;
      more.transparency = data;
      return true;
    }
    case "iCCP": {
      const profile = profileOf(data);
      if (profile === undefined || !early || more.profile !== undefined) return false;
      more.profile = profile;
      return true;
    }
    case "eXIf":
      more.orientation ??= exifOrientation(data);
      return true;
    default: {
      const bytes = COLOUR_CHUNKS[type];
      if (bytes === undefined) return true;
      if (data.length !== bytes || !early || colour.some((other) => other.type === type)) return false;
      colour.push({ type, data });
      return true;
    }
  }
}

/** Name, a zero, compression method 0, the profile: [PNG] 11.3.2.3. */
function profileOf(data: Uint8Array): Uint8Array | undefined {
  const end = data.indexOf(0);
  if (end < 1 || end > 79 || data[end + 1] !== 0) return undefined;
  try {
    return inflateSync(data.subarray(end + 2), { maxOutputLength: MOST_PROFILE_BYTES });
  } catch {
    return undefined;
  }
}

const colourOf = (data: Uint8Array) => Uint16Array.from({ length: data.length / 2 }, (_, c) => (data[2 * c]! << 8) | data[2 * c + 1]!);

function undoFilters(rows: Uint8Array, passes: readonly Pass[], step: number): void {
  let start = 0;
  for (const pass of passes) {
    const bytes = pass.rows * (pass.rowBytes + 1);
    unfilter(rows.subarray(start, start + bytes), pass.rows, pass.rowBytes, step);
    start += bytes;
  }
}
