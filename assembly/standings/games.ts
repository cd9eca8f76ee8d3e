import { Margin } from "../codes";
import { exponential, logarithm } from "../kernels/elementary";
import { Vector, Words } from "../memory";

/** The games of a standing. Games of one pair of teams, whoever is at home, follow each other. */
@unmanaged
export class Games {
  /** Teams and games. */
  n: i32;
  count: i32;
  /** Home and away team of each game, from 0. */
  teams: Words;
  /** Margin (home score less away score, transformed), weight and ground (1 at home, 0 on neutral ground) of each game. */
  numbers: Vector<f64>;
  /** The component of each team, and the size of each component. */
  component: Words;
  sizes: Words;
}

const LN2: f64 = 0.6931471805599453;
/** Half-lives after which a game no longer counts: the weights of all others stay within 1e9 of each other. */
const OLDEST: f64 = 30;

// @ts-ignore: decorator
@inline
export function homeTeam(games: Games, k: i32): i32 { return games.teams[2 * k]; }

// @ts-ignore: decorator
@inline
export function awayTeam(games: Games, k: i32): i32 { return games.teams[2 * k + 1]; }

// @ts-ignore: decorator
@inline
export function margin(games: Games, k: i32): f64 { return games.numbers[3 * k]; }

// @ts-ignore: decorator
@inline
export function weight(games: Games, k: i32): f64 { return games.numbers[3 * k + 1]; }

// @ts-ignore: decorator
@inline
export function ground(games: Games, k: i32): f64 { return games.numbers[3 * k + 2]; }

/**
 * Margins and ages become what the equations take:  y = m, sign(m)*ln(1 + |m|) or sign(m)/2, where |m| <= cap;  w = 2^-age.
 *
 * On entry the ages in half-lives stand in the place of the weights. pairsOnce: the weights of the games of
 * a pair are divided by their sum.
 */
export function weighGames(games: Games, kind: i32, cap: f64, pairsOnce: bool): void {
  const count = games.count;
  const numbers = games.numbers;
  for (let k = 0; k < count; k++) {
    numbers[3 * k] = transformed(margin(games, k), kind, cap);
    const age = weight(games, k);
    numbers[3 * k + 1] = age > OLDEST ? 0 : exponential(-LN2 * age);
  }
  if (!pairsOnce) return;
  for (let first = 0; first < count;) {
    let sum = 0.0;
    let end = first;
    while (end < count && samePair(games, first, end)) sum += weight(games, end++);
    for (let k = first; k < end; k++) if (sum > 0) numbers[3 * k + 1] = weight(games, k) / sum;
    first = end;
  }
}

function transformed(m: f64, kind: i32, cap: f64): f64 {
  if (kind == Margin.Outcome) return m > 0 ? 0.5 : m < 0 ? -0.5 : 0;
  const size = min<f64>(abs<f64>(m), cap);
  return copysign<f64>(kind == Margin.Logarithm ? logarithm(1 + size) : size, m);
}

function samePair(games: Games, k: i32, l: i32): bool {
  const home = homeTeam(games, l);
  const away = awayTeam(games, l);
  return (homeTeam(games, k) == home && awayTeam(games, k) == away) || (homeTeam(games, k) == away && awayTeam(games, k) == home);
}

/** y - (s_home - s_away) - h*ground of game k.   ratings: s of all n teams, then h. */
export function residual(games: Games, k: i32, ratings: Vector<f64>): f64 {
  return margin(games, k) - expectedMargin(games, k, ratings);
}

/** s_home - s_away + h*ground of game k. */
export function expectedMargin(games: Games, k: i32, ratings: Vector<f64>): f64 {
  const home = ratings[homeTeam(games, k)];
  const away = ratings[awayTeam(games, k)];
  return home - away + ratings[games.n] * ground(games, k);
}
