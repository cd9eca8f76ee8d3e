import { describe, expect, it } from "vitest";
import { type Game, type Standings, type StandingsOptions, predictMargin, standings, winProbability } from "../src/index";
import { debug, simd } from "./support/builds";
import { internationals, inverse, seasons } from "./support/games";
import { Random } from "./support/random";

const neutral = (rows: readonly (readonly [string, number, number, string])[]): Game[] =>
  rows.map(([home, homeScore, awayScore, away]) => ({ home, away, homeScore, awayScore, neutral: true }));

/** Five teams of the Atlantic Coast Conference, 2005: the example of Langville and Meyer, Who's #1, chapters 2 and 3. */
const ACC = neutral([
  ["Duke", 7, 52, "Miami"], ["Duke", 21, 24, "UNC"], ["Duke", 7, 38, "UVA"], ["Duke", 0, 45, "VT"], ["Miami", 34, 16, "UNC"],
  ["Miami", 25, 17, "UVA"], ["Miami", 27, 7, "VT"], ["UNC", 7, 5, "UVA"], ["UNC", 3, 30, "VT"], ["UVA", 14, 52, "VT"],
]);

const ratingsOf = (table: Standings) => Object.fromEntries(table.teams.map(({ team, rating }) => [team, rating]));

/** A league of strength i/2 with home advantage 1/3, noise and missing games. */
function planted(teams: number, games: number, seed: number, noise = 1): Game[] {
  const random = new Random(seed);
  return Array.from({ length: games }, (_, k) => {
    const home = random.integer(0, teams - 1);
    const away = (home + random.integer(1, teams - 1)) % teams;
    const ground = random.unit() < 0.2;
    const margin = (home - away) / 2 + (ground ? 0 : 1 / 3) + noise * random.gaussian();
    return { home, away, homeScore: 10 + margin, awayScore: 10, neutral: ground, date: new Date(Date.UTC(2020, 0, 1 + (k % 200))) };
  });
}

/** Massey's equations in plain loops: ratings, home advantage, the inverse with the level taken out, and the noise. */
function reference(games: readonly Game[], ridge: number, weights: readonly number[] = games.map(() => 1)) {
  const names = [...new Set(games.flatMap(({ home, away }) => [home, away]))].sort((a, b) => (a < b ? -1 : 1));
  const n = names.length;
  const rows = games.map((game) => {
    const row = new Array<number>(n + 1).fill(0);
    row[names.indexOf(game.home)] = 1;
    row[names.indexOf(game.away)] = -1;
    row[n] = game.neutral ? 0 : 1;
    return row;
  });
  const y = games.map(({ homeScore, awayScore }) => homeScore - awayScore);
  const normal = Array.from({ length: n + 1 }, (_, i) => Array.from({ length: n + 1 }, (_, j) =>
    rows.reduce((sum, row, k) => sum + weights[k]! * row[i]! * row[j]!, 0) + (i === j ? ridge : 0) + (i < n && j < n ? 1 / n : 0)));
  const inverted = inverse(normal);
  const right = Array.from({ length: n + 1 }, (_, i) => rows.reduce((sum, row, k) => sum + weights[k]! * row[i]! * y[k]!, 0));
  const x = inverted.map((row) => row.reduce((sum, value, j) => sum + value * right[j]!, 0));
  const squares = rows.reduce((sum, row, k) => sum + weights[k]! * (y[k]! - row.reduce((s, v, j) => s + v * x[j]!, 0)) ** 2, 0);
  const total = weights.reduce((a, b) => a + b, 0);
  const variance = ridge > 0 ? (squares + ridge * x.reduce((s, v) => s + v * v, 0)) / total : squares / (total - n);
  const covariance = inverted.map((row, i) => row.map((value, j) => value - (i < n && j < n ? 1 / (n * (1 + ridge)) : 0)));
  return { names, x, covariance, noise: Math.sqrt(variance) };
}

describe("massey", () => {
  it("gives the ratings of the book", () => {
    const { teams, components, homeAdvantage } = standings(ACC, { ridge: 0 });
    expect(teams.map(({ team }) => team)).toEqual(["Miami", "VT", "UVA", "UNC", "Duke"]);
    [18.2, 18.0, -3.4, -8.0, -24.8].forEach((rating, i) => expect(teams[i]!.rating).toBeCloseTo(rating, 10));
    expect(components).toEqual([["Miami", "VT", "UVA", "UNC", "Duke"]]);
    expect(homeAdvantage).toBe(0);
    expect(teams[0]).toMatchObject({ games: 4, wins: 4, draws: 0, losses: 0, scored: 138, conceded: 47, component: 0 });
  });

  it.each([[0], [1e-6], [2.5], [8]])("solves its equations, ridge %d: ratings, covariance, noise, deviations", (ridge) => {
    const games = planted(9, 60, 7);
    const { names, x, covariance, noise } = reference(games, ridge);
    const table = standings(games, { ridge });
    const place = [...table.teams.map(({ team }) => names.indexOf(team)), names.length];
    table.teams.forEach(({ rating, deviation }, i) => {
      expect(rating).toBeCloseTo(x[place[i]!]!, 10);
      expect(deviation).toBeCloseTo(noise * Math.sqrt(covariance[place[i]!]![place[i]!]!), 10);
    });
    expect(table.homeAdvantage).toBeCloseTo(x[names.length]!, 10);
    expect(table.homeAdvantageDeviation).toBeCloseTo(noise * Math.sqrt(covariance[names.length]![names.length]!), 10);
    expect(table.noise).toBeCloseTo(noise, 10);
    place.forEach((i, row) => place.forEach((j, column) => {
      expect(table.covariance.data[row * place.length + column]).toBeCloseTo(covariance[i]![j]!, 10);
    }));
  });

  it("finds planted strengths and home advantage, with deviations that cover them", () => {
    let covered = 0;
    for (let seed = 0; seed < 20; seed++) {
      const table = standings(planted(10, 400, seed), { ridge: 0 });
      for (const { team, rating, deviation } of table.teams) if (Math.abs(rating - ((team as number) / 2 - 2.25)) < 1.645 * deviation) covered++;
      expect(Math.abs(table.homeAdvantage - 1 / 3)).toBeLessThan(4 * table.homeAdvantageDeviation);
    }
    expect(covered).toBeGreaterThan(200 * 0.84);
    expect(covered).toBeLessThan(200 * 0.96);
  });

  it("a fixed home advantage is taken off every game at home", () => {
    const games = planted(6, 40, 3);
    const moved = games.map((game) => ({ ...game, homeScore: game.homeScore - (game.neutral ? 0 : 0.7) }));
    const [fixed, none] = [standings(games, { homeAdvantage: 0.7 }), standings(moved, { homeAdvantage: 0 })];
    for (const { team, rating } of fixed.teams) expect(rating).toBeCloseTo(ratingsOf(none)[team]!, 12);
    expect(fixed.homeAdvantage).toBe(0.7);
    expect(fixed.homeAdvantageDeviation).toBe(0);
  });

  it("weights halve with every half-life", () => {
    const games = planted(7, 80, 5);
    const last = Math.max(...games.map(({ date }) => (date as Date).getTime()));
    const weights = games.map(({ date }) => 2 ** ((((date as Date).getTime() - last) / 86_400_000) / 45));
    const table = standings(games, { decay: 45 });
    const { names, x, noise } = reference(games, table.ridge, weights);
    for (const { team, rating } of table.teams) expect(rating).toBeCloseTo(x[names.indexOf(team)]!, 10);
    expect(table.noise).toBeCloseTo(noise, 10);
  });

  it("caps and logarithms of margins", () => {
    const cap = ACC.map((game) => ({ ...game, homeScore: Math.max(-20, Math.min(20, game.homeScore - game.awayScore)), awayScore: 0 }));
    const log = ACC.map(({ homeScore: a, awayScore: b, ...rest }) => ({ ...rest, homeScore: Math.sign(a - b) * Math.log1p(Math.abs(a - b)), awayScore: 0 }));
    for (const [options, changed] of [[{ cap: 20 }, cap], [{ margins: "log" }, log]] as const) {
      const [got, expected] = [ratingsOf(standings(ACC, options)), ratingsOf(standings(changed))];
      for (const team of Object.keys(expected)) expect(got[team]).toBeCloseTo(expected[team]!, 12);
    }
  });
});

describe("colley", () => {
  it("gives the ratings of the book, which home advantage does not change", () => {
    const atHome = ACC.map(({ neutral: _, ...game }) => game);
    for (const games of [ACC, atHome]) {
      const { teams } = standings(games, { method: "colley" });
      expect(teams.map(({ team }) => team)).toEqual(["Miami", "VT", "UNC", "UVA", "Duke"]);
      [0.79, 0.64, 0.5, 0.36, 0.21].forEach((rating, i) => expect(teams[i]!.rating).toBeCloseTo(rating, 2));
      expect(teams.reduce((sum, { rating }) => sum + rating, 0)).toBeCloseTo(2.5, 12);
    }
  });

  it("counts a draw as half a win", () => {
    const { teams } = standings([{ home: 1, away: 2, homeScore: 0, awayScore: 0 }, { home: 3, away: 2, homeScore: 1, awayScore: 0 }], { method: "colley" });
    // (2 + t_i) r_i - r_opponents = 1 + (w - l)/2
    const [three, one, two] = teams.map(({ rating }) => rating) as [number, number, number];
    expect(teams.map(({ team }) => team)).toEqual([3, 1, 2]);
    expect(3 * three - two).toBeCloseTo(1.5, 12);
    expect(3 * one - two).toBeCloseTo(1, 12);
    expect(4 * two - one - three).toBeCloseTo(0.5, 12);
  });
});

describe("low-rank", () => {
  it("constrained: every pair counts once, with its mean margin", () => {
    const games = planted(8, 100, 11).map((game) => ({ ...game, neutral: true }));
    const pairs = new Map<string, Game[]>();
    for (const game of games) {
      const key = [game.home, game.away].sort().join();
      pairs.set(key, [...(pairs.get(key) ?? []), game]);
    }
    const means = [...pairs.values()].map((list): Game => {
      const { home, away } = list[0]!;
      const sum = list.reduce((total, game) => total + (game.home === home ? 1 : -1) * (game.homeScore - game.awayScore), 0);
      return { home, away, homeScore: sum / list.length, awayScore: 0, neutral: true };
    });
    const expected = ratingsOf(standings(means, { ridge: 8 }));
    for (const { team, rating } of standings(games, { method: "low-rank" }).teams) expect(rating).toBeCloseTo(expected[team]!, 10);
  });

  it("free: finishes a table of rank 2 exactly from a part of it", () => {
    const random = new Random(2);
    const s = Array.from({ length: 12 }, () => random.between(-3, 3));
    const mean = s.reduce((a, b) => a + b) / 12;
    const games: Game[] = [];
    for (let i = 0; i < 12; i++) for (let j = 0; j < i; j++) if ((i * 7 + j * 3) % 4 !== 0) games.push({ home: i, away: j, homeScore: s[i]!, awayScore: s[j]!, neutral: true });
    const table = standings(games, { method: "low-rank", constrained: false, tolerance: 1e-13, maxIterations: 5000 });
    expect(table.info.converged).toBe(true);
    expect(table.info.iterations).toBeGreaterThan(3);
    for (const { team, rating } of table.teams) expect(rating).toBeCloseTo(s[team as number]! - mean, 8);
  });

  it("free, one iteration: zeros where teams never met, then the nearest table of rank 2", () => {
    // Y of three teams has rank 2 already, so that one iteration is s = Y e / n.
    const games = neutral([["a", 3, 0, "b"], ["b", 2, 1, "c"]]);
    const table = standings(games, { method: "low-rank", constrained: false, maxIterations: 1 });
    expect(table.teams.map(({ team }) => team)).toEqual(["a", "c", "b"]);
    [1, -1 / 3, -2 / 3].forEach((rating, i) => expect(table.teams[i]!.rating).toBeCloseTo(rating, 12));
    expect(table.info).toMatchObject({ converged: false, iterations: 1 });
  });

  it("reports progress and stops on demand", () => {
    const seen: number[] = [];
    const onProgress = ({ iteration }: { iteration: number }) => (seen.push(iteration), iteration < 3);
    const { info } = standings(planted(9, 20, 1), { method: "low-rank", constrained: false, onProgress });
    expect(seen).toEqual([1, 2, 3]);
    expect(info).toMatchObject({ converged: false, iterations: 3 });
  });
});

const ALL: readonly StandingsOptions[] = [
  {}, { ridge: 0 }, { method: "colley" }, { method: "low-rank" }, { method: "low-rank", constrained: false }, { decay: 30, margins: "log", cap: 4 },
];

describe.each(ALL)("%j", (options) => {
  it("gives the same bits in whatever order the games come", () => {
    const games = [...seasons("en.1").get("2023-24")!].slice(0, 150);
    const first = standings(games, options);
    const random = new Random(99);
    for (let trial = 0; trial < 3; trial++) {
      expect(standings(random.permutation(games.length).map((k) => games[k]!), options)).toEqual(first);
    }
  });

  it("gives the same bits on the debug build, which asserts", () => {
    expect(debug.package.standings(internationals(), options)).toEqual(simd.package.standings(internationals(), options));
  });

  it("gives plain data", () => {
    const table = standings(planted(5, 30, 8), options);
    expect(structuredClone(table)).toEqual(table);
    expect(predictMargin(structuredClone(table), 0, 1)).toEqual(predictMargin(table, 0, 1));
  });

  it("knows components: ratings sum to their centre in each", () => {
    const date = "2024-01-01";
    const games = [
      ...planted(4, 12, 1).map((game) => ({ ...game, date })),
      { home: "x", away: "y", homeScore: 5, awayScore: 1, date }, { home: "p", away: "q", homeScore: 2, awayScore: 2, date },
    ];
    const { components, teams } = standings(games, options);
    expect(components.map((list) => [...list].map(String).sort().join(""))).toEqual(["0123", "pq", "xy"]);
    const centre = options.method === "colley" ? 0.5 : 0;
    if (options.constrained === false) return;
    components.forEach((list, c) => {
      const own = teams.filter(({ component }) => component === c);
      expect(own.map(({ team }) => team)).toEqual(list);
      expect(own.reduce((sum, { rating }) => sum + rating - centre, 0)).toBeCloseTo(0, 12);
    });
  });

  it("never gives NaN: one game, draws alone, one side always at home, everybody alike", () => {
    const date = "2024-01-01";
    const game = (home: string, away: string, homeScore: number, awayScore: number) => ({ home, away, homeScore, awayScore, date });
    const cases: Game[][] = [
      [game("a", "b", 3, 0)], [game("a", "b", 0, 0)], [game("a", "b", 1, 1), game("b", "c", 0, 0)],
      [game("a", "b", 2, 1), game("a", "c", 1, 0), game("d", "b", 0, 5)], [game("a", "b", 1, 0), game("b", "a", 1, 0)],
      [game("a", "b", 1e100, -1e100), game("b", "c", 1e-100, 0)], [game("a", "b", 1e-300, 0)],
    ];
    for (const games of cases) {
      const table = standings(games, options);
      const [best, worst] = [table.teams[0]!.team, table.teams.at(-1)!.team];
      const chances = winProbability(table, best, worst);
      const { margin, deviation } = predictMargin(table, best, worst);
      for (const value of [
        ...table.teams.flatMap(({ rating, deviation }) => [rating, deviation]), ...table.covariance.data, table.homeAdvantage,
        table.homeAdvantageDeviation, table.noise, table.drawBand, table.drawShare, margin, deviation, chances.home, chances.draw, chances.away,
      ]) expect(value).not.toBeNaN();
      expect(chances.home + chances.draw + chances.away).toBeCloseTo(1, 14);
      expect(Math.min(chances.home, chances.draw, chances.away)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("edges", () => {
  it("a game more than 30 half-lives old connects nobody and counts for nothing", () => {
    const recent: Game[] = [{ home: "a", away: "b", homeScore: 1, awayScore: 0, date: "2024-01-31" }];
    const table = standings([...recent, { home: "b", away: "c", homeScore: 9, awayScore: 0, date: "2023-12-01" }], { decay: 2 });
    expect(table.components).toEqual([["a", "b"], ["c"]]);
    expect(ratingsOf(table)).toEqual({ ...ratingsOf(standings(recent, { decay: 2 })), c: 0 });
  });

  it("a month of games between countries falls into components", () => {
    const games = internationals();
    const { components, teams, covariance } = standings(games, { ridge: 0 });
    expect(components.map(({ length }) => length)).toEqual([29, 9, 6, 2, 2, 2, 2, 2, 2]);
    const of = new Map(components.flatMap((list, c) => list.map((team) => [team, c] as const)));
    for (const { home, away } of games) expect(of.get(home)).toBe(of.get(away));
    // Ratings of two components vary together only by way of the home advantage: without it not at all.
    const fixed = standings(games, { ridge: 0, homeAdvantage: 0.3 });
    fixed.teams.forEach((a, i) => fixed.teams.forEach((b, j) => {
      if (a.component !== b.component) expect(Math.abs(fixed.covariance.data[i * fixed.covariance.columns + j]!)).toBeLessThan(1e-15);
    }));
    expect(covariance.rows).toBe(teams.length + 1);
    for (const { deviation, games: played } of teams) {
      expect(deviation).toBeGreaterThan(0);
      expect(played).toBeGreaterThan(0);
    }
  });

  it("with ridge 0 and as many unknowns as games, deviations are infinite and chances even", () => {
    const table = standings(neutral([["a", 3, 0, "b"], ["b", 2, 0, "c"]]), { ridge: 0 });
    expect(ratingsOf(table)).toEqual({ a: expect.closeTo(8 / 3, 12), b: expect.closeTo(-1 / 3, 12), c: expect.closeTo(-7 / 3, 12) });
    expect(table.noise).toBe(Infinity);
    expect(table.teams.every(({ deviation }) => deviation === Infinity)).toBe(true);
    expect(winProbability(table, "a", "c")).toEqual({ home: 0.5, draw: 0, away: 0.5 });
  });

  it("between components the prior decides, and without one nothing does", () => {
    const games = neutral([["a", 3, 0, "b"], ["a", 1, 0, "b"], ["x", 2, 0, "y"], ["x", 1, 1, "y"]]);
    const table = standings(games);
    const within = predictMargin(table, "a", "b", { neutral: true }).deviation;
    const { deviation } = predictMargin(table, "a", "x", { neutral: true });
    // Independent ratings, each of variance noise²/ridge a priori, two of a pair known to the mean of 2 games: s_a - s_b has variance noise² / (2 + ridge/2).
    expect(deviation).toBeCloseTo(table.noise * Math.sqrt(1 + 2 * (1 / (2 * table.ridge) + 1 / (2 * (table.ridge + 4)))), 12);
    expect(deviation).toBeGreaterThan(within);
    expect(predictMargin(standings(games, { ridge: 0 }), "a", "x").deviation).toBe(Infinity);
  });

  it("equal ratings go by name, numbers first", () => {
    const draw = (home: string | number, away: string | number): Game => ({ home, away, homeScore: 1, awayScore: 1 });
    expect(standings([draw("b", "10"), draw(10, "a"), draw(2, "B"), draw("a", "b")]).teams.map(({ team }) => team)).toEqual([2, 10, "10", "B", "a", "b"]);
  });

  it("takes any iterable", () => {
    function* games(): Generator<Game> { yield* ACC; }
    expect(standings(games())).toEqual(standings(ACC));
    expect(standings(new Set(ACC))).toEqual(standings(ACC));
  });
});
