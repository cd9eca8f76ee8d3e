import { deflateRawSync } from "node:zlib";
import type { Random } from "../../support/random";
import { endNumber } from "./bytes";

/** A file of an archive as it is to be written; what is not said is as it should be. */
export interface Packed {
  readonly name: string;
  readonly data: Buffer;
  readonly deflated: boolean;
  /** Fields of the local header and of the directory, by their places there, that are given another value. */
  readonly local?: Readonly<Record<number, number>>;
  readonly central?: Readonly<Record<number, number>>;
}

/** An archive, and fields of its last record that are given another value. */
export function zipOf(files: readonly Packed[], end: Readonly<Record<number, number>> = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, deflated, local = {}, central = {} } of files) {
    const body = deflated ? deflateRawSync(data) : data;
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26); // version, flags, method, time, date, checksum, sizes, lengths
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt32LE(crc(data), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const header = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields]);
    const record = Buffer.concat([Buffer.from("PK\x01\x02\x14\0", "latin1"), fields, Buffer.alloc(14)]);
    record.writeUInt32LE(at, 42);
    parts.push(changed(header, local), title, body);
    directory.push(changed(record, central), title);
    at += header.length + title.length + body.length;
  }
  const records = Buffer.concat(directory);
  const last = Buffer.alloc(22);
  last.write("PK\x05\x06", "latin1");
  last.writeUInt16LE(files.length, 8);
  last.writeUInt16LE(files.length, 10);
  last.writeUInt32LE(records.length, 12);
  last.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, records, changed(last, end)]);
}

const LARGE = 1 << 18;
const LOCAL_FIELDS = [4, 6, 8, 14, 18, 22, 26, 28];
const CENTRAL_FIELDS = [6, 8, 10, 16, 20, 24, 28, 30, 32, 42];
const END_FIELDS = [4, 6, 8, 10, 12, 16, 20];
const NAMES = ["a.npy", "data.npy", "format.npy", "shape.npy", "indices.npy", "../a.npy", "/a.npy", "a.npy\0", "", ".npy", "ä.npy", "\u001b[31m.npy", "a.txt", "a".repeat(300) + ".npy", "__proto__.npy"];

/** An archive of these files with something wrong: names, methods, sizes, checksums, places; files away, twice, or in another order. */
export function mutateZip(files: readonly Packed[], random: Random): Buffer {
  let all = [...files];
  let end: Record<number, number> = {};
  for (let n = random.pick([1, 1, 2, 3]); n > 0; n--) {
    const p = random.integer(0, Math.max(0, all.length - 1));
    const file = all[p];
    random.pick([
      () => { if (file) all[p] = { ...file, local: { ...file.local, [random.pick(LOCAL_FIELDS)]: endNumber(random) } }; },
      () => { if (file) all[p] = { ...file, central: { ...file.central, [random.pick(CENTRAL_FIELDS)]: endNumber(random) } }; },
      () => { if (file) all[p] = { ...file, central: { ...file.central, [random.pick(CENTRAL_FIELDS)]: endNumber(random) } }; },
      () => { end = { ...end, [random.pick(END_FIELDS)]: endNumber(random) }; },
      () => { if (file) all[p] = { ...file, name: random.pick([...NAMES, ...files.map(({ name }) => name)]) }; },
      () => { if (file) all[p] = { ...file, deflated: !file.deflated }; },
      () => { all = random.permutation(all.length).map((i) => all[i]!); },
      () => { all = all.filter((_, i) => i !== p); },
      () => { if (file) all = [...all, file]; },
      // More than it says, less than it says, and far more than its packed size.
      () => { if (file) all[p] = { ...file, data: Buffer.concat([file.data, Buffer.alloc(random.pick([1, 64, 1 << 20, 30 << 20]))]), deflated: true, central: random.sign() > 0 ? {} : { 24: file.data.length } }; },
    ])();
  }
  // A small file is what it is about, so what is large is packed.
  return zipOf(all.map((file) => (file.data.length < LARGE ? file : { ...file, deflated: true })), end);
}

/** Fields of two bytes stand at these places; all others have four. */
const SHORT_LOCAL = new Set([4, 6, 8, 26, 28]);
const SHORT_CENTRAL = new Set([6, 8, 10, 28, 30, 32]);
const SHORT_END = new Set([4, 6, 8, 10, 20]);

function changed(record: Buffer, fields: Readonly<Record<number, number>>): Buffer {
  const short = record[2] === 3 ? SHORT_LOCAL : record[2] === 1 ? SHORT_CENTRAL : SHORT_END;
  for (const [place, value] of Object.entries(fields)) {
    if (short.has(Number(place))) record.writeUInt16LE(value & 0xffff, Number(place));
    else record.writeUInt32LE(value >>> 0, Number(place));
  }
  return record;
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  return c;
});

function crc(data: Buffer): number {
  let c = -1;
  for (const byte of data) c = (c >>> 8) ^ TABLE[(c ^ byte) & 255]!;
  return ~c >>> 0;
}
