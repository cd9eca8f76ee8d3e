/** A colour profile: [ICC]. Carried from file to file as it is. */
export interface Profile {
  readonly space: "RGB" | "GRAY";
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 128;

/** The profile in these bytes, if it fits a picture of so many channels: [ICC] 7.2. A grey picture may have one for colours, and is then written as colours. */
export function fittingProfile(bytes: Uint8Array, channels: number): Profile | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const text = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  if (text(36) !== "acsp" || size < HEADER_BYTES || size > bytes.length) return undefined;
  const space = text(16).trim();
  if (space !== "RGB" && (space !== "GRAY" || channels !== 1)) return undefined;
  return { space, bytes: bytes.subarray(0, size) };
}
