import { at } from "../memory";

/** The remainders of all bytes, made when they are first needed. */
const TABLE: usize = memory.data(1024);
/** x^32 + x^28 + ... + 1, bits reversed: Castagnoli's polynomial.   [CBH93] */
const POLYNOMIAL: u32 = 0x82f63b78;

/** The CRC-32C of bytes; `before`: that of what comes before them, or 0. */
export function crc32c(before: u32, bytes: usize, length: usize): u32 {
  if (load<u32>(TABLE + 4) == 0) fillTable();
  let crc = ~before;
  const end = bytes + length;
  while (bytes < end) {
    crc = load<u32>(at<u32>(TABLE, (crc ^ load<u8>(bytes)) & 0xff)) ^ (crc >>> 8);
    bytes++;
  }
  return ~crc;
}

function fillTable(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * POLYNOMIAL);
    store<u32>(at<u32>(TABLE, i), crc);
  }
}
