// Half a season of real football tells the rest: the measurements behind the defaults (docs/decisions.md).
import { describe, expect, it } from "vitest";
import { type Standings, type StandingsOptions, predictMargin, standings, winProbability } from "../../src/index";
import { seasons } from "../support/games";

interface Score {
  /** Share of right signs on decided later games, mean over the seasons. */
  readonly signs: number;
  /** Mean of -ln P of the three outcomes. */
  readonly logLoss: number;
  /** Mean chances and shares of home wins, draws, away wins. */
  readonly chances: readonly number[];
  readonly shares: readonly number[];
  /** Kendall's tau against the final points. */
  readonly tau: number;
  readonly count: number;
}

function score(league: string, share: number, options: StandingsOptions = {}): Score {
  const all = seasons(league);
  const [chances, shares] = [[0, 0, 0], [0, 0, 0]];
  let [signs, loss, games, tau] = [0, 0, 0, 0];
  for (const season of all.values()) {
    const known = Math.round(season.length * share);
    const table = standings(season.slice(0, known), options);
    let [right, decided] = [0, 0];
    for (const { home, away, homeScore, awayScore } of season.slice(known)) {
      const outcome = homeScore > awayScore ? 0 : homeScore === awayScore ? 1 : 2;
      const p = winProbability(table, home, away);
      [p.home, p.draw, p.away].forEach((chance, i) => (chances[i]! += chance));
      shares[outcome]!++;
      loss -= Math.log([p.home, p.draw, p.away][outcome]!);
      games++;
      if (outcome === 1) continue;
      decided++;
      if (predictMargin(table, home, away).margin * (homeScore - awayScore) > 0) right++;
    }
    signs += right / decided / all.size;
    tau += kendall(table, standings(season, { homeAdvantage: 0 })) / all.size;
  }
  return { signs, logLoss: loss / games, chances: chances.map((x) => x / games), shares: shares.map((x) => x / games), tau, count: all.size };
}

/** Concordant less discordant pairs of the ratings of one table and the points of another, over all pairs that differ. */
function kendall(table: Standings, final: Standings): number {
  const points = new Map(final.teams.map(({ team, wins, draws }) => [team, 3 * wins + draws]));
  let [agree, all] = [0, 0];
  table.teams.forEach(({ team }, i) => {
    for (const below of table.teams.slice(i + 1)) {
      agree += Math.sign(points.get(team)! - points.get(below.team)!);
      all++;
    }
  });
  return agree / all;
}

describe("Premier League, half a season known", () => {
  const byDefault = score("en.1", 0.5);

  it("the defaults have the sign of at least 0.684 of the decided games right, over 15 seasons", () => {
    expect(byDefault.count).toBe(15);
    expect(byDefault.signs).toBeGreaterThanOrEqual(0.684);
    expect(byDefault.tau).toBeGreaterThan(0.7);
  });

  it("chances are better than the shares of the league, and right on average", () => {
    const base = -byDefault.shares.reduce((sum, p) => sum + p * Math.log(p), 0);
    expect(byDefault.logLoss).toBeLessThan(base - 0.06);
    byDefault.chances.forEach((chance, i) => expect(Math.abs(chance - byDefault.shares[i]!)).toBeLessThan(0.04));
  });

  it("without a ridge, and with the other methods, signs are those of the reference", () => {
    expect(score("en.1", 0.5, { ridge: 0 }).signs).toBeCloseTo(0.682, 3);
    expect(score("en.1", 0.5, { method: "colley" }).signs).toBeGreaterThan(0.683);
    expect(score("en.1", 0.5, { method: "low-rank" }).signs).toBeGreaterThan(0.684);
    const free = score("en.1", 0.5, { method: "low-rank", constrained: false });
    expect(Math.abs(free.signs - 0.677)).toBeLessThan(0.003);
    const zeros = score("en.1", 0.5, { method: "low-rank", constrained: false, maxIterations: 1 });
    expect(zeros.signs).toBeCloseTo(0.675, 3);
    for (const { logLoss } of [free, zeros]) expect(logLoss).toBeGreaterThan(byDefault.logLoss);
  });

  it("home advantage counts", () => expect(score("en.1", 0.5, { homeAdvantage: 0 }).signs).toBeLessThan(byDefault.signs - 0.015));
});

describe.each([["en.1", 0.2, 0.668], ["en.2", 0.2, 0.595], ["en.2", 0.5, 0.622]])("%s, %d of a season known", (league, share, least) => {
  it("the defaults hold, and the ridge makes chances better", () => {
    const [shrunk, plain] = [score(league, share), score(league, share, { ridge: 0 })];
    expect(shrunk.signs).toBeGreaterThan(least);
    expect(shrunk.logLoss).toBeLessThan(plain.logLoss);
  });
});

it("the estimated ridge is on average as good as the one that these seasons chose", () => {
  const scores = ([["en.1", 0.5], ["en.1", 0.2], ["en.2", 0.5], ["en.2", 0.2]] as const).map(([league, share]) => [score(league, share), score(league, share, { ridge: 8 })] as const);
  const mean = (f: (of: Score) => number) => scores.reduce((sum, [estimated, chosen]) => sum + (f(estimated) - f(chosen)) / scores.length, 0);
  expect(mean(({ logLoss }) => logLoss)).toBeLessThan(0);
  expect(mean(({ signs }) => signs)).toBeGreaterThan(0);
  for (const [estimated, chosen] of scores) expect(estimated.logLoss).toBeLessThan(chosen.logLoss + 0.002);
});

it("a whole season: Liverpool first in 2024-25, by the goals alone", () => {
  const { teams, homeAdvantage, drawShare, ridge } = standings(seasons("en.1").get("2024-25")!);
  expect(teams.length).toBe(20);
  expect(teams.slice(0, 3).map(({ team }) => team)).toEqual(["Liverpool FC", "Arsenal FC", "Manchester City FC"]);
  expect(teams[0]).toMatchObject({ wins: 25, draws: 9, losses: 4, scored: 86, conceded: 41 });
  expect(ridge).toBeGreaterThan(1);
  expect(ridge).toBeLessThan(16);
  // Everybody met everybody twice: (goals for - goals against) / (2 * 20 + ridge).
  for (const { rating, scored, conceded } of teams) expect(rating).toBeCloseTo((scored - conceded) / (40 + ridge), 12);
  expect(homeAdvantage).toBeCloseTo(35 / (380 + ridge), 12);
  expect(drawShare).toBe(94 / 383);
});
