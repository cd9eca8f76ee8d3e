import { checkBoolean, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import { itemsOf } from "../lists";
import { withFrame } from "../wasm/completion";
import { readTeam } from "./games";
import type { MarginPrediction, OutcomeChances, PairOptions, Standings, Team, TeamStanding } from "./types";

/**
 * The margin to expect of a game, by rating(home) − rating(away) + home advantage.
 *
 * @param table  what `standings` returned.
 * @param home   a team of it; with `neutral`, simply the first.
 * @param away   another.
 * @returns the expected margin and the standard deviation of the one that will be seen:
 *          noise √(1 + xᵀ C x), x = e_home − e_away + e_advantage. Of teams whom no chain of games connects, the prior alone says how far
 *          apart their components are; with ridge 0 nothing does, and the deviation is Infinity.
 * @throws RangeError  if a team is not in the table, or both are the same;
 * @throws TypeError   if an argument is of the wrong kind.
 *
 * Cost O(teams), for finding them.
 *
 * @example
 * const results = standings([{ home: "Reds", away: "Blues", homeScore: 3, awayScore: 1 }, { home: "Blues", away: "Reds", homeScore: 1, awayScore: 1 }]);
 * predictMargin(results, "Reds", "Blues", { neutral: true }).margin; // 0.333333333333
 */
export function predictMargin(table: Standings, home: Team, away: Team, options?: PairOptions): MarginPrediction {
  return marginOf(readPair(table, home, away, options));
}

function marginOf({ homeAdvantage, noise, ridge, ground, home, away, isOneComponent, covariance }: Pair): MarginPrediction {
  const { ii, jj, ij, hh, ih, jh } = covariance;
  const ofPair = ii + jj - 2 * ij;
  const ofGround = ground * (hh + 2 * (ih - jh));
  const level = isOneComponent ? 0 : (1 / home.size + 1 / away.size) / ridge;
  const variance = 1 + Math.max(0, ofPair + ofGround) + level;
  return {
    margin: home.rating - away.rating + ground * homeAdvantage,
    deviation: noise === 0 ? 0 : noise * Math.sqrt(variance),
  };
}

/**
 * How likely each outcome of a game is: the margin is taken as normal about `predictMargin`, and drawn within the draw band of the table.
 * The band is such that, over the games the table was made from, the chance of a draw is on average the share of draws; it is 0 where
 * none was drawn.
 *
 * @param table  what `standings` returned.
 * @param home   a team of it; with `neutral`, simply the first.
 * @param away   another.
 * @returns three chances of sum 1.
 * @throws RangeError  if a team is not in the table, or both are the same;
 * @throws TypeError   if an argument is of the wrong kind.
 *
 * Cost O(teams), for finding them.
 *
 * @example
 * const results = standings([{ home: "Reds", away: "Blues", homeScore: 3, awayScore: 1 }, { home: "Blues", away: "Reds", homeScore: 1, awayScore: 1 }]);
 * const { home, draw, away } = winProbability(results, "Reds", "Blues", { neutral: true });
 * home > away; // true
 */
export function winProbability(table: Standings, home: Team, away: Team, options?: PairOptions): OutcomeChances {
  const pair = readPair(table, home, away, options);
  const { margin, deviation } = marginOf(pair);
  if (deviation === 0 && margin === 0) { // every game was drawn
    const draw = pair.drawShare;
    return { home: (1 - draw) / 2, draw, away: (1 - draw) / 2 };
  }
  if (deviation === 0) return { home: margin > 0 ? 1 : 0, draw: 0, away: margin > 0 ? 0 : 1 };
  return withFrame("winProbability", (frame) => {
    const out = frame.reserve(3);
    frame.wasm.outcomeChances(margin, deviation, pair.drawBand, out);
    const [win, draw, loss] = frame.copyOut(out, 3);
    return { home: win!, draw: draw!, away: loss! };
  });
}

/** What is known of two teams and their ground. */
interface Pair {
  readonly homeAdvantage: number;
  readonly noise: number;
  readonly ridge: number;
  readonly drawBand: number;
  readonly drawShare: number;
  /** 1, or 0 on neutral ground. */
  readonly ground: number;
  readonly home: Rated;
  readonly away: Rated;
  readonly isOneComponent: boolean;
  /** Of the teams i, j and the home advantage h, divided by noise². */
  readonly covariance: { readonly [K in "ii" | "jj" | "ij" | "hh" | "ih" | "jh"]: number };
}

interface Rated {
  readonly rating: number;
  readonly component: number;
  /** Teams of its component. */
  readonly size: number;
}

/** Of everything that is needed, each part read once. */
function readPair(table: unknown, home: Team, away: Team, options: PairOptions | undefined): Pair {
  const ground = readGround(options);
  const [first, second] = [readTeam(home, "home"), readTeam(away, "away")];
  return reading("table", () => {
    const { teams, covariance, components, ...rest } = readParts(table);
    const standings = itemsOf(teams) as readonly Partial<TeamStanding>[];
    const names = standings.map((standing) => (standing as Partial<TeamStanding> | null | undefined)?.team);
    const place = (team: Team, name: string): number => {
      const i = names.indexOf(team);
      if (i < 0) throw outOfRange(`${name} is ${describe(team)}: expected one of the ${names.length} teams of the table`);
      return i;
    };
    const [i, j, h] = [place(first, "home"), place(second, "away"), names.length];
    if (i === j) throw outOfRange(`away is ${describe(second)}, as is home: expected two teams`);
    const { columns, data } = covariance as { columns: unknown; data: ArrayLike<unknown> };
    if (columns !== h + 1) throw outOfRange(`table.covariance has ${describe(columns)} columns: expected ${h + 1}, the teams and the home advantage`);
    const at = (row: number, column: number) => number(data[row * (h + 1) + column], `table.covariance.data[${row * (h + 1) + column}]`);
    const rated = (t: number): Rated => {
      const { rating, component } = standings[t]!;
      const c = number(component, `table.teams[${t}].component`);
      const size = (components[c] as ArrayLike<unknown> | undefined)?.length;
      return { rating: number(rating, `table.teams[${t}].rating`), component: c, size: number(size, `table.components[${c}].length`) };
    };
    const [a, b] = [rated(i), rated(j)];
    return {
      ...rest, ground, home: a, away: b, isOneComponent: a.component === b.component,
      covariance: { ii: at(i, i), jj: at(j, j), ij: at(i, j), hh: at(h, h), ih: at(i, h), jh: at(j, h) },
    };
  });
}

function readParts(table: unknown) {
  const refused = () => wrongKind(`table is ${describe(table)}: expected what standings returned`);
  if (typeof table !== "object" || table === null) throw refused();
  const { teams, covariance, components, homeAdvantage, noise, ridge, drawBand, drawShare } = table as { readonly [K in keyof Standings]?: unknown };
  const isWhole = Array.isArray(teams) && Array.isArray(components) && typeof covariance === "object" && covariance !== null;
  if (!isWhole) throw refused();
  return {
    teams: teams as readonly unknown[], components: components as readonly unknown[], covariance,
    homeAdvantage: number(homeAdvantage, "table.homeAdvantage"), noise: number(noise, "table.noise"), ridge: number(ridge, "table.ridge"),
    drawBand: number(drawBand, "table.drawBand"), drawShare: number(drawShare, "table.drawShare"),
  };
}

function number(value: unknown, name: string): number {
  if (typeof value !== "number") throw wrongKind(`${name} is ${describe(value)}: expected a number`);
  return value;
}

function readGround(options: PairOptions | undefined): 0 | 1 {
  const { neutral = false } = readOptions("options", options, ["neutral"]);
  checkBoolean("options.neutral", neutral);
  return neutral ? 0 : 1;
}
