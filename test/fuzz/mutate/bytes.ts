import type { Random } from "../../support/random";

/** Numbers at the ends of what a field can hold, and just beside. */
const ENDS = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

type Change = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const CHANGES: readonly Change[] = [
  // A bit, a byte, a number of 1, 2, 4 or 8 bytes of either order.
  (bytes, random) => altered(bytes, (copy) => { copy[place(copy, random)]! ^= 1 << random.integer(0, 7); }),
  (bytes, random) => altered(bytes, (copy) => { copy[place(copy, random)] = random.integer(0, 255); }),
  (bytes, random) => altered(bytes, (copy) => { copy[place(copy, random)] = random.pick(ENDS); }),
  (bytes, random) => altered(bytes, (copy) => { writeNumber(copy, random); }),
  (bytes, random) => altered(bytes, (copy) => { writeNumber(copy, random); }),
  // A range away, doubled, cleared, random, moved.
  (bytes, random) => { const [from, to] = range(bytes, random); return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]); },
  (bytes, random) => { const [from, to] = range(bytes, random); return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]); },
  (bytes, random) => altered(bytes, (copy) => copy.fill(random.pick([0, 255, 32]), ...range(copy, random))),
  (bytes, random) => {
    const [from, to] = range(bytes, random);
    const at = place(bytes, random);
    const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    return Buffer.concat([rest.subarray(0, at), bytes.subarray(from, to), rest.subarray(at)]);
  },
  (bytes, random) => { const at = place(bytes, random); return Buffer.concat([bytes.subarray(0, at), noise(random.integer(1, 40), random), bytes.subarray(at)]); },
  // The end cut off, or something behind it.
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => bytes.subarray(0, Math.max(0, bytes.length - random.integer(1, 20))),
  (bytes, random) => Buffer.concat([bytes, noise(random.integer(1, 40), random)]),
  // The start of one file with the end of another.
  (bytes, random, others) => {
    const other = others.length > 0 ? random.pick(others) : bytes;
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
  },
];

/** The same bytes with one to four changes that know nothing of the format. */
export function mutateBytes(bytes: Buffer, random: Random, others: readonly Buffer[] = []): Buffer {
  let changed = bytes;
  for (let n = random.pick([1, 1, 1, 2, 3, 4]); n > 0; n--) changed = random.pick(CHANGES)(changed, random, others);
  return changed;
}

/** A number at an end of a field's range, near it, or any. */
export function endNumber(random: Random): number {
  return random.pick([() => random.pick(ENDS), () => random.pick(ENDS) + random.integer(-1, 1), () => random.bits(), () => random.integer(0, 300)])();
}

export function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(0, 255)));
}

function altered(bytes: Buffer, change: (copy: Buffer) => unknown): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) change(copy);
  return copy;
}

/** Half of all places are among the first bytes, where headers are. */
function place(bytes: Buffer, random: Random): number {
  return random.integer(0, Math.max(0, (random.sign() > 0 ? bytes.length : Math.min(bytes.length, 100)) - 1));
}

function range(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = place(bytes, random);
  return [from, Math.min(bytes.length, from + random.pick([1, 2, 4, 8, random.integer(1, 64), random.integer(1, Math.max(1, bytes.length))]))];
}

function writeNumber(bytes: Buffer, random: Random): void {
  const size = random.pick([2, 4, 8]);
  if (bytes.length < size) return;
  const at = Math.min(place(bytes, random), bytes.length - size);
  const value = endNumber(random);
  const digits = Buffer.from(Array.from({ length: size }, (_, p) => Math.floor(value / 256 ** p) & 255));
  (random.sign() > 0 ? digits : digits.reverse()).copy(bytes, at);
}
