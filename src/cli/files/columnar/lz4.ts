/** Unpacks an LZ4 frame whose length is known, blocks that look back into those before them too. Checksums are not compared. Sources: lz4_Frame_format.md and lz4_Block_format.md of LZ4. */
const MAGIC = 0x184d2204;
/** Bits of the byte behind the magic number. */
const VERSION = 0xc0;
const VERSION_1 = 0x40;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const DICTIONARY = 0x01;
/** The bit of a block's size that says that it is not packed. */
const STORED = 0x8000_0000;
/** A copy is at least so long. */
const SHORTEST = 4;
/** Of a length in four bits, and of each byte that goes on with it. */
const [MORE, MORE_STILL] = [15, 255];

const wrong = () => new Error("its LZ4 data are wrong");

export function unpackLz4Frame(bytes: Uint8Array, length: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 7 || view.getUint32(0, true) !== MAGIC || (bytes[4]! & VERSION) !== VERSION_1 || (bytes[4]! & DICTIONARY) !== 0) throw wrong();
  const flags = bytes[4]!;
  const unpacked = new Uint8Array(length);
  let at = 7 + ((flags & CONTENT_SIZE) === 0 ? 0 : 8);
  let filled = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw wrong();
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const size = word % STORED;
    if (at + size > bytes.length) throw wrong();
    const block = bytes.subarray(at, at + size);
    if (word >= STORED) {
      if (filled + size > length) throw wrong();
      unpacked.set(block, filled);
      filled += size;
    } else {
      filled = unpackBlock(block, unpacked, filled);
    }
    at += size + ((flags & BLOCK_CHECKSUM) === 0 ? 0 : 4);
  }
  if (filled !== length) throw wrong();
  return unpacked;
}

/** Unpacks a block behind the first `filled` bytes; returns how many there are then. */
function unpackBlock(block: Uint8Array, unpacked: Uint8Array, filled: number): number {
  let at = 0;
  const long = (first: number): number => {
    let [sum, byte] = [first, first === MORE ? MORE_STILL : 0];
    while (byte === MORE_STILL) {
      if (at >= block.length) throw wrong();
      byte = block[at++]!;
      sum += byte;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = long(token >> 4);
    if (at + literals > block.length || filled + literals > unpacked.length) throw wrong();
    unpacked.set(block.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    if (at === block.length) return filled;
    if (at + 2 > block.length) throw wrong();
    const back = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const copied = SHORTEST + long(token & MORE);
    if (back === 0 || back > filled || filled + copied > unpacked.length) throw wrong();
    for (const end = filled + copied; filled < end; filled++) unpacked[filled] = unpacked[filled - back]!;
  }
  return filled;
}
