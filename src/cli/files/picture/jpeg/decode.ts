import { Broken, endsTooEarly } from "../refusal";
import type { Decoded } from "../samples";
import { coloursOf, convertRow } from "./colours";
import { frameOf, isFrame } from "./frame";
import { Arrival } from "./receive";
import { STRAY_BYTES, afterMarker, markerAt } from "./scan";
import { profileOf, segmentAt, settings, take } from "./segments";
import { upsampleRow } from "./upsample";

const [SOI, EOI, SOS, TEM, RST0] = [0xd8, 0xd9, 0xda, 0x01, 0xd0];

/**
 * A JPEG, sequential or progressive, of 8 bits, grey or colour or CMYK, of any whole sampling factors: [JPEG]. The samples are those of libjpeg. All pixels must
 * arrive; a missing end mark behind them is no fault, as nobody needs it.
 */
export function decodeJpeg(file: Uint8Array): Decoded {
  const told = settings();
  let picture: Arrival | undefined;
  let at = 2;
  while (picture?.complete !== true) {
    at = nextMarker(file, at);
    const marker = markerAt(file, at);
    if (marker === undefined) throw endsTooEarly(picture?.arrived);
    at = afterMarker(file, at);
    if (marker === TEM || (marker >= RST0 && marker < SOI)) continue;
    if (marker === SOI) throw new Broken("a second picture begins within it");
    if (marker === EOI) throw picture === undefined ? new Broken("it holds no pixels") : endsTooEarly(picture.arrived);
    const data = segmentAt(file, at);
    at += 2 + data.length;
    if (isFrame(marker)) {
      if (picture !== undefined) throw new Broken("it has two headers");
      picture = new Arrival(frameOf(marker, data, file.length));
    } else if (marker === SOS) {
      if (picture === undefined) throw new Broken("its pixels come before its header");
      at = picture.readScan(file, at, data, told);
    } else if (marker < 0xc0) {
      throw new Broken(`it holds a marker ${marker.toString(16)}, which there is not`);
    } else {
      take(marker, data, told);
    }
  }
  if (scanFollows(file, at)) throw new Broken("it holds more scans than its pixels need");
  const { frame } = picture;
  const profile = profileOf(told);
  const colours = coloursOf(frame, told.told);
  return {
    width: frame.width, height: frame.height, depth: 8, bits: 8, planes: planesOf(picture, colours),
    orientation: told.orientation ?? 1, colour: [], ignored: profile === undefined && told.profile.count > 0 ? ["broken colour profile"] : [],
    fromInks: colours === "CMYK" || colours === "YCCK",
    ...(profile === undefined ? {} : { profile }),
  };
}

/** Where the next marker is; few bytes before it may mean nothing. The end of the file counts as one. */
function nextMarker(file: Uint8Array, at: number): number {
  for (let place = at; place - at <= STRAY_BYTES; place++) {
    if (place >= file.length || (file[place] === 0xff && markerAt(file, place) !== 0)) return place;
  }
  throw new Broken(`there is no marker at byte ${at}`);
}

/** Whether another scan follows, tables and comments before it. What is no marker is as good as the end. */
function scanFollows(file: Uint8Array, from: number): boolean {
  for (let at = from; file[at] === 0xff;) {
    const marker = markerAt(file, at) ?? EOI;
    if (marker === SOS) return true;
    at = afterMarker(file, at);
    if (marker >= RST0 && marker < SOI) continue;
    if (marker < 0xc0 || marker === SOI || marker === EOI || isFrame(marker)) return false;
    at += ((file[at] ?? 0) << 8) | (file[at + 1] ?? 0);
  }
  return false;
}

/** Grey, or red, green and blue, at full size. */
function planesOf(picture: Arrival, colours: ReturnType<typeof coloursOf>): Uint8Array<ArrayBuffer>[] {
  const { frame } = picture;
  const { width, height } = frame;
  const components = picture.planes();
  const rows = components.map(() => new Uint8Array(width));
  const planes = Array.from({ length: components.length === 1 ? 1 : 3 }, () => new Uint8Array(width * height));
  for (let y = 0; y < height; y++) {
    for (const [c, component] of components.entries()) upsampleRow(component, frame, y, rows[c]!);
    convertRow(rows, colours, width);
    for (const [c, plane] of planes.entries()) plane.set(rows[c]!, y * width);
  }
  return planes;
}
