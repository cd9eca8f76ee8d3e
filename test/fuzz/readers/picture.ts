import type { Picture } from "../../../src/cli/files/picture/picture";

/** Throws unless every channel has its pixels, whole numbers in range. */
export function checkPicture(value: unknown): void {
  const { width, height, depth, channels, alpha } = value as Picture;
  const most = 2 ** depth - 1;
  if (![1, 3].includes(channels.length)) throw new Error(`${channels.length} channels`);
  for (const { rows, columns, data } of channels) {
    if (rows !== height || columns !== width || data.length !== width * height) throw new Error(`a channel of ${data.length} samples in ${width} × ${height}`);
    if (!data.every((x) => Number.isInteger(x) && x >= 0 && x <= most)) throw new Error(`a sample outside of 0 to ${most}`);
  }
  if (alpha !== undefined && alpha.length !== width * height) throw new Error(`${alpha.length} opacities in ${width} × ${height}`);
}
