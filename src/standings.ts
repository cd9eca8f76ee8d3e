import { Margin } from "../assembly/codes";
import { checkBoolean, checkNumber, checkOneOf, readOptions } from "./checks";
import { wrongKind } from "./errors";
import { type ConvergenceInfo, iterate, iterationOptions } from "./iterate";
import { allocate, mapped } from "./lists";
import type { Matrix } from "./matrix";
import { compareTeams, connect, type GameList, type NumberedGame, readGames, type RecordOfGame } from "./standings/games";
import type { Game, SeveralSides, Standings, StandingsMethod, StandingsOptions, UnscoredGame } from "./standings/types";
import { factorFor } from "./svd";
import { bytesOf } from "./wasm/working";
import { exports, type Frame, withFrame } from "./wasm/completion";

/** Where the search for a ridge begins, which 28 seasons of football chose, and how far it goes: factors from try to try, tries in a direction. */
const FIRST_RIDGE = 8;
const RIDGES = Object.freeze({ ratio: 4, most: 7, finer: 3 });
/** The rule of succession: a win and a loss for every team. */
const COLLEY_RIDGE = 2;
/** Half-lives after which a game counts for nothing, as in the module. */
const OLDEST = 30;

const METHODS = ["massey", "colley", "low-rank"] as const;
const MARGINS = { plain: Margin.Plain, log: Margin.Logarithm, outcome: Margin.Outcome } as const;
const FIELDS = [
  "method", "homeAdvantage", "decay", "ridge", "unit", "cap", "margins", "constrained", "tolerance", "maxIterations", "onProgress",
] as const;

/**
 * Ranks teams by the games they played against each other, with how sure that is.
 *
 * "massey" solves  min Σ w (margin − r_home + r_away − h)² + ridge (|r|² + h²)  for ratings r and home advantage h [Massey97]. "colley" takes a win
 * for 1/2, a loss for −1/2 and a ridge of 2, so that ratings are Colley's [Colley02]; its home advantage is estimated afterwards and does not
 * change them. "low-rank" completes the skew-symmetric table of the mean margins of all pairs at rank 2 [GL11]: constrained to r eᵀ − e rᵀ, which are
 * Massey's equations with every pair counted once however often it met, or free.
 *
 * The ridge of "massey" is, unless given, (noise of a game / spread of the ratings)², as the games tell it: the one of greatest marginal likelihood, near 8 where there are few games (empirical Bayes) [Morris83].
 *
 * @param games    in any order: the result does not depend on it, to the last bit.
 * @param options  method, home advantage, decay, ridge, margins; `tolerance` (default 1e-9, relative change of the table), `maxIterations`
 *                 (default 1000; 1 for zeros where teams never met) and `onProgress` for the free low-rank method.
 * @returns the teams, best first, with ratings and deviations (from the inverse of the equations, the Laplacian of the games), the
 *          components into which the teams fall, and what `predictMargin` and `winProbability` need.
 * @throws TypeError         if an argument is of the wrong kind, or an option unknown or not one of the method;
 * @throws RangeError        if there is no game, a team plays itself, a score is not finite or a date does not exist;
 * @throws OutOfMemoryError  if the equations do not fit into 4 GiB (some 14,000 teams).
 *
 * Cost about 10 n³ flops (4 n³ with a `ridge`) and 32 n² bytes for n teams, whatever the number of games.
 *
 * @example
 * const table = standings([
 *   { home: "Reds", away: "Blues", homeScore: 3, awayScore: 1 },
 *   { home: "Blues", away: "Greens", homeScore: 2, awayScore: 2 },
 * ]);
 * table.teams[0].team; // "Reds"
 */
export function standings(games: Iterable<Game | UnscoredGame | SeveralSides>, options?: StandingsOptions): Standings {
  const settings = readSettings(options);
  const list = readGames(games, settings.decay !== Infinity, settings.unit);
  const ages = agesOf(list.games, settings.decay);
  const groups = connect(list.teams.length, list.games.filter((_, k) => ages[k]! <= OLDEST).map(({ home, away }) => [home, away] as const));
  return withFrame("standings", (frame) => {
    const rated = rate(frame, list, ages, groups, settings);
    return report(list, groups, settings, rated);
  });
}

type Settings = ReturnType<typeof readSettings>;
type Groups = ReturnType<typeof connect>;

function readSettings(options: StandingsOptions | undefined) {
  const given = readOptions("options", options, FIELDS);
  const { method = "massey", homeAdvantage: ground = true, decay = Infinity, cap = Infinity, margins = "plain", unit = "score", constrained = true } = given;
  checkOneOf<StandingsMethod>("options.method", method, METHODS);
  if (method === "colley") refuse(given, ["ridge", "cap", "margins"], "does not apply to the method \"colley\"");
  if (method !== "low-rank") refuse(given, ["constrained"], "is of the method \"low-rank\" alone");
  const ridge = given.ridge ?? (method === "colley" ? COLLEY_RIDGE : method === "low-rank" ? FIRST_RIDGE : undefined);
  const homeAdvantage = ground === true ? "estimate" : ground === false ? 0 : ground;
  if (typeof homeAdvantage === "string") checkOneOf("options.homeAdvantage", homeAdvantage, ["estimate"]);
  else checkNumber("options.homeAdvantage", homeAdvantage, -1e100, 1e100);
  if (decay !== Infinity) checkNumber("options.decay", decay, 0, Infinity, true);
  if (cap !== Infinity) checkNumber("options.cap", cap, 0, Infinity, true);
  if (ridge !== undefined) checkNumber("options.ridge", ridge, 0, 1e100);
  checkOneOf("options.unit", unit, ["score", "sets", "points"]);
  checkOneOf("options.margins", margins, ["plain", "log"]);
  checkBoolean("options.constrained", constrained);
  const loop = iterationOptions(given, { tolerance: 1e-9, maxIterations: 1000 });
  return { method, homeAdvantage, decay, cap, unit, ridge, constrained, loop, margins: method === "colley" ? ("outcome" as const) : margins };
}

function refuse(options: StandingsOptions, fields: readonly (keyof StandingsOptions)[], why: string): void {
  for (const field of fields) if (options[field] !== undefined) throw wrongKind(`options.${field} ${why}`);
}

/** Half-lives before the last game, and what a weight is in them: half of it is one more. */
function agesOf(games: readonly NumberedGame[], halfLife: number): Float64Array {
  const last = halfLife === Infinity ? 0 : games.reduce((latest, { day }) => Math.max(latest, day!), -Infinity);
  const { logarithm } = exports();
  return mapped(games, "standings", ({ day, weight }) => {
    const age = halfLife === Infinity ? 0 : (last - day!) / halfLife;
    return weight === 1 ? age : age - logarithm(weight) / logarithm(2);
  });
}

interface Rated {
  /** Of the teams in the order of their names, then the home advantage. */
  readonly ratings: Float64Array;
  readonly deviations: Float64Array;
  readonly covariance: Matrix;
  readonly ridge: number;
  readonly noise: number;
  readonly drawBand: number;
  readonly info: ConvergenceInfo;
}

function rate(frame: Frame, { teams: names, games }: GameList, ages: Float64Array, groups: Groups, settings: Settings): Rated {
  const { wasm } = frame;
  const { method, homeAdvantage, constrained } = settings;
  const [n, count] = [names.length, games.length];
  const isFree = method === "low-rank" && !constrained;
  frame.require(wasm.standingsBytes(n, isFree) + bytesOf((n + 1) * (n + 3)) + 32 * count + 4096);

  const teams = frame.copyInWords(games.flatMap(({ home, away }) => [home, away]));
  const numbers = frame.copyIn(games.flatMap(({ homeScore, awayScore, ground }, k) => [homeScore - awayScore, ages[k]!, ground]));
  const [component, sizes] = [frame.copyInWords(groups.of), frame.copyInWords(groups.sizes)];
  const [ratings, deviations, covariance] = [frame.reserve(n + 1), frame.reserve(n + 1), frame.reserve((n + 1) * (n + 1))];
  const [dropped, result] = [frame.reserveWords(2), frame.reserve(2)];

  const isJoint = homeAdvantage === "estimate" && method !== "colley";
  const given = homeAdvantage === "estimate" ? 0 : homeAdvantage;
  const list = frame.open((at) => wasm.standingsOpen(n, count, teams, numbers, component, sizes, at));
  wasm.weighGames(list, MARGINS[settings.margins], settings.cap, method === "low-rank");
  const ridge = settings.ridge ?? chooseRidge(frame, list, isJoint, given);
  frame.call(wasm.rateTeams(list, ridge, isJoint, method === "colley" ? 0 : given, ratings, covariance, dropped));
  if (method === "colley") frame.write(frame.at(ratings, n), [given]);
  const info = isFree ? completeFreely() : { converged: true, iterations: 1, change: 0 };

  const parameters = n - groups.sizes.length + (isJoint ? 1 : 0) - frame.word(dropped, 0);
  const isAfterwards = homeAdvantage === "estimate" && method === "colley";
  wasm.judgeTeams(list, ridge, isAfterwards, isJoint ? n + 1 : n, parameters, ratings, covariance, result);
  const [noise, drawBand] = frame.copyOut(result, 2) as unknown as [number, number];
  wasm.ratingDeviations(n, noise, covariance, deviations);
  return {
    ratings: frame.copyOut(ratings, n + 1),
    deviations: frame.copyOut(deviations, n + 1),
    covariance: frame.copyOutMatrix(covariance, n + 1, n + 1),
    ridge, noise, drawBand, info,
  };

  function completeFreely(): ConvergenceInfo {
    const advantage = frame.number(ratings, n);
    const opened = frame.reserveWords(2);
    frame.call(wasm.skewOpen(list, advantage, opened));
    const [state, table] = [frame.word(opened, 0), frame.word(opened, 1)];
    frame.scope(() => wasm.skewStart(state, factorFor(frame, "standings", n, n, table).u));
    const outcome = iterate(() => ({ change: wasm.completeSkew(state) }), settings.loop);
    wasm.rateSkew(state, ratings);
    return outcome;
  }
}

/** The ridge that goes best with the games: (noise / spread of the ratings)² by empirical Bayes, see ridge.ts in assembly/. */
function chooseRidge(frame: Frame, games: number, isJoint: boolean, advantage: number): number {
  const out = frame.reserve(1);
  const illness = (ridge: number): number => {
    frame.call(frame.wasm.judgeRidge(games, ridge, isJoint, advantage, out));
    return frame.number(out, 0);
  };
  let best = { ridge: FIRST_RIDGE, illness: illness(FIRST_RIDGE) };
  const tries = (ridge: number): boolean => {
    const found = illness(ridge);
    if (!(found < best.illness)) return false;
    best = { ridge, illness: found };
    return true;
  };
  for (const step of [RIDGES.ratio, 1 / RIDGES.ratio]) {
    const from = best.ridge;
    for (let k = 0; k < RIDGES.most && tries(best.ridge * step); k++);
    if (best.ridge !== from) break;
  }
  for (let [k, step] = [0, Math.sqrt(RIDGES.ratio)]; k < RIDGES.finer; k++, step = Math.sqrt(step)) {
    const middle = best.ridge;
    if (!tries(middle * step)) tries(middle / step);
  }
  return best.ridge;
}

function report({ teams, games, records: list }: GameList, groups: Groups, settings: Settings, rated: Rated): Standings {
  const { ratings, deviations, covariance, ridge, noise, drawBand, info } = rated;
  const n = teams.length;
  const records = recordsOf(n, list);
  const drawn = games.filter(({ homeScore, awayScore }) => homeScore === awayScore).length;
  const centre = settings.method === "colley" ? 0.5 : 0;
  const ranks = ranksOf(ratings.subarray(0, n));
  const order = teams.map((_, i) => i).sort((i, j) => ranks[j]! - ranks[i]! || compareTeams(teams[i]!, teams[j]!));
  return {
    method: settings.method,
    teams: order.map((i) => ({
      team: teams[i]!, rating: centre + ratings[i]!, deviation: deviations[i]!, component: groups.of[i]!, ...records[i]!,
    })),
    homeAdvantage: ratings[n]!,
    homeAdvantageDeviation: deviations[n]!,
    components: Array.from(groups.sizes, (_, c) => order.filter((i) => groups.of[i] === c).map((i) => teams[i]!)),
    noise,
    drawBand,
    drawShare: drawn === 0 ? 0 : (drawn + 1) / (games.length + 3),
    covariance: reordered(covariance, [...order, n]),
    ridge,
    margins: settings.margins,
    info,
  };
}

/** Ratings in units of 1e-11 of the largest: those that differ by rounding alone are equal. */
function ranksOf(ratings: Float64Array): Float64Array {
  const largest = ratings.reduce((most, rating) => Math.max(most, Math.abs(rating)), 0);
  return mapped(ratings, "standings", (rating) => (largest === 0 ? 0 : Math.round((rating / largest) * 1e11)));
}

function recordsOf(n: number, list: readonly RecordOfGame[]) {
  const records = Array.from({ length: n }, () => ({ games: 0, wins: 0, draws: 0, losses: 0, scored: 0, conceded: 0 }));
  for (const { team, outcome, scored, conceded } of list) {
    const record = records[team]!;
    record.games++;
    record[outcome]++;
    record.scored += scored;
    record.conceded += conceded;
  }
  return records;
}

/** Rows and columns in another order. */
function reordered({ rows, columns, data }: Matrix, order: readonly number[]): Matrix {
  const moved = allocate(data.length, "standings");
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) moved[i * columns + j] = data[order[i]! * columns + order[j]!]!;
  return { rows, columns, data: moved };
}
