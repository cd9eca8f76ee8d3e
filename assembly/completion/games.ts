import { exponential, logarithm } from "../kernels/elementary";
import { Vector, Words } from "../memory";

/**
 * The games of a standing, `count` of each:
 *   teams:   home, away (i32), from 0;
 *   numbers: margin, weight, ground (f64): home score less away score, transformed; 1 at home, 0 on neutral ground.
 * Games of one pair of teams, whoever is at home, follow each other.
 */

const LN2: f64 = 0.6931471805599453;
/** Half-lives after which a game no longer counts: the weights of all others stay within 1e9 of each other. */
const OLDEST: f64 = 30;

export const MARGIN_PLAIN: i32 = 0;
export const MARGIN_LOGARITHM: i32 = 1;
export const MARGIN_OUTCOME: i32 = 2;

// @ts-ignore: decorator
@inline
export function homeTeam(teams: Words, k: i32): i32 { return teams[2 * k]; }

// @ts-ignore: decorator
@inline
export function awayTeam(teams: Words, k: i32): i32 { return teams[2 * k + 1]; }

// @ts-ignore: decorator
@inline
export function margin(numbers: Vector<f64>, k: i32): f64 { return numbers[3 * k]; }

// @ts-ignore: decorator
@inline
export function weight(numbers: Vector<f64>, k: i32): f64 { return numbers[3 * k + 1]; }

// @ts-ignore: decorator
@inline
export function ground(numbers: Vector<f64>, k: i32): f64 { return numbers[3 * k + 2]; }

/**
 * Margins and ages become what the equations take:  y = m, sign(m)*ln(1 + |m|) or sign(m)/2, where |m| <= cap;  w = 2^-age.
 *
 * numbers: margins and, in the place of the weights, ages in half-lives; both overwritten. pairsOnce: the weights of the games of
 * a pair are divided by their sum.
 */
export function weighGames(count: i32, teams: Words, numbers: Vector<f64>, kind: i32, cap: f64, pairsOnce: bool): void {
  for (let k = 0; k < count; k++) {
    numbers[3 * k] = transformed(margin(numbers, k), kind, cap);
    const age = weight(numbers, k);
    numbers[3 * k + 1] = age > OLDEST ? 0 : exponential(-LN2 * age);
  }
  if (!pairsOnce) return;
  for (let first = 0; first < count;) {
    let sum = 0.0;
    let end = first;
    while (end < count && samePair(teams, first, end)) sum += weight(numbers, end++);
    for (let k = first; k < end; k++) if (sum > 0) numbers[3 * k + 1] = weight(numbers, k) / sum;
    first = end;
  }
}

function transformed(m: f64, kind: i32, cap: f64): f64 {
  if (kind == MARGIN_OUTCOME) return m > 0 ? 0.5 : m < 0 ? -0.5 : 0;
  const size = min<f64>(abs<f64>(m), cap);
  return copysign<f64>(kind == MARGIN_LOGARITHM ? logarithm(1 + size) : size, m);
}

function samePair(teams: Words, k: i32, l: i32): bool {
  const home = homeTeam(teams, l);
  const away = awayTeam(teams, l);
  return (homeTeam(teams, k) == home && awayTeam(teams, k) == away) || (homeTeam(teams, k) == away && awayTeam(teams, k) == home);
}

/** y - (s_home - s_away) - h*ground of game k.   ratings: s of all n teams, then h. */
export function residual(n: i32, teams: Words, numbers: Vector<f64>, k: i32, ratings: Vector<f64>): f64 {
  return margin(numbers, k) - expectedMargin(n, teams, numbers, k, ratings);
}

/** s_home - s_away + h*ground of game k. */
export function expectedMargin(n: i32, teams: Words, numbers: Vector<f64>, k: i32, ratings: Vector<f64>): f64 {
  const home = ratings[homeTeam(teams, k)];
  const away = ratings[awayTeam(teams, k)];
  return home - away + ratings[n] * ground(numbers, k);
}
