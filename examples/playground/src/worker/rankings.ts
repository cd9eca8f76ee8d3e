import { type Game, standings, type Standings, type StandingsMethod, winProbability } from "lowrank";
import seasons from "virtual:seasons";

export interface TeamLine {
  readonly team: string;
  readonly rating: number;
  readonly deviation: number;
  readonly games: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  readonly points: number;
}

/** A season after every day on which there were matches. */
export interface RatedSeason {
  readonly season: string;
  /** All there are, the newest first. */
  readonly seasons: readonly string[];
  readonly teams: readonly string[];
  readonly days: readonly {
    readonly date: string;
    /** Matches played so far. */
    readonly played: number;
    /** Those of the day. */
    readonly matches: readonly string[];
    /** Best first; teams that have not played yet are missing. */
    readonly table: readonly TeamLine[];
    readonly homeAdvantage: number;
  }[];
  readonly milliseconds: number;
}

/** Chances through the season; null before both teams have played. */
export interface PairChances {
  readonly home: (number | null)[];
  readonly draw: (number | null)[];
  readonly away: (number | null)[];
}

let tables: readonly Standings[] = [];

export function rate(season: string, method: StandingsMethod, onProgress: (share: number) => void): RatedSeason {
  const start = performance.now();
  const matches = seasons[season]!;
  const games: Game[] = matches.map(([date, home, away, homeScore, awayScore]) => ({ date, home, away, homeScore, awayScore }));
  const dates = [...new Set(matches.map(([date]) => date))];
  const computed = dates.map((date, d) => {
    if (d % 10 === 0) onProgress(d / dates.length);
    const soFar = games.filter((game) => (game.date as string) <= date);
    return { date, played: soFar.length, standing: standings(soFar, { method }) };
  });
  tables = computed.map(({ standing }) => standing);
  const days = computed.map(({ date, played, standing }) => ({
    date, played,
    matches: matches.filter((match) => match[0] === date).map(([, home, away, scored, conceded]) => `${home} ${scored}–${conceded} ${away}`),
    homeAdvantage: standing.homeAdvantage,
    table: standing.teams.map(({ team, rating, deviation, games: count, wins, draws, losses }) => (
      { team: String(team), rating, deviation, games: count, wins, draws, losses, points: 3 * wins + draws })),
  }));
  const teams = [...new Set(matches.flatMap(([, home, away]) => [home, away]))].sort();
  return { season, seasons: Object.keys(seasons).reverse(), teams, days, milliseconds: performance.now() - start };
}

/** Of the season rated last. */
export function chances(home: string, away: string): PairChances {
  const all = tables.map((table) => {
    const known = new Set(table.teams.map(({ team }) => team));
    return known.has(home) && known.has(away) ? winProbability(table, home, away) : undefined;
  });
  return {
    home: all.map((chance) => chance?.home ?? null),
    draw: all.map((chance) => chance?.draw ?? null),
    away: all.map((chance) => chance?.away ?? null),
  };
}
