import { readMatrixFile } from "../../../src/cli/files/matrix/matrix";
import type { Matrix } from "../../../src/index";
import type { Random } from "../../support/random";
import { endNumber, mutateBytes } from "../mutate/bytes";
import { changeMatch } from "../mutate/text";
import type { Reader } from "../reader";
import { checkMatrix } from "./matrix";

export const npy: Reader = {
  name: "npy",
  mutate: mutateNpy,
  read: ({ bytes, path }) => readMatrixFile(path, {}, bytes),
  check: (value) => checkMatrix((value as { matrix: Matrix }).matrix),
};

const TYPES = ["<f8", ">f8", "=f8", "|f8", "<f4", "<f2", "<f16", "<i8", "<u8", "<i1", "|u1", "|b1", "|?", "?", "f8", "<d", "d", "float64", "<c16", "|O", "<U5", "|S3", "<M8[ns]", "", "<f", "f8<", "<f88", "<F8"];
const SHAPES = ["()", "(,)", "(2)", "(2,)", "(2, 3)", "(2, 3,)", "(3, 2)", "(1 2, 2)", "(2 3)", "(2,,3)", "(0,)", "(0, 5)", "(2L, 3L)", "(-2, -3)", "(2.0, 3)", "(0x2, 3)", "[2, 3]", "(2, 3, 1)", "(1, 1, 6)", "(4294967296, 4294967296)", "(99999999999999999999, 1)", "(2, 3", "2, 3", "('2', 3)", "(True, 6)", "(6, True)", "(1e3, 2)"];

type Change = (header: string, random: Random) => string;

const CHANGES: readonly Change[] = [
  (header, random) => header.replace(/('descr':\s*)'[^']*'/, `$1'${random.pick(TYPES)}'`),
  (header, random) => header.replace(/('descr':\s*)'[^']*'/, `$1${random.pick(["[('a', '<f8')]", "'<f8', 'descr': '<i8'", "\"<f8\"", "<f8", "None", "b'<f8'"])}`),
  (header, random) => header.replace(/('shape':\s*)\([^)]*\)/, `$1${random.pick(SHAPES)}`),
  (header, random) => changeMatch(header, /\d+/g, random, () => String(endNumber(random))),
  (header, random) => header.replace(/True|False/, random.pick(["True", "False", "true", "1", "0", "None", "'True'", ""])),
  (header, random) => changeMatch(header, /'\w+'/g, random, () => random.pick(["'shape'", "'descr'", "'fortran_order'", "'x'", "''"])),
  (header, random) => changeMatch(header, /[{}():,' ]/g, random, () => random.pick(["", "{", "}", "(", ")", ",", "'", "\"", "\n", "\\", "\0", "é"])),
  (header, random) => header + random.pick(["x", "\n", " ".repeat(100), "}", "#"]),
];

/** The dictionary is changed as a text, and its length kept true; or the bytes are. */
function mutateNpy(bytes: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  const wide = bytes[6] !== 1;
  const start = wide ? 12 : 10;
  if (bytes.length < start || random.integer(0, 2) === 0) return mutateBytes(bytes, random, others);
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  let header = bytes.toString("latin1", start, start + length);
  for (let n = random.pick([1, 1, 2, 3]); n > 0; n--) header = random.pick(CHANGES)(header, random);
  const prefix = Buffer.from(bytes.subarray(0, start));
  if (wide) prefix.writeUInt32LE(header.length, 8);
  else prefix.writeUInt16LE(header.length & 65535, 8);
  const data = bytes.subarray(start + length);
  return Buffer.concat([prefix, Buffer.from(header, "latin1"), random.integer(0, 3) === 0 ? mutateBytes(data, random) : data]);
}
