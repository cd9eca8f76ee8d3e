import { checkBoolean, checkNumber, checkOneOf, describe, reading } from "../checks";
import { refuseUnread } from "../entry-fields";
import { outOfRange, wrongKind } from "../errors";
import { allocate, isList, itemsOf, listLength, mapped } from "../lists";
import type { Game, SeveralSides, StandingsOptions, Team, UnscoredGame } from "./types";

const FIELDS = ["home", "away", "homeScore", "awayScore"];
const MAY_HAVE = ["weight", "forfeit", "sets", "date", "neutral"];
const SIDES_MAY_HAVE = ["date", "weight"];
/** Beyond this, squares of margins overflow. */
const LARGEST_SCORE = 1e100;
const LARGEST_WEIGHT = 1e6;
const MILLISECONDS_PER_DAY = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Teams in the order of their names, games in one order whatever the order they came in: the same games give the same bits. */
export interface GameList {
  readonly teams: readonly Team[];
  readonly games: readonly NumberedGame[];
  /** What counts as one in the record of a team. */
  readonly records: readonly RecordOfGame[];
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
  readonly weight: number;
}

/** One game of one team. */
export interface RecordOfGame {
  readonly team: number;
  readonly outcome: "wins" | "draws" | "losses";
  readonly scored: number;
  readonly conceded: number;
}

type Unit = NonNullable<StandingsOptions["unit"]>;
type Named = Omit<NumberedGame, "home" | "away"> & { readonly homeTeam: Team; readonly awayTeam: Team };
interface ReadGame {
  readonly pairs: readonly Named[];
  readonly records: readonly (Omit<RecordOfGame, "team"> & { readonly name: Team })[];
}

export function readGames(games: Iterable<Game | UnscoredGame | SeveralSides>, needsDates: boolean, unit: Unit): GameList {
  const read = reading("games", () => {
    if (typeof games !== "object" || games === null || typeof games[Symbol.iterator] !== "function") {
      throw wrongKind(`games is ${describe(games)}: expected an iterable of { home, away, homeScore, awayScore }`);
    }
    const list: ReadGame[] = [];
    for (const game of games) list.push(readGame(game, `games[${list.length}]`, needsDates, unit));
    return list;
  });
  if (read.length === 0) throw outOfRange("games is empty: expected at least one game");

  const names = new Set<Team>();
  for (const { records } of read) for (const { name } of records) names.add(name);
  const teams = [...names].sort(compareTeams);
  const place = new Map(teams.map((team, i) => [team, i]));
  const numbered = read.flatMap(({ pairs }) => pairs).map(({ homeTeam, awayTeam, ...rest }) => ({ home: place.get(homeTeam)!, away: place.get(awayTeam)!, ...rest }));
  const records = read.flatMap((game) => game.records).map(({ name, ...rest }) => ({ team: place.get(name)!, ...rest }));
  if (!numbered.some(({ weight }) => weight > 0)) throw outOfRange("games has none that counts: expected at least one that was played, with a weight above 0");
  return { teams, games: numbered.filter(({ weight }) => weight > 0).sort(compareGames), records: records.sort(compareRecords) };
}

function readGame(game: Game | UnscoredGame | SeveralSides, name: string, needsDates: boolean, unit: Unit): ReadGame {
  if (typeof game !== "object" || game === null || isList(game)) {
    throw wrongKind(`${name} is ${describe(game)}: expected { home, away, homeScore, awayScore } or { sides }`);
  }
  const isOfSides = "sides" in game;
  refuseUnread(name, game, isOfSides ? ["sides"] : FIELDS, isOfSides ? SIDES_MAY_HAVE : MAY_HAVE);
  const day = readDay(game.date, `${name}.date`);
  if (day === undefined && needsDates) throw outOfRange(`${name}.date is missing: expected a date, since options.decay is given`);
  const { weight = 1 } = game;
  checkNumber(`${name}.weight`, weight, 0, LARGEST_WEIGHT);
  if (isOfSides) {
    if (unit !== "score") throw outOfRange(`${name} has sides and no sets: expected games with sets, as options.unit is "${unit}"`);
    return readSides(game, name, { day, weight });
  }
  const { home, away, neutral, forfeit, sets, homeScore: scored, awayScore: conceded } = game;
  const homeTeam = readTeam(home, `${name}.home`);
  const awayTeam = readTeam(away, `${name}.away`);
  if (homeTeam === awayTeam) throw outOfRange(`${name}.away is ${describe(awayTeam)}, as is home: expected two teams`);
  if (neutral !== undefined) checkBoolean(`${name}.neutral`, neutral);
  if (forfeit !== undefined) checkOneOf(`${name}.forfeit`, forfeit, ["home", "away"]);
  const [homeScore, awayScore] = readScores({ homeScore: scored, awayScore: conceded, sets, forfeit }, name, unit);
  const ahead = forfeit === undefined ? Math.sign(homeScore - awayScore) : forfeit === "home" ? -1 : 1;
  const record = (team: Team, lead: number, scored: number, conceded: number) => ({ name: team, outcome: lead > 0 ? ("wins" as const) : lead < 0 ? ("losses" as const) : ("draws" as const), scored, conceded });
  return {
    pairs: [{ homeTeam, awayTeam, homeScore, awayScore, ground: neutral === true ? 0 : 1, day, weight: forfeit === undefined ? weight : 0 }],
    records: [record(homeTeam, ahead, homeScore, awayScore), record(awayTeam, -ahead, awayScore, homeScore)],
  };
}

type ScoresOfGame = { readonly [K in "homeScore" | "awayScore" | "forfeit" | "sets"]: (Game | UnscoredGame)[K] };

/** The scores, or what the sets say; 0 of a forfeited game without. */
function readScores({ homeScore, awayScore, forfeit, sets: listed }: ScoresOfGame, name: string, unit: Unit): readonly [home: number, away: number] {
  const sets = listed === undefined ? undefined : reading(`${name}.sets`, () => readSets(listed, `${name}.sets`));
  const isScored = homeScore !== undefined || awayScore !== undefined;
  const scores = isScored ? ([readScore(homeScore, `${name}.homeScore`), readScore(awayScore, `${name}.awayScore`)] as const) : undefined;
  const won = sets === undefined ? undefined : ([sets.filter(([home, away]) => home > away).length, sets.filter(([home, away]) => away > home).length] as const);
  if (unit === "score" && (scores ?? won) !== undefined) return (scores ?? won)!;
  if (unit === "sets" && won !== undefined) return won;
  if (unit === "points" && sets !== undefined) return [sets.reduce((sum, [home]) => sum + home, 0), sets.reduce((sum, [, away]) => sum + away, 0)];
  if (forfeit !== undefined) return scores ?? [0, 0];
  if (unit !== "score") throw outOfRange(`${name}.sets is missing: expected the points of each set, as options.unit is "${unit}"`);
  return [readScore(homeScore, `${name}.homeScore`), readScore(awayScore, `${name}.awayScore`)];
}

function readSets(sets: unknown, name: string): readonly (readonly [number, number])[] {
  if (!isList(sets)) throw wrongKind(`${name} is ${describe(sets)}: expected a list of [home points, away points]`);
  const read = itemsOf(sets).map((set, k) => {
    if (listLength(set) !== 2) throw wrongKind(`${name}[${k}] is ${describe(set)}: expected [home points, away points]`);
    const [home, away] = itemsOf(set, 2);
    return [readScore(home, `${name}[${k}][0]`), readScore(away, `${name}[${k}][1]`)] as const;
  });
  if (read.length === 0) throw outOfRange(`${name} is empty: expected at least one set`);
  return read;
}

/**
 * Each pair of k sides is a game on neutral ground of weight 2/k: least squares on these are those on the scores about their mean, and two sides are a game of weight 1. The record
 * has one game for each side: won by the one that scored most, drawn by those that share that, lost by the others.
 */
function readSides({ sides }: SeveralSides, name: string, { day, weight }: { readonly day: number | undefined; readonly weight: number }): ReadGame {
  const read = reading(`${name}.sides`, () => {
    if (!isList(sides)) throw wrongKind(`${name}.sides is ${describe(sides)}: expected a list of { team, score }`);
    return itemsOf(sides).map((side, k) => {
      const at = `${name}.sides[${k}]`;
      if (typeof side !== "object" || side === null) throw wrongKind(`${at} is ${describe(side)}: expected { team, score }`);
      refuseUnread(at, side, ["team", "score"]);
      const { team, score } = side as { readonly team?: unknown; readonly score?: unknown };
      return { team: readTeam(team, `${at}.team`), score: readScore(score, `${at}.score`) };
    });
  });
  if (read.length < 2) throw outOfRange(`${name}.sides has length ${read.length}: expected two sides or more`);
  read.forEach(({ team }, k) => {
    if (read.findIndex((other) => other.team === team) < k) throw outOfRange(`${name}.sides[${k}].team is ${describe(team)}, as is one before: expected sides that differ`);
  });
  const sorted = [...read].sort((a, b) => compareTeams(a.team, b.team));
  const best = Math.max(...sorted.map(({ score }) => score));
  const isShared = sorted.filter(({ score }) => score === best).length > 1;
  const total = sorted.reduce((sum, { score }) => sum + score, 0);
  const share = (weight * 2) / sorted.length;
  return {
    pairs: sorted.flatMap((one, k) => sorted.slice(k + 1).map((other): Named => ({
      homeTeam: one.team, awayTeam: other.team, homeScore: one.score, awayScore: other.score, ground: 0, day, weight: share,
    }))),
    records: sorted.map(({ team, score }) => ({
      name: team, outcome: score < best ? ("losses" as const) : isShared ? ("draws" as const) : ("wins" as const), scored: score, conceded: (total - score) / (sorted.length - 1),
    })),
  };
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
    a.ground - b.ground ||
    a.weight - b.weight
  );
}

/** Those of a team next to each other, in one order: sums of scores do not depend on that of the games. */
function compareRecords(a: RecordOfGame, b: RecordOfGame): number {
  return a.team - b.team || order(a.scored, b.scored) || order(a.conceded, b.conceded);
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
