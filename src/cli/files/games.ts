import type { UnscoredGame } from "../../index";
import { DataError, UsageError } from "../failure";
import { parseNumber } from "./number";
import { notesOfAlike } from "./text/alike";
import { refuseDamaged } from "./text/damaged";
import { type DialectOptions, dialectOf } from "./text/dialect";
import { openText } from "./text/encoding";
import type { Reading } from "./text/reading";
import { Records } from "./text/records";
import { listed } from "./text/selection";

export interface FileGame extends Omit<UnscoredGame, "date"> { readonly home: string; readonly away: string; readonly date?: string }

/** What a column holds, and the names it goes by, in lower case and without blanks, dots, dashes and underscores. */
const NAMES = {
  home: ["home", "hometeam", "team1", "teama"],
  away: ["away", "awayteam", "team2", "teamb"],
  homeScore: ["homescore", "homegoals", "homepoints", "score1", "goals1", "fthg", "hg"],
  awayScore: ["awayscore", "awaygoals", "awaypoints", "score2", "goals2", "ftag", "ag"],
  date: ["date", "day"],
  neutral: ["neutral", "neutralground"],
  weight: [], forfeit: [], sets: [], // only where they are asked for
} as const satisfies Record<string, readonly string[]>;

export type GameColumn = keyof typeof NAMES;
const SCORES: readonly GameColumn[] = ["homeScore", "awayScore"];
const NEEDED: readonly GameColumn[] = ["home", "away", ...SCORES];

/** How a column is named on the command line. */
export const COLUMN_OPTIONS = {
  home: "--home", away: "--away", homeScore: "--home-score", awayScore: "--away-score", date: "--date", neutral: "--neutral-column", weight: "--weight-column",
  forfeit: "--forfeit-column", sets: "--sets-column",
} as const satisfies Record<GameColumn, string>;

export interface GameOptions extends DialectOptions { readonly encoding?: string }

export interface GameFilter { readonly column: string; readonly value: string }

/**
 * The games of a CSV or TSV file with a line of names. Columns go by their usual names or by `named`; lines without both scores, of games yet
 * to be played, are left out.
 *
 * @throws UsageError  for a column that is not there, DataError, with the line, for what is no game.
 */
export function readGamesFile(
  path: string, named: Partial<Record<GameColumn, string>>, filters: readonly GameFilter[], options: GameOptions = {},
): { games: FileGame[]; reading: Reading } {
  const { source, encoding, because = null } = openText(path, options.encoding);
  try {
    const dialect = dialectOf(source, options);
    const records = new Records(source, dialect.delimiter, { ...dialect, comments: false });
    if (!records.advance()) throw new DataError(`${path}: is empty`);
    const [head, namesLine] = [records.texts(), records.line];
    const columns = findColumns(path, head, named);
    const wanted = filters.map(({ column, value }) => ({ place: placeOf(path, head, column, "--where"), value }));
    const games: FileGame[] = [];
    while (records.advance()) {
      const { line, count } = records;
      if (count !== head.length) throw new DataError(`${path}, line ${line}: ${count} values, expected ${head.length} as in the line of names`, line);
      if (!wanted.every(({ place, value }) => records.text(place) === value)) continue;
      const game = gameOf(records.texts(), columns, `${path}, line ${line}`);
      if (game !== undefined) games.push(game);
    }
    if (games.length === 0) throw new DataError(`${path}: holds no played game${filters.length > 0 ? " that --where asks for" : ""}`);
    if (options.encoding === undefined) refuseDamaged(path, games.flatMap(({ home, away }) => [home, away]));
    const used = new Set([...Object.values(columns), ...wanted.map(({ place }) => place)]);
    const leftOut = head.flatMap((name, j) => (used.has(j) ? [] : [{ column: j + 1, name, because: "not asked for" }]));
    const reading: Reading = {
      encoding, encodingBecause: because, delimiter: dialect.delimiter, decimal: dialect.decimal, thousands: null, namesLine, namesInComment: false,
      names: head.filter((_, j) => used.has(j)), index: null, columnsInFile: head.length, leftOut, missing: { cells: 0, rows: 0, treatment: "none" },
      skippedLines: dialect.skip, comments: 0, blankLines: records.blanks, emptyLines: 0, notes: notesOfAlike({ teams: games.flatMap(({ home, away }) => [home, away]) }),
    };
    return { games, reading };
  } finally {
    source.close();
  }
}

function gameOf(cells: readonly string[], columns: Partial<Record<GameColumn, number>>, place: string): FileGame | undefined {
  const cell = (column: GameColumn): string => (columns[column] === undefined ? "" : cells[columns[column]]!);
  const isScored = cell("homeScore") !== "" || cell("awayScore") !== "";
  if (!isScored && cell("forfeit") === "" && cell("sets") === "") return undefined;
  const [home, away, date] = [cell("home"), cell("away"), cell("date")];
  for (const [column, name] of [["home", home], ["away", away]] as const) {
    if (name === "") throw new DataError(`${place}: the ${column} team has no name`);
  }
  if (home === away) throw new DataError(`${place}: ${JSON.stringify(home)} plays itself`);
  if (date !== "" && !isDate(date)) throw new DataError(`${place}: ${JSON.stringify(date)} is not a date such as 2024-05-19`);
  return {
    home, away,
    ...(isScored ? { homeScore: parseNumber(cell("homeScore"), `${place}, home score`), awayScore: parseNumber(cell("awayScore"), `${place}, away score`) } : {}),
    ...(cell("weight") === "" ? {} : { weight: parseNumber(cell("weight"), `${place}, weight`) }),
    ...(cell("sets") === "" ? {} : { sets: setsOf(cell("sets"), place) }),
    ...forfeitOf(cell("forfeit"), { home, away }, place),
    neutral: truth(cell("neutral"), place),
    ...(date === "" ? {} : { date }),
  };
}

/** Points of sets, "25-20 23-25" or "25:20,23:25". */
function setsOf(text: string, place: string): [number, number][] {
  return text.trim().split(/[\s,;]+/).map((set) => {
    const points = /^(\d+)[-:](\d+)$/.exec(set);
    if (points === null) throw new DataError(`${place}: ${JSON.stringify(text)} are not the points of sets, such as 25-20 23-25`);
    return [Number(points[1]), Number(points[2])];
  });
}

/** Who did not play: "home", "away" or the name of the team; nobody where the cell is empty or no. */
function forfeitOf(text: string, teams: { readonly home: string; readonly away: string }, place: string): { readonly forfeit?: "home" | "away" } {
  if (/^(0|false|no|n|none|)$/i.test(text)) return {};
  for (const side of ["home", "away"] as const) if (text.toLowerCase() === side || text === teams[side]) return { forfeit: side };
  throw new DataError(`${place}: ${JSON.stringify(text)} in the column of forfeits is neither home, away nor one of the teams`);
}

/** A day of the calendar, "2024-05-19". */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function truth(text: string, place: string): boolean {
  if (/^(1|true|yes|y)$/i.test(text)) return true;
  if (/^(0|false|no|n|)$/i.test(text)) return false;
  throw new DataError(`${place}: ${JSON.stringify(text)} in the neutral column is neither yes nor no`);
}

function findColumns(path: string, head: readonly string[], named: Partial<Record<GameColumn, string>>): Partial<Record<GameColumn, number>> {
  const plain = head.map((name) => name.toLowerCase().replace(/[\s._-]/g, ""));
  const found: Partial<Record<GameColumn, number>> = {};
  for (const column of Object.keys(NAMES) as GameColumn[]) {
    const name = named[column];
    const place = name === undefined ? plain.findIndex((own) => (NAMES[column] as readonly string[]).includes(own)) : placeOf(path, head, name, COLUMN_OPTIONS[column]);
    if (place >= 0) found[column] = place;
    else if (NEEDED.includes(column) && !(named.sets !== undefined && SCORES.includes(column))) {
      throw new UsageError(`${path}: no column is named like ${NAMES[column].slice(0, 2).join(" or ")}: name it by ${COLUMN_OPTIONS[column]} (there are ${listed(head)})`);
    }
  }
  return found;
}

function placeOf(path: string, head: readonly string[], name: string, option: string): number {
  const place = head.indexOf(name);
  if (place < 0) throw new UsageError(`${option}: ${path} has no column ${JSON.stringify(name)} (there are ${listed(head)})`);
  return place;
}
