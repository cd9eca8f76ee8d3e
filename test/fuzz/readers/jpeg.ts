import { readPicture } from "../../../src/cli/files/picture/picture";
import type { Random } from "../../support/random";
import { endNumber, mutateBytes, noise } from "../mutate/bytes";
import type { Reader } from "../reader";
import { checkPicture } from "./picture";

export const jpeg: Reader = {
  name: "jpeg",
  mutate: mutateJpeg,
  read: ({ bytes, path }) => readPicture(path, bytes),
  check: checkPicture,
};

/** A marker with its contents; of the scan also the coded pixels behind it. */
interface Segment { readonly marker: number; readonly data: Buffer; readonly coded: Buffer; readonly length?: number }

type Change = (segments: Segment[], random: Random) => Segment[];

const [START, END, SCAN] = [0xd8, 0xd9, 0xda];
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

const CHANGES: readonly Change[] = [
  // The frame: precision, height, width, number of components, their sampling and tables; its kind.
  (segments, random) => inFrame(segments, (data) => { data.writeUInt16BE(endNumber(random) & 65535, random.pick([1, 3])); }),
  (segments, random) => inFrame(segments, (data) => { data.writeUInt16BE(random.integer(0, 40), random.pick([1, 3])); }),
  (segments, random) => inFrame(segments, (data) => { data[random.pick([0, 5])] = random.pick([0, 1, 2, 3, 4, 5, 8, 12, 16, 255]); }),
  (segments, random) => inFrame(segments, (data) => { data[random.integer(6, data.length - 1)] = random.pick([0, 1, 2, 3, 0x11, 0x12, 0x21, 0x22, 0x14, 0x41, 0x44, 0x10, 0x01, 0xff, 0x33]); }),
  (segments, random) => segments.map((segment) => (isFrame(segment.marker) ? { ...segment, marker: random.integer(0xc0, 0xcf) } : segment)),
  // The tables and the scan's header.
  (segments, random) => one(segments, random, [0xc4, 0xdb, 0xdd, SCAN], (segment) => [{ ...segment, data: mutateBytes(segment.data, random) }]),
  (segments, random) => one(segments, random, [0xc4, 0xdb, 0xdd, SCAN], () => []),
  // The coded pixels: cut, changed, restart markers among them.
  (segments, random) => one(segments, random, [SCAN], (segment) => [{ ...segment, coded: mutateBytes(segment.coded, random) }]),
  (segments, random) => one(segments, random, [SCAN], (segment) => [{ ...segment, coded: segment.coded.subarray(0, random.integer(0, segment.coded.length)) }]),
  (segments, random) => one(segments, random, [SCAN], (segment) => {
    const at = random.integer(0, segment.coded.length);
    return [{ ...segment, coded: Buffer.concat([segment.coded.subarray(0, at), Buffer.of(0xff, random.integer(0xd0, 0xd9)), segment.coded.subarray(at)]) }];
  }),
  (segments, random) => one(segments, random, [SCAN], (segment) => [segment, ...Array.from({ length: random.pick([1, 2, 50]) }, () => segment)]),
  // Any segment.
  (segments, random) => one(segments, random, [], (segment) => [{ ...segment, data: mutateBytes(segment.data, random) }]),
  (segments, random) => one(segments, random, [], (segment) => [{ ...segment, length: endNumber(random) & 65535 }]),
  (segments, random) => one(segments, random, [], (segment) => [segment, segment]),
  (segments, random) => one(segments, random, [], () => []),
  (segments, random) => one(segments, random, [], (segment) => [segment, { marker: random.integer(0xc0, 0xff), data: noise(random.integer(0, 40), random), coded: Buffer.alloc(0) }]),
  (segments, random) => random.permutation(segments.length).map((p) => segments[p]!),
];

function mutateJpeg(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const segments = parse(bytes);
  if (segments.length === 0 || random.integer(0, 5) === 0) return mutateBytes(bytes, random, others);
  let changed = segments;
  for (let n = random.pick([1, 1, 2, 3]); n > 0 && changed.length > 0; n--) changed = random.pick(CHANGES)(changed, random);
  return Buffer.concat([Buffer.of(0xff, START), ...changed.flatMap(write), Buffer.of(0xff, END)]);
}

function parse(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== END;) {
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const marker = bytes[at + 1]!;
    let next = end;
    if (marker === SCAN) { // up to the next marker that is no restart and no stuffed zero
      while (next + 1 < bytes.length && !(bytes[next] === 0xff && bytes[next + 1] !== 0 && !(bytes[next + 1]! >= 0xd0 && bytes[next + 1]! <= 0xd7))) next++;
    }
    segments.push({ marker, data: bytes.subarray(at + 4, end), coded: bytes.subarray(end, next) });
    at = next;
  }
  return segments;
}

function write({ marker, data, coded, length }: Segment): Buffer[] {
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE((length ?? data.length + 2) & 65535, 2);
  return [head, data, coded];
}

/** Changes one segment of those with these markers, or of all. */
function one(segments: readonly Segment[], random: Random, markers: readonly number[], change: (segment: Segment) => Segment[]): Segment[] {
  const places = segments.flatMap(({ marker }, p) => (markers.length === 0 || markers.includes(marker) ? [p] : []));
  if (places.length === 0) return [...segments];
  const at = random.pick(places);
  return segments.flatMap((segment, p) => (p === at ? change(segment) : [segment]));
}

function inFrame(segments: readonly Segment[], change: (data: Buffer) => void): Segment[] {
  return segments.map((segment) => {
    if (!isFrame(segment.marker) || segment.data.length < 9) return segment;
    const data = Buffer.from(segment.data);
    change(data);
    return { ...segment, data };
  });
}
