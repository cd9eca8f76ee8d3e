/** Reads the bytes of a WebAssembly module from its first section on. */
export class WasmReader {
  at = 8;

  constructor(bytes) {
    this.bytes = bytes;
  }

  get ended() {
    return this.at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** A number in LEB128. */
  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** So many bytes. */
  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }
}
