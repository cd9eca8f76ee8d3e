import { readMatrixFile } from "../../../src/cli/files/matrix/matrix";
import { readTableFile } from "../../../src/cli/files/matrix/table";
import type { Random } from "../../support/random";
import { changeMatch, mutateText } from "../mutate/text";
import type { Reader } from "../reader";
import { checkMatrix } from "./matrix";

/** Both ways to read a Matrix Market file: the whole text, and by coordinates as a stream. */
export const mtx: Reader = {
  name: "mtx",
  mutate: (bytes, random, others) => mutateText(bytes, random, others, CHANGES),
  read: ({ bytes, path }) => [readTableFile(path).matrix, readMatrixFile(path, {}, bytes).matrix],
  check: (value) => (value as Parameters<typeof checkMatrix>[0][]).forEach(checkMatrix),
};

const WORDS = ["matrix", "vector", "coordinate", "array", "real", "double", "integer", "unsigned-integer", "pattern", "complex", "general", "symmetric", "skew-symmetric", "hermitian"];
const SIZES = ["0", "1", "2", "3", "-1", "1.0", "1e1", "+2", "46340", "65536", "100000", "2147483647", "2147483648", "4294967296", "9007199254740993", "1e308", "0x2", "two", "1 1", ""];

const CHANGES = [
  (text: string, random: Random) => changeMatch(text, new RegExp(WORDS.join("|"), "gi"), random, () => random.pick(WORDS)),
  (text: string, random: Random) => changeMatch(text, new RegExp(WORDS.join("|"), "gi"), random, (word) => random.pick([word.toUpperCase(), `${word} ${word}`, "", `${word}s`])),
  // The line of sizes, or any index.
  (text: string, random: Random) => text.replace(/^(?!%)(\S+) (\S+)/m, (_, rows: string, columns: string) => `${random.pick([rows, random.pick(SIZES)])} ${random.pick([columns, random.pick(SIZES)])}`),
  (text: string, random: Random) => changeMatch(text, /\b\d+\b/g, random, () => random.pick(SIZES)),
  (text: string, random: Random) => text.replace(/^%%MatrixMarket/i, random.pick(["%%matrixmarket", "%MatrixMarket", "%%MatrixMarket%", " %%MatrixMarket", "%%MatrixMarket\t"])),
];
