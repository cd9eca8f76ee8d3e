// Weights, forfeits, sets and games of several sides, by what they must equal.
import { describe, expect, it } from "vitest";
import { standings, type Game, type Standings } from "../../src/index";
import { Random } from "../support/random";

const random = new Random(3);
const team = (i: number) => `T${i}`;
const games: Game[] = Array.from({ length: 40 }, (_, k) => ({ home: team(k % 6), away: team((k + 1 + (k % 5)) % 6), homeScore: Math.floor(5 * random.unit()), awayScore: Math.floor(4 * random.unit()), neutral: k % 4 === 0 })).filter(({ home, away }) => home !== away);
const ratings = ({ teams }: Standings) => Object.fromEntries(teams.map(({ team: name, rating, deviation }) => [name, [rating, deviation]]));
const close = (a: Standings, b: Standings, digits = 9) => {
  for (const [name, pair] of Object.entries(ratings(b))) pair.forEach((x, k) => expect(ratings(a)[name]![k]).toBeCloseTo(x, digits));
  expect([a.noise, a.homeAdvantage, a.ridge].map((x) => x.toFixed(6))).toEqual([b.noise, b.homeAdvantage, b.ridge].map((x) => x.toFixed(6)));
};

describe("weights", () => {
  it.each([{}, { method: "colley" }, { ridge: 2 }, { margins: "log" }] as const)("a game of weight 3 is that game three times, %o", (options) => {
    const [weighed, repeated] = [games.map((game, k) => ({ ...game, weight: k % 3 === 0 ? 3 : 1 })), games.flatMap((game, k) => (k % 3 === 0 ? [game, game, game] : [game]))];
    close(standings(weighed, options), standings(repeated, options));
  });
  it("1 changes no bit, 0 leaves the record alone", () => {
    expect(standings(games.map((game) => ({ ...game, weight: 1 })))).toEqual(standings(games));
    const extra = { home: "T0", away: "T1", homeScore: 9, awayScore: 0, weight: 0 };
    const [table, plain] = [standings([...games, extra]), standings(games)];
    expect(ratings(table)).toEqual(ratings(plain));
    const of = (t: Standings) => t.teams.find(({ team: name }) => name === "T0")!;
    expect([of(table).games, of(table).wins, of(table).scored]).toEqual([of(plain).games + 1, of(plain).wins + 1, of(plain).scored + 9]);
  });
  it("go with a decay", () => {
    const dated = games.map((game, k) => ({ ...game, date: `2024-01-${String(1 + (k % 28)).padStart(2, "0")}` }));
    const last = 28;
    close(standings(dated, { decay: 10 }), standings(dated.map(({ date, ...game }) => ({ ...game, weight: 2 ** (-(last - Number(date.slice(8))) / 10) }))), 7);
  });
});

it("a forfeited game is won and lost, and rates nobody", () => {
  const table = standings([...games, { home: "T2", away: "T3", forfeit: "home" }, { home: "T2", away: "New", forfeit: "away", homeScore: 3, awayScore: 0 }]);
  const plain = standings(games);
  const of = (t: Standings, name: string) => t.teams.find((one) => one.team === name)!;
  for (const name of ["T0", "T2", "T3"]) expect(of(table, name).rating).toBeCloseTo(of(plain, name).rating, 9);
  expect(of(table, "T2").losses).toBe(of(plain, "T2").losses + 1);
  expect(of(table, "T3").wins).toBe(of(plain, "T3").wins + 1);
  expect([of(table, "T2").scored - of(plain, "T2").scored, of(table, "New").losses, of(table, "New").rating]).toEqual([3, 1, 0]);
  expect(table.components).toHaveLength(2);
});

describe("sets", () => {
  const played = games.map(({ homeScore: _home, awayScore: _away, ...game }, k) => ({ ...game, sets: [[25, 10 + (k % 14)], [20, 25], [15 + (k % 3), 12]] as [number, number][] }));
  const sum = (sets: readonly (readonly [number, number])[], side: 0 | 1) => sets.reduce((total, set) => total + set[side], 0);
  const won = (sets: readonly (readonly [number, number])[], side: 0 | 1) => sets.filter((set) => set[side] > set[1 - side]!).length;
  it("are scores of sets won, or of points", () => {
    const as = (of: typeof sum) => played.map(({ sets, ...game }) => ({ ...game, homeScore: of(sets, 0), awayScore: of(sets, 1) }));
    expect(standings(played, { unit: "sets" })).toEqual(standings(as(won)));
    expect(standings(played)).toEqual(standings(as(won)));
    expect(standings(played, { unit: "points" })).toEqual(standings(as(sum)));
    expect(standings(played.map((game) => ({ ...game, homeScore: 7, awayScore: 1 })), { unit: "points" })).toEqual(standings(as(sum)));
  });
});

describe("several sides", () => {
  it("two sides are a game on neutral ground", () => {
    const neutral = games.map((game) => ({ ...game, neutral: true }));
    close(standings(neutral.map(({ home, away, homeScore, awayScore }) => ({ sides: [{ team: home, score: homeScore }, { team: away, score: awayScore }] })), { homeAdvantage: false }), standings(neutral, { homeAdvantage: false }));
  });
  it("are least squares of the scores about their mean", () => {
    const strength = [3, 1, 0, -1, -3];
    const rounds = Array.from({ length: 30 }, (_, k) => ({ sides: strength.map((s, i) => ({ team: team(i), score: s + random.gaussian() })).filter((_, i) => (i + k) % 5 !== 0) }));
    const table = standings(rounds, { ridge: 0, homeAdvantage: false });
    // Normal equations of Σ ((s − mean s) − (r − mean r))², by gradient: at the minimum it is 0.
    const r = Object.fromEntries(table.teams.map(({ team: name, rating }) => [name, rating]));
    const gradient: Record<string, number> = {};
    for (const { sides } of rounds) {
      const residuals = sides.map(({ team: name, score }) => score - r[name]!);
      const mean = residuals.reduce((a, b) => a + b, 0) / sides.length;
      sides.forEach(({ team: name }, i) => { gradient[name] = (gradient[name] ?? 0) + residuals[i]! - mean; });
    }
    for (const slope of Object.values(gradient)) expect(Math.abs(slope)).toBeLessThan(1e-8);
    expect(table.teams.map(({ team: name }) => name)).toEqual(strength.map((_, i) => team(i)));
    expect(table.noise).toBeGreaterThan(1.1); // of a margin: √2 of a score
    expect(table.noise).toBeLessThan(1.8);
  });
  it("records: the best wins, sharing is a draw, others lose", () => {
    const { teams } = standings([{ sides: [{ team: "a", score: 3 }, { team: "b", score: 3 }, { team: "c", score: 0 }] }, { sides: [{ team: "a", score: 1 }, { team: "b", score: 0 }, { team: "c", score: 2 }] }]);
    const of = (name: string) => teams.find((one) => one.team === name)!;
    expect(["a", "b", "c"].map((name) => [of(name).games, of(name).wins, of(name).draws, of(name).losses])).toEqual([[2, 0, 1, 1], [2, 0, 1, 1], [2, 1, 0, 1]]);
    expect([of("c").scored, of("c").conceded]).toEqual([2, 3.5]);
  });
  it("do not depend on the order of sides or games", () => {
    const rounds = Array.from({ length: 9 }, (_, k) => ({ sides: [0, 1, 2, 3].map((i) => ({ team: team((i * (k + 1)) % 7 === 0 ? i : i + 1), score: random.gaussian() })).filter(({ team: a }, i, all) => all.findIndex(({ team: b }) => b === a) === i) }));
    expect(standings([...rounds].reverse().map(({ sides }) => ({ sides: [...sides].reverse() })))).toEqual(standings(rounds));
  });
});

it.each<[unknown, object, RegExp]>([
  [{ home: "a", away: "b", homeScore: 1, awayScore: 0, weight: -1 }, {}, /games\[0\].weight is -1/],
  [{ home: "a", away: "b", homeScore: 1, awayScore: 0, weight: 0 }, {}, /games has none that counts/],
  [{ home: "a", away: "b", forfeit: "b" }, {}, /games\[0\].forfeit is "b": expected "home" or "away"/],
  [{ home: "a", away: "b" }, {}, /games\[0\].homeScore is undefined/],
  [{ home: "a", away: "b", sets: [] }, {}, /games\[0\].sets is empty/],
  [{ home: "a", away: "b", sets: [[1]] }, {}, /games\[0\].sets\[0\] is an array of length 1/],
  [{ home: "a", away: "b", homeScore: 1, awayScore: 0 }, { unit: "sets" }, /games\[0\].sets is missing.*options.unit is "sets"/],
  [{ sides: [{ team: "a", score: 1 }, { team: "b", score: 2 }] }, { unit: "points" }, /has sides and no sets/],
  [{ sides: [{ team: "a", score: 1 }] }, {}, /games\[0\].sides has length 1/],
  [{ sides: [{ team: "a", score: 1 }, { team: "a", score: 2 }] }, {}, /games\[0\].sides\[1\].team is "a", as is one before/],
  [["a", "b", 3, 1], {}, /games\[0\] is an array of length 4: expected \{ home, away, homeScore, awayScore \} or \{ sides \}/],
  [{ home: "a", away: "b", home_score: 3, away_score: 1 }, {}, /games\[0\].home_score is not read: expected home, away, homeScore, awayScore alone, or with weight, forfeit, sets, date, neutral, id, .*\(\{ home, away, homeScore, awayScore \}\)\)$/],
  [{ sides: [{ team: "a", place: 1 }, { team: "b", place: 2 }] }, {}, /games\[0\].sides\[0\].place is not read/],
  [{ home: "a", away: "b", homeScore: 1, awayScore: 0 }, { unit: "goals" }, /options.unit is "goals"/],
])("refuses %o", (game, options, message) => expect(() => standings([game as Game], options)).toThrow(message));
