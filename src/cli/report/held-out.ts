import { type StandingsOptions, predictMargin, standings, winProbability } from "../../index";
import type { FileGame } from "../files/games";

export interface HeldOut {
  /** Games that were held out. */
  readonly games: number;
  /** Of them, those forfeited, or without one of their teams among the games known: not predicted. */
  readonly unknown: number;
  /** Predicted games that somebody won. */
  readonly decided: number;
  /** Share of those where the winner was foretold; undefined where there are none. */
  readonly rightSigns: number | undefined;
  /** Mean -ln of the chance that the outcome had been given. */
  readonly logLoss: number | undefined;
  /** The same for always naming the shares of home wins, draws and away wins among the games held out. */
  readonly logLossOfShares: number | undefined;
}

/** Rates the first games and predicts the last ones, a share of all. Games in order of date. */
export function holdOut(games: readonly FileGame[], share: number, options: StandingsOptions): HeldOut {
  const known = games.length - Math.max(1, Math.round(games.length * share));
  const table = standings(games.slice(0, known), options);
  const teams = new Set(table.teams.map(({ team }) => team));
  const later = games.slice(known);
  const outcomes = [0, 0, 0];
  let [right, loss, predicted] = [0, 0, 0];
  for (const game of later) {
    const { home, away, neutral = false } = game;
    const lead = leadOf(game, options.unit);
    if (lead === undefined || !teams.has(home) || !teams.has(away)) continue;
    const { home: win, draw, away: defeat } = winProbability(table, home, away, { neutral });
    const outcome = lead > 0 ? 0 : lead === 0 ? 1 : 2;
    loss -= Math.log([win, draw, defeat][outcome]!);
    outcomes[outcome]!++;
    predicted++;
    if (predictMargin(table, home, away, { neutral }).margin * lead > 0) right++;
  }
  const decided = outcomes[0]! + outcomes[2]!;
  const entropy = outcomes.reduce((sum, count) => sum - (count === 0 ? 0 : (count / predicted) * Math.log(count / predicted)), 0);
  return {
    games: later.length,
    unknown: later.length - predicted,
    decided,
    rightSigns: decided === 0 ? undefined : right / decided,
    logLoss: predicted === 0 ? undefined : loss / predicted,
    logLossOfShares: predicted === 0 ? undefined : entropy,
  };
}

/** By how much home was ahead, in the unit that counts; undefined of a forfeited game. */
function leadOf({ homeScore, awayScore, sets, forfeit }: FileGame, unit: StandingsOptions["unit"]): number | undefined {
  if (forfeit !== undefined) return undefined;
  if (homeScore !== undefined && awayScore !== undefined && (unit ?? "score") === "score") return homeScore - awayScore;
  return Array.from(sets ?? []).reduce((sum, [home, away]) => sum + (unit === "points" ? home - away : Math.sign(home - away)), 0);
}
