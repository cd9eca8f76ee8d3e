import { checkBoolean, describe, reading } from "../checks";
import { refuseUnread } from "../entry-fields";
import { outOfRange, wrongKind } from "../errors";
import { allocate, mapped } from "../lists";
import type { Game, Team } from "./types";

const FIELDS = ["home", "away", "homeScore", "awayScore", "date", "neutral"];
/** Beyond this, squares of margins overflow. */
const LARGEST_SCORE = 1e100;
const MILLISECONDS_PER_DAY = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Teams in the order of their names, games in one order whatever the order they came in: the same games give the same bits. */
export interface GameList {
  readonly teams: readonly Team[];
  readonly games: readonly NumberedGame[];
}

export interface NumberedGame {
  readonly home: number;
  readonly away: number;
  readonly homeScore: number;
  readonly awayScore: number;
  /** 1, or 0 on neutral ground. */
  readonly ground: number;
  /** Days since 1970; undefined without a date. */
  readonly day: number | undefined;
}

export function readGames(games: Iterable<Game>, needsDates: boolean): GameList {
  const read = reading("games", () => {
    if (typeof games !== "object" || games === null || typeof games[Symbol.iterator] !== "function") {
      throw wrongKind(`games is ${describe(games)}: expected an iterable of { home, away, homeScore, awayScore }`);
    }
    const list: ReturnType<typeof readGame>[] = [];
    for (const game of games) list.push(readGame(game, `games[${list.length}]`, needsDates));
    return list;
  });
  if (read.length === 0) throw outOfRange("games is empty: expected at least one game");

  const names = new Set<Team>();
  for (const { homeTeam, awayTeam } of read) names.add(homeTeam).add(awayTeam);
  const teams = [...names].sort(compareTeams);
  const place = new Map(teams.map((team, i) => [team, i]));
  const numbered = read.map(({ homeTeam, awayTeam, ...rest }) => ({ home: place.get(homeTeam)!, away: place.get(awayTeam)!, ...rest }));
  return { teams, games: numbered.sort(compareGames) };
}

function readGame(game: Game, name: string, needsDates: boolean) {
  if (typeof game !== "object" || game === null) {
    throw wrongKind(`${name} is ${describe(game)}: expected { home, away, homeScore, awayScore }`);
  }
  refuseUnread(name, game, FIELDS);
  const { home, away, neutral } = game;
  const homeTeam = readTeam(home, `${name}.home`);
  const awayTeam = readTeam(away, `${name}.away`);
  if (homeTeam === awayTeam) throw outOfRange(`${name}.away is ${describe(awayTeam)}, as is home: expected two teams`);
  if (neutral !== undefined) checkBoolean(`${name}.neutral`, neutral);
  const homeScore = readScore(game.homeScore, `${name}.homeScore`);
  const awayScore = readScore(game.awayScore, `${name}.awayScore`);
  const day = readDay(game.date, `${name}.date`);
  if (day === undefined && needsDates) throw outOfRange(`${name}.date is missing: expected a date, since options.decay is given`);
  return { homeTeam, awayTeam, homeScore, awayScore, ground: neutral === true ? 0 : 1, day };
}

export function readTeam(team: unknown, name: string): Team {
  if (typeof team === "string") {
    if (team === "") throw outOfRange(`${name} is "": expected the name of a team`);
    return team;
  }
  if (typeof team !== "number") throw wrongKind(`${name} is ${describe(team)}: expected a text or a number`);
  if (!Number.isFinite(team)) throw outOfRange(`${name} is ${team}: expected a text or a finite number`);
  return team === 0 ? 0 : team; // -0 is 0
}

function readScore(score: unknown, name: string): number {
  if (typeof score !== "number") throw wrongKind(`${name} is ${describe(score)}: expected a number`);
  if (!(Math.abs(score) <= LARGEST_SCORE)) throw outOfRange(`${name} is ${score}: expected a number of magnitude up to ${LARGEST_SCORE}`);
  return score;
}

/** Days since 1970, with fractions. */
function readDay(date: unknown, name: string): number | undefined {
  if (date === undefined || date === null) return undefined;
  const expected = 'expected a date, as "2024-05-19" or "2024-05-19T15:00:00Z"';
  const instant = timeOf(date);
  if (instant !== undefined) {
    if (Number.isNaN(instant)) throw outOfRange(`${name} is an invalid Date: ${expected}`);
    return instant / MILLISECONDS_PER_DAY;
  }
  if (typeof date !== "string") throw wrongKind(`${name} is ${describe(date)}: ${expected}`);
  const parts = DATE.exec(date);
  const time = parts === null ? NaN : Date.parse(date);
  const [year, month, day] = parts === null ? [] : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Date.parse may take 30 February for 1 March.
  if (Number.isNaN(time) || day! > new Date(Date.UTC(year!, month, 0)).getUTCDate()) {
    throw outOfRange(`${name} is ${describe(date)}: ${expected}`);
  }
  return time / MILLISECONDS_PER_DAY;
}

/** The time of a Date of any realm, whatever methods of its own it has; undefined of anything else. */
function timeOf(date: unknown): number | undefined {
  try {
    return Date.prototype.getTime.call(date);
  } catch {
    return undefined;
  }
}

/** Numbers before texts; texts by code unit, the same in every locale. */
export function compareTeams(a: Team, b: Team): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Games of a pair next to each other; those that compare equal are equal in everything. */
function compareGames(a: NumberedGame, b: NumberedGame): number {
  return (
    Math.min(a.home, a.away) - Math.min(b.home, b.away) ||
    Math.max(a.home, a.away) - Math.max(b.home, b.away) ||
    a.home - b.home ||
    (a.day ?? 0) - (b.day ?? 0) ||
    order(a.homeScore, b.homeScore) ||
    order(a.awayScore, b.awayScore) ||
    a.ground - b.ground
  );
}

function order(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The component of each team, counted from 0 with the largest, and the sizes: ties by the first team. */
export function connect(teams: number, pairs: Iterable<readonly [number, number]>): { of: Int32Array; sizes: Int32Array } {
  const parent = mapped({ length: teams }, "standings", (_, i) => i, Int32Array);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!; // halves the path
    return i;
  };
  for (const [i, j] of pairs) {
    const [a, b] = [root(i), root(j)];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < teams; i++) {
    const list = members.get(root(i));
    if (list === undefined) members.set(root(i), [i]);
    else list.push(i);
  }
  const groups = [...members.values()].sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  const of = allocate(teams, "standings", Int32Array);
  groups.forEach((group, c) => group.forEach((i) => (of[i] = c)));
  return { of, sizes: mapped(groups, "standings", (group) => group.length, Int32Array) };
}
