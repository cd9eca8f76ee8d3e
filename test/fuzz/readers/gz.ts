import { gunzipSync, gzipSync } from "node:zlib";
import { readMatrixFile } from "../../../src/cli/files/matrix/matrix";
import { readTableFile } from "../../../src/cli/files/matrix/table";
import type { Random } from "../../support/random";
import { mutateBytes } from "../mutate/bytes";
import { type Reader, isAllowed } from "../reader";
import { csv } from "./csv";
import { checkMatrix } from "./matrix";
import { mtx } from "./mtx";
import { npy } from "./npy";

/** Files in any format that gzip compressed. */
export const gz: Reader = {
  name: "gz",
  mutate: mutateGzip,
  read: ({ path }) => [readTableFile(path).matrix, readMatrixFile(path).matrix],
  check: (value) => (value as Parameters<typeof checkMatrix>[0][]).forEach(checkMatrix),
  allowed: (error) => isAllowed(csv, error),
};

/** What is inside is changed, or the bytes are, or it is packed in parts, with something behind, or blown up. */
function mutateGzip(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const inside = contentOf(bytes);
  if (inside === undefined || random.integer(0, 2) === 0) return mutateBytes(bytes, random, others);
  const mutate = inside.toString("latin1", 1, 6) === "NUMPY" ? npy.mutate : inside.toString("latin1", 0, 2) === "%%" ? mtx.mutate : csv.mutate;
  const pack = (data: Uint8Array) => gzipSync(data, { level: random.integer(0, 9) });
  return random.pick([
    () => pack(mutate(inside, random, [])),
    () => pack(mutate(inside, random, [])),
    () => { const at = random.integer(0, inside.length); return Buffer.concat([pack(inside.subarray(0, at)), pack(inside.subarray(at))]); },
    () => Buffer.concat([pack(inside), random.pick([Buffer.alloc(100), Buffer.from("x"), Buffer.of(0x1f, 0x8b), bytes.subarray(0, random.integer(0, bytes.length))])]),
    () => pack(pack(inside)),
    () => pack(Buffer.concat([inside, Buffer.alloc(random.pick([1, 1 << 16, 1 << 22]), random.pick(["0,1\n", "1", "\n", "0 1\n", "\0"]))])),
  ])();
}

function contentOf(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: 1 << 20 });
  } catch {
    return undefined;
  }
}
