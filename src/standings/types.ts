import type { ConvergenceInfo, IterationOptions } from "../iterate";
import type { Matrix } from "../matrix";

/** A team's name, or its number: "1" and 1 are two teams. */
export type Team = string | number;

/** See `StandingsOptions.method`. */
export type StandingsMethod = "massey" | "colley" | "low-rank";

/** One game. */
export interface Game {
  readonly home: Team;
  readonly away: Team;
  /** Points, goals, runs: any finite number of magnitude up to 1e100. */
  readonly homeScore: number;
  readonly awayScore: number;
  /** How many games it counts as, 0 or more; 0 stands in the record of wins and losses alone. Default: 1. */
  readonly weight?: number | undefined;
  /** Who did not play: the game stands in the record as lost by it, whatever the scores, which may be left out, and counts for no rating. */
  readonly forfeit?: "home" | "away" | undefined;
  /** Points of each set, home first. With them the scores may be left out: they are sets won. */
  readonly sets?: ArrayLike<readonly [home: number, away: number]> | undefined;
  /** A Date, or text: "2024-05-19", or with a time and its zone, "2024-05-19T15:00:00Z". Needed where `decay` is given. */
  readonly date?: string | Date | null | undefined;
  /** On neutral ground: nobody has the home advantage. Default: false. */
  readonly neutral?: boolean | undefined;
}

/** A game that was forfeited, or told by its sets. */
export type UnscoredGame = Omit<Game, "homeScore" | "awayScore"> & Partial<Pick<Game, "homeScore" | "awayScore">>;

/** A race, a round, a tournament: what each of several sides scored. Of places, the score is −place. */
export interface SeveralSides {
  readonly sides: ArrayLike<{ readonly team: Team; readonly score: number }>;
  readonly date?: Game["date"];
  readonly weight?: Game["weight"];
}

/** Options of `standings`. */
export interface StandingsOptions extends IterationOptions {
  /**
   * "massey" (default): least squares on margins. "colley": wins, draws and losses alone. "low-rank": the table of mean margins of all
   * pairs, completed at rank 2.
   */
  readonly method?: StandingsMethod | undefined;
  /** What playing at home is worth, in units of the margin: "estimate" or true (default), a number, or false for 0. */
  readonly homeAdvantage?: "estimate" | number | boolean | undefined;
  /** Half-life of a game's weight in days, above 0, counted back from the last game; after 30 half-lives it counts for nothing. Default: no decay. */
  readonly decay?: number | undefined;
  /** Games without a result that each team is credited with, as it were: draws all ratings together; 0 or more. Default: estimated from the games ("massey"), 8 ("low-rank"), 2 ("colley"). */
  readonly ridge?: number | undefined;
  /**
   * What a margin is counted in: the scores (default), sets won, or points of all sets; the last two of games with `sets`.
   */
  readonly unit?: "score" | "sets" | "points" | undefined;
  /** Margins above this count as this; above 0. Default: none. Not for "colley". */
  readonly cap?: number | undefined;
  /** "plain" (default), or "log": a margin m counts as sign(m) ln(1 + |m|). Not for "colley". */
  readonly margins?: "plain" | "log" | undefined;
  /**
   * For "low-rank": whether the table is to be one of differences of ratings (default), or any skew-symmetric one of rank 2, where
   * `ridge` does not act on the ratings.
   */
  readonly constrained?: boolean | undefined;
}

/** A team in the table. */
export interface TeamStanding {
  readonly team: Team;
  /** In units of the margin, 0 for the mean of the component; Colley's are 1/2 there, and mostly between 0 and 1. */
  readonly rating: number;
  /** Standard deviation of the rating; Infinity where the games leave nothing to judge it by (ridge 0). */
  readonly deviation: number;
  /** Which of `components` the team belongs to. */
  readonly component: number;
  readonly games: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** In the `unit` of the margins; of several sides, what the others scored on average is conceded. */
  readonly scored: number;
  readonly conceded: number;
}

/** Plain data: structuredClone and JSON keep it. */
export interface Standings {
  readonly method: StandingsMethod;
  /** The best first; equal ratings by name. */
  readonly teams: readonly TeamStanding[];
  /** In units of the margin, estimated or as given. */
  readonly homeAdvantage: number;
  readonly homeAdvantageDeviation: number;
  /** Teams that games connect, best first; the largest component first. Ratings of different components have only the prior in common. */
  readonly components: readonly (readonly Team[])[];
  /** Standard deviation of the margin of one game about what the ratings say; Infinity where nothing is left to judge it by (ridge 0). */
  readonly noise: number;
  /** Margins up to this count as drawn; 0 where no game was. */
  readonly drawBand: number;
  /** Share of draws by the rule of succession, (draws + 1) / (games + 3); 0 where no game was drawn. */
  readonly drawShare: number;
  /** Of the ratings in the order of `teams`, then of the home advantage, divided by noise². */
  readonly covariance: Matrix;
  /** As given, estimated from the games, or the default of the method. */
  readonly ridge: number;
  /** What counted: goals, their logarithm, or wins and losses alone ("colley"). */
  readonly margins: "plain" | "log" | "outcome";
  /** One iteration of no change where the equations are solved at once. */
  readonly info: ConvergenceInfo;
}

/** Options of `predictMargin` and `winProbability`. */
export interface PairOptions {
  /** On neutral ground. Default: false. */
  readonly neutral?: boolean | undefined;
}

/** What margin to expect of a game. */
export interface MarginPrediction {
  /** Home less away, in units of the margin: goals; ln(1 + goals) with margins "log"; halves of a win with "colley". */
  readonly margin: number;
  /** Standard deviation of what will be seen: of the ratings and of a single game. */
  readonly deviation: number;
}

/** Chances of the three outcomes, from 0 to 1. */
export interface OutcomeChances {
  readonly home: number;
  readonly draw: number;
  readonly away: number;
}
