import type { Game, Standings, StandingsMethod } from "lowrank";
import seasons from "virtual:seasons";
import { pool } from "./pool";
import type { Report } from "./task";

export interface TeamLine {
  readonly team: string;
  readonly rating: number;
  readonly deviation: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  readonly points: number;
}

/** A season after every day on which there were matches. */
export interface RatedSeason {
  readonly season: string;
  readonly method: StandingsMethod;
  readonly teams: readonly string[];
  readonly days: readonly {
    readonly date: string;
    /** Matches played so far. */
    readonly played: number;
    /** Those of the day. */
    readonly matches: readonly string[];
    /** Best first; teams that have not played yet are missing. */
    readonly table: readonly TeamLine[];
    readonly standing: Standings;
  }[];
  readonly milliseconds: number;
}

/** Chances through the season; null before both teams have played. */
export interface PairChances {
  readonly home: (number | null)[];
  readonly draw: (number | null)[];
  readonly away: (number | null)[];
}

/** The newest first. */
export const SEASONS: readonly string[] = Object.keys(seasons).reverse();

/** The matches of a season until a date. */
export function gamesUntil(season: string, date: string): Game[] {
  return seasons[season]!.filter((match) => match[0] <= date).map(([day, home, away, homeScore, awayScore]) => ({ date: day, home, away, homeScore, awayScore }));
}

/** Jobs that are given to the pool at a time: all at once would take the page a while. */
const BATCH = 8;

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>, report?: (share: number) => void): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += BATCH) {
    report?.(at / items.length);
    results.push(...(await Promise.all(items.slice(at, at + BATCH).map(work))));
  }
  return results;
}

export async function rate(season: string, method: StandingsMethod, signal: AbortSignal, report: Report): Promise<RatedSeason> {
  const start = performance.now();
  const matches = seasons[season]!;
  const dates = [...new Set(matches.map(([date]) => date))];
  const days = await inBatches(dates, async (date) => {
    const games = gamesUntil(season, date);
    const standing = await (await pool()).standings(games, { method, signal });
    return {
      date, standing, played: games.length,
      matches: matches.filter((match) => match[0] === date).map(([, home, away, scored, conceded]) => `${home} ${scored}–${conceded} ${away}`),
      table: standing.teams.map(({ team, rating, deviation, wins, draws, losses }) => ({ team: String(team), rating, deviation, wins, draws, losses, points: 3 * wins + draws })),
    };
  }, report);
  const teams = [...new Set(matches.flatMap(([, home, away]) => [home, away]))].sort();
  return { season, method, teams, days, milliseconds: performance.now() - start };
}

/** What a pair would have come to on every day. */
export async function chancesOf({ days }: RatedSeason, home: string, away: string, signal: AbortSignal): Promise<PairChances> {
  const all = await inBatches(days, async ({ standing, table }) => {
    const known = new Set(table.map(({ team }) => team));
    return known.has(home) && known.has(away) ? (await pool()).winProbability(standing, home, away, { signal }) : undefined;
  });
  return {
    home: all.map((chance) => chance?.home ?? null),
    draw: all.map((chance) => chance?.draw ?? null),
    away: all.map((chance) => chance?.away ?? null),
  };
}
