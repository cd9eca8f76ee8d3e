import { turnOf } from "../files/picture/orientation";
import { PICTURE_NAMES, type Picture } from "../files/picture/picture";
import { whole } from "./format";

/** Format, size, kind and depth of a picture in a line. */
export function pictureLine({ width, height, channels, origin: { format, bits, fromInks } }: Picture): string {
  const colours = `${channels.length === 1 ? "grey" : "colour"}${fromInks ? " (of CMYK)" : ""}`;
  return `${PICTURE_NAMES[format]}, ${width} × ${height} pixels, ${colours}, ${bits} ${bits === 1 ? "bit" : "bits"} per sample`;
}

/** What was done with what else the file says, for a table. */
export function pictureRows({ profile, origin: { orientation, ignored } }: Picture): (readonly [name: string, value: string])[] {
  const turn = turnOf(orientation);
  return [
    ...(turn === undefined ? [] : [["turned", `${turn}, as its EXIF data say`] as const]),
    ...(profile === undefined ? [] : [["profile", `${profile.space === "RGB" ? "colours" : "grey"}, ${whole(profile.bytes.length)} bytes, kept`] as const]),
    ...(ignored.length === 0 ? [] : [["ignored", ignored.join(", ")] as const]),
  ];
}

/** The same for --json. */
export function pictureRecord({ width, height, channels, profile, origin: { format, bits, orientation, ignored, fromInks } }: Picture) {
  return {
    format: format === "jpg" ? "jpeg" : format, width, height, channels: channels.length, depth: bits, cmyk: fromInks, orientation,
    profile: profile === undefined ? null : { space: profile.space, bytes: profile.bytes.length }, ignored,
  };
}
