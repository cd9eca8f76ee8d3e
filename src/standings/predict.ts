import { checkOptions, describe } from "../checks";
import { withFrame } from "../wasm/frame";
import { readTeam } from "./games";
import type { MarginPrediction, OutcomeChances, PairOptions, Standings, Team } from "./types";

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
  const { homeAdvantage, noise, ridge, covariance, components, teams } = readTable(table);
  const ground = readPairOptions(options);
  const i = findTeam(table, home, "home");
  const j = findTeam(table, away, "away");
  if (i === j) throw new RangeError(`away is ${describe(away)}, as is home: expected two teams`);
  const h = teams.length;
  const at = (row: number, column: number) => covariance.data[row * covariance.columns + column]!;
  const [a, b] = [teams[i]!, teams[j]!];
  const ofPair = at(i, i) + at(j, j) - 2 * at(i, j);
  const ofGround = ground * (at(h, h) + 2 * (at(i, h) - at(j, h)));
  const level = a.component === b.component ? 0 : (1 / components[a.component]!.length + 1 / components[b.component]!.length) / ridge;
  const variance = 1 + Math.max(0, ofPair + ofGround) + level;
  return {
    margin: a.rating - b.rating + ground * homeAdvantage,
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
  const { margin, deviation } = predictMargin(table, home, away, options);
  if (deviation === 0 && margin === 0) { // every game was drawn
    const draw = table.drawShare;
    return { home: (1 - draw) / 2, draw, away: (1 - draw) / 2 };
  }
  if (deviation === 0) return { home: margin > 0 ? 1 : 0, draw: 0, away: margin > 0 ? 0 : 1 };
  return withFrame("winProbability", (frame) => {
    const out = frame.reserve(3);
    frame.wasm.outcomeChances(margin, deviation, table.drawBand, out);
    const [win, draw, loss] = frame.copyOut(out, 3);
    return { home: win!, draw: draw!, away: loss! };
  });
}

function readTable(table: Standings): Standings {
  if (typeof table !== "object" || table === null || !Array.isArray(table.teams) || typeof table.covariance !== "object") {
    throw new TypeError(`table is ${describe(table)}: expected what standings returned`);
  }
  return table;
}

function readPairOptions(options: PairOptions | undefined): 0 | 1 {
  checkOptions("options", options, ["neutral"]);
  const neutral: unknown = options?.neutral ?? false;
  if (typeof neutral !== "boolean") throw new TypeError(`options.neutral is ${describe(neutral)}: expected true or false`);
  return neutral ? 0 : 1;
}

function findTeam({ teams }: Standings, team: Team, name: string): number {
  const wanted = readTeam(team, name);
  const place = teams.findIndex((standing) => standing.team === wanted);
  if (place < 0) throw new RangeError(`${name} is ${describe(wanted)}: expected one of the ${teams.length} teams of the table`);
  return place;
}
