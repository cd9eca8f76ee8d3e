/** Games for the tests of standings: real seasons, and a plain reference for the equations. */
import type { Game } from "../../src/index";
import { textFile } from "./platform";

export interface SeasonGame extends Game { readonly home: string; readonly away: string; readonly date: string }

/** The games of every whole season of a league ("en.1" or "en.2"), each in order of date; without play-offs. */
export function seasons(league: string): ReadonlyMap<string, readonly SeasonGame[]> {
  const lines = textFile("examples/football-england/matches.csv").trim().split("\n").slice(1);
  const found = new Map<string, SeasonGame[]>();
  for (const line of lines) {
    const [season, of, date, home, away, homeGoals, awayGoals] = line.split(",") as [string, string, string, string, string, string, string];
    if (of !== league || season === "2025-26") continue; // unfinished
    if (!found.has(season)) found.set(season, []);
    found.get(season)!.push({ home, away, date, homeScore: Number(homeGoals), awayScore: Number(awayGoals) });
  }
  const regular = league === "en.1" ? 380 : 552;
  return new Map([...found].map(([season, games]) => [season, games.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)).slice(0, regular)]));
}

/** The games between countries of January 2010: most never met, in a year's first month. */
export function internationals(): Game[] {
  const lines = textFile("test/fixtures/international-2010-01.csv").trim().split("\n");
  return lines.filter((line) => !line.startsWith("#")).slice(1).map((line): Game => {
    const [date, home, away, homeGoals, awayGoals, neutral] = line.split(",") as [string, string, string, string, string, string];
    return { home, away, date, homeScore: Number(homeGoals), awayScore: Number(awayGoals), neutral: neutral === "1" };
  });
}

/** The inverse of a matrix by elimination with full row pivoting: nothing of the package. */
export function inverse(a: readonly (readonly number[])[]): number[][] {
  const n = a.length;
  const m = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j; i < n; i++) if (Math.abs(m[i]![j]!) > Math.abs(m[pivot]![j]!)) pivot = i;
    [m[j], m[pivot]] = [m[pivot]!, m[j]!];
    const scale = m[j]![j]!;
    m[j] = m[j]!.map((x) => x / scale);
    for (let i = 0; i < n; i++) {
      const factor = m[i]![j]!;
      if (i !== j) m[i] = m[i]!.map((x, k) => x - factor * m[j]![k]!);
    }
  }
  return m.map((row) => row.slice(n));
}
