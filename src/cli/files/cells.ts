import type { Separator } from "./entry-file";

const [QUOTE, BLANK, TAB, RETURN] = [34, 32, 9, 13];

/** Where the first cells of a line of bytes are, blanks around them left out. */
export class Cells {
  readonly from: Int32Array;
  readonly to: Int32Array;
  private readonly mark: number;
  private readonly width: number;

  /** @param most  how many cells of a line are looked for. */
  constructor(separator: Separator, private readonly most: number) {
    this.from = new Int32Array(most);
    this.to = new Int32Array(most);
    this.mark = separator.charCodeAt(0);
    this.width = separator.length;
  }

  /** Finds the cells of the bytes from `from` to `to`, excluded; false if there are fewer, or a quote among them. */
  find(bytes: Uint8Array, from: number, to: number): boolean {
    const { mark, width, most } = this;
    let found = 0;
    let start = from;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return false;
      if (byte !== mark || (width === 2 && bytes[at + 1] !== mark)) continue;
      this.keep(bytes, found++, start, at);
      if (found === most) return true;
      at += width - 1;
      start = at + 1;
    }
    this.keep(bytes, found++, start, to);
    return found === most;
  }

  private keep(bytes: Uint8Array, cell: number, start: number, end: number): void {
    let [from, to] = [start, end];
    while (from < to && isBlank(bytes[from]!)) from++;
    while (to > from && isBlank(bytes[to - 1]!)) to--;
    this.from[cell] = from;
    this.to[cell] = to;
  }
}

function isBlank(byte: number): boolean {
  return byte === BLANK || byte === TAB || byte === RETURN;
}
