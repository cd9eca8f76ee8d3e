// The ridge that standings estimate: near the best there is on planted games of several sports, and where little is known near the usual one.
import { describe, expect, it } from "vitest";
import { type Game, standings } from "../../src/index";
import { inverse } from "../support/games";
import { Random } from "../support/random";

interface Sport { readonly teams: number; readonly games: number; readonly noise: number; readonly spread: number; readonly home: number; readonly whole: boolean }
const SPORTS: Readonly<Record<string, Sport>> = {
  "football, a third of a season": { teams: 20, games: 130, noise: 1.6, spread: 0.6, home: 0.35, whole: true },
  "rugby, strong and weak": { teams: 12, games: 60, noise: 11, spread: 12, home: 4, whole: true },
  "basketball": { teams: 30, games: 400, noise: 12, spread: 5, home: 3, whole: false },
  "countries that seldom meet": { teams: 60, games: 240, noise: 1.5, spread: 1.7, home: 0.5, whole: false },
};

function planted({ teams, games, noise, spread, home, whole }: Sport, seed: number): { readonly truth: readonly number[]; readonly games: readonly Game[] } {
  const random = new Random(seed);
  const truth = Array.from({ length: teams }, () => spread * random.gaussian());
  const list = Array.from({ length: games }, (_, k): Game => {
    const i = k % teams;
    const j = (i + 1 + (whole ? Math.floor(k / teams) : random.integer(0, teams - 2))) % teams;
    return { home: i, away: j, homeScore: whole || noise < 3 ? truth[i]! - truth[j]! + home + noise * random.gaussian() : Math.round(truth[i]! - truth[j]! + home + noise * random.gaussian()), awayScore: 0 };
  });
  return { truth, games: list };
}

/** Root mean square error of the ratings about the planted ones, each less its mean. */
function error(sport: Sport, ridge: number | undefined, seeds: number): number {
  let [sum, count] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const { truth, games } = planted(sport, seed);
    const table = standings(games, { ridge });
    const mean = truth.reduce((all, x) => all + x, 0) / truth.length;
    for (const { team, rating } of table.teams) sum += (rating - (truth[team as number]! - mean)) ** 2;
    count += truth.length;
  }
  return Math.sqrt(sum / count);
}

describe.each(Object.entries(SPORTS))("%s", (_name, sport) => {
  it("ratings are within 5 % of those with the best ridge of a fine grid", () => {
    const seeds = 12;
    const best = Math.min(...Array.from({ length: 25 }, (_, k) => error(sport, 8 * 2 ** ((k - 16) / 2), seeds)));
    expect(error(sport, undefined, seeds)).toBeLessThan(1.05 * best);
  });
});

it("is the most probable of all, by the density of the margins themselves", () => {
  // The density of the margins, written with their own covariance: noise (I + X X'/ridge), home advantage flat, times that of the logarithm of the ridge.
  const { games } = planted({ teams: 8, games: 40, noise: 2, spread: 2, home: 1, whole: false }, 3);
  const rows = games.map(({ home, away }) => Array.from({ length: 8 }, (_, i): number => (i === home ? 1 : i === away ? -1 : 0)));
  const y = games.map(({ homeScore }) => homeScore);
  const illness = (ridge: number): number => {
    const v = rows.map((a, k) => rows.map((b, l) => (k === l ? 1 : 0) + a.reduce((sum, x, i) => sum + x * b[i]!, 0) / ridge));
    const w = inverse(v);
    const times = (x: readonly number[]) => w.map((row) => row.reduce((sum, z, k) => sum + z * x[k]!, 0));
    const one = y.map(() => 1);
    const [weight, level] = [times(one).reduce((a, b) => a + b, 0), times(y).reduce((a, b) => a + b, 0)];
    const left = y.reduce((sum, x, k) => sum + x * times(y)[k]!, 0) - (level * level) / weight;
    return (y.length - 1) * Math.log(left) + logDeterminant(v) + Math.log(weight) + Math.log(ridge / 8) ** 2;
  };
  const { ridge } = standings(games);
  const here = illness(ridge);
  for (const step of [0.5, 0.8, 1.25, 2, 8, 0.125]) expect(illness(ridge * step)).toBeGreaterThan(here - 1e-9);
});

function logDeterminant(a: readonly (readonly number[])[]): number {
  const m = a.map((row) => [...row]);
  let sum = 0;
  for (let j = 0; j < m.length; j++) {
    sum += Math.log(m[j]![j]!);
    for (let i = j + 1; i < m.length; i++) {
      const f = m[i]![j]! / m[j]![j]!;
      for (let k = j; k < m.length; k++) m[i]![k]! -= f * m[j]![k]!;
    }
  }
  return sum;
}

describe("where little is known", () => {
  it.each([
    ["one game", [[0, 1, 2, 1]]], ["draws alone", [[0, 1, 1, 1], [1, 2, 0, 0], [2, 0, 3, 3]]], ["two games of two pairs", [[0, 1, 2, 0], [2, 3, 1, 0]]],
  ] as const)("it stays near the usual one: %s", (_name, list) => {
    const { ridge } = standings(list.map(([home, away, homeScore, awayScore]) => ({ home, away, homeScore, awayScore })));
    expect(ridge).toBeGreaterThan(4);
    expect(ridge).toBeLessThan(16);
  });

  it("does not depend on the unit of the margins, nor on the order of the games", () => {
    const { games } = planted(SPORTS.basketball!, 5);
    const { ridge } = standings(games);
    expect(standings(games.map((game) => ({ ...game, homeScore: game.homeScore * 1024 }))).ridge).toBe(ridge);
    expect(standings([...games].reverse()).ridge).toBe(ridge);
  });

  it("perfect games need none, noise alone a large one", () => {
    const exact = planted({ teams: 10, games: 90, noise: 0, spread: 5, home: 1, whole: false }, 2).games;
    const noise = planted({ teams: 10, games: 400, noise: 3, spread: 0, home: 0, whole: false }, 2).games;
    expect(standings(exact).ridge).toBeLessThan(0.01);
    expect(standings(noise).ridge).toBeGreaterThan(50);
  });
});
