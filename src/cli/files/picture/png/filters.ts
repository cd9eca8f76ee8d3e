import { Broken } from "../refusal";

/** Undoes the filters of `rows` rows of 1 + `rowBytes` bytes, in place: [PNG] 9.2. `step`: bytes of a pixel, at least 1. */
export function unfilter(data: Uint8Array, rows: number, rowBytes: number, step: number): void {
  for (let y = 0, at = 1; y < rows; y++, at += rowBytes + 1) {
    const end = at + rowBytes;
    const up = y === 0 ? 0 : rowBytes + 1;
    switch (data[at - 1]) {
      case 0:
        break;
      case 1:
        for (let p = at + step; p < end; p++) data[p]! += data[p - step]!;
        break;
      case 2:
        if (up > 0) for (let p = at; p < end; p++) data[p]! += data[p - up]!;
        break;
      case 3:
        for (let p = at; p < end; p++) data[p]! += ((p - step < at ? 0 : data[p - step]!) + (up === 0 ? 0 : data[p - up]!)) >> 1;
        break;
      case 4:
        unfilterPaeth(data, at, end, step, up);
        break;
      default:
        throw new Broken(`row ${y + 1} is filtered by method ${data[at - 1]}, which there is not`);
    }
  }
}

function unfilterPaeth(data: Uint8Array, at: number, end: number, step: number, up: number): void {
  if (up === 0) {
    for (let p = at + step; p < end; p++) data[p]! += data[p - step]!;
    return;
  }
  for (let p = at; p < Math.min(at + step, end); p++) data[p]! += data[p - up]!;
  for (let p = at + step; p < end; p++) data[p]! += paeth(data[p - step]!, data[p - up]!, data[p - up - step]!);
}

/** Of left, above and above left the one nearest to left + above − above left: [PNG] 9.4. */
function paeth(a: number, b: number, c: number): number {
  const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}

/**
 * Writes a row filtered into `target`, its filter first; of the five that whose bytes, as signed numbers, have the least sum of absolute values: [PNG] 12.7.
 * `above` is the row before, of zeros for the first.
 */
export function filterRow(row: Uint8Array, above: Uint8Array, step: number, target: Uint8Array): void {
  let least = Infinity;
  let best = 0;
  for (let filter = 0; filter < 5; filter++) {
    let sum = 0;
    for (let p = 0; p < row.length && sum < least; p++) sum += Math.abs((filtered(filter, row, above, step, p) << 24) >> 24);
    if (sum < least) [least, best] = [sum, filter];
  }
  target[0] = best;
  for (let p = 0; p < row.length; p++) target[p + 1] = filtered(best, row, above, step, p);
}

function filtered(filter: number, row: Uint8Array, above: Uint8Array, step: number, p: number): number {
  const value = row[p]!;
  if (filter === 0) return value;
  const b = above[p]!;
  if (filter === 2) return value - b;
  const a = p < step ? 0 : row[p - step]!;
  if (filter === 1) return value - a;
  if (filter === 3) return value - ((a + b) >> 1);
  return value - paeth(a, b, p < step ? 0 : above[p - step]!);
}
