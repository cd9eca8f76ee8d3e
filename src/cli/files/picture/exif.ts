/** Tag, type, count and value of one entry of a directory. */
const ENTRY_BYTES = 12;
const ORIENTATION = 0x0112;
const [SHORT, LONG] = [3, 4];

/**
 * The orientation that EXIF data (a TIFF header and its first directory) tell, 1 to 8: [EXIF] 4.6.5.1. What is cut off, broken or beyond 8 counts as not
 * said, which is 1.
 */
export function exifOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return 1;
  const order = view.getUint16(0);
  const little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return 1;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return 1;
  const entries = view.getUint16(directory, little);
  for (let e = 0; e < entries; e++) {
    const at = directory + 2 + e * ENTRY_BYTES;
    if (at + ENTRY_BYTES > view.byteLength) return 1;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const type = view.getUint16(at + 2, little);
    if (view.getUint32(at + 4, little) !== 1) return 1;
    const value = type === SHORT ? view.getUint16(at + 8, little) : type === LONG ? view.getUint32(at + 8, little) : 1;
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
