import { UsageError } from "../../../src/cli/failure";
import { readMatrixFile } from "../../../src/cli/files/matrix/matrix";
import { readTableFile } from "../../../src/cli/files/matrix/table";
import { membersOf, unpack } from "../../../src/cli/files/zip";
import type { Random } from "../../support/random";
import { mutateBytes } from "../mutate/bytes";
import { type Packed, mutateZip, zipOf } from "../mutate/zip";
import { type Reader, isAllowed } from "../reader";
import { checkMatrix } from "./matrix";
import { npy } from "./npy";

/** Both ways to read an .npz file: as a matrix in full, and as it is, which may be sparse. */
export const npz: Reader = {
  name: "npz",
  mutate: mutateNpz,
  read: ({ bytes, path }) => [readTableFile(path).matrix, readMatrixFile(path, {}, bytes).matrix],
  check: (value) => (value as Parameters<typeof checkMatrix>[0][]).forEach(checkMatrix),
  // Of several arrays none is named.
  allowed: (error) => error instanceof UsageError || isAllowed(npy, error),
};

/** The archive is written anew, with an array that is broken or with something wrong around them; or the bytes are changed. */
function mutateNpz(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const files = random.integer(0, 4) === 0 ? undefined : filesOf(bytes);
  if (files === undefined || files.length === 0) return mutateBytes(bytes, random, others);
  if (random.sign() > 0) return mutateZip(files, random);
  const p = random.integer(0, files.length - 1);
  return zipOf(files.map((file, i) => (i === p ? { ...file, data: Buffer.from(npy.mutate(file.data, random, files.map(({ data }) => data))) } : file)));
}

function filesOf(bytes: Buffer): Packed[] | undefined {
  try {
    return membersOf(bytes, "").map((member) => ({ name: member.name, data: unpack(bytes, member, ""), deflated: member.method !== 0 }));
  } catch {
    return undefined;
  }
}
