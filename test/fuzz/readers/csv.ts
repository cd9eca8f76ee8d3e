import { readEntryFile } from "../../../src/cli/files/entries/entries";
import type { EntryFile } from "../../../src/cli/files/entries/entry-file";
import { UsageError } from "../../../src/cli/failure";
import { type FileGame, readGamesFile } from "../../../src/cli/files/games";
import { type MatrixFile, readMatrixFile } from "../../../src/cli/files/matrix/matrix";
import { mutateText } from "../mutate/text";
import { type Reader, isAllowed } from "../reader";
import { checkMatrix } from "./matrix";
import { checkList, checkTable } from "./naive-csv";

/** A table of numbers. */
export const csv: Reader = {
  name: "csv",
  mutate: (bytes, random, others) => mutateText(bytes, random, others),
  read: ({ bytes, path }) => readMatrixFile(path, {}, bytes),
  check: (value, { bytes }) => {
    checkMatrix((value as MatrixFile).matrix);
    checkTable(value as MatrixFile, bytes);
  },
};

/** A table with holes, or a list of entries. */
export const entries: Reader = {
  name: "entries",
  mutate: (bytes, random, others) => mutateText(bytes, random, others),
  read: ({ path }) => readEntryFile(path, undefined, undefined),
  check: (value, { bytes }) => {
    checkList(value as EntryFile, bytes);
    const { rows, columns, entries: { row, column, value: numbers }, asked } = value as EntryFile;
    if (row.length !== numbers.length || column.length !== numbers.length) throw new Error("entries of different lengths");
    if (!numbers.every(Number.isFinite)) throw new Error("an entry that is not finite");
    for (const [places, names] of [[row, rows], [column, columns], [asked.row, rows], [asked.column, columns]] as const) {
      if (!places.every((place) => place >= 0 && place < names.length)) throw new Error("an entry outside of the table");
    }
  },
};

/** Results of games. */
export const games: Reader = {
  name: "games",
  mutate: (bytes, random, others) => mutateText(bytes, random, others),
  read: ({ path }) => readGamesFile(path, {}, []).games,
  // A column that is not there is told as a wrong option.
  allowed: (error) => error instanceof UsageError || isAllowed(csv, error),
  check: (value) => (value as readonly FileGame[]).forEach(({ home, away, homeScore, awayScore }) => {
    if (home === "" || away === "" || home === away || !Number.isFinite(homeScore) || !Number.isFinite(awayScore)) throw new Error(`a game of ${JSON.stringify(home)} and ${JSON.stringify(away)}`);
  }),
};
