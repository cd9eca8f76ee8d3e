import { exponential, logarithm } from "../kernels/elementary";

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
export function homeTeam(teams: usize, k: i32): i32 { return load<i32>(teams + (<usize>k << 3)); }

// @ts-ignore: decorator
@inline
export function awayTeam(teams: usize, k: i32): i32 { return load<i32>(teams + (<usize>k << 3), 4); }

// @ts-ignore: decorator
@inline
export function margin(numbers: usize, k: i32): f64 { return load<f64>(numbers + <usize>k * 24); }

// @ts-ignore: decorator
@inline
export function weight(numbers: usize, k: i32): f64 { return load<f64>(numbers + <usize>k * 24, 8); }

// @ts-ignore: decorator
@inline
export function ground(numbers: usize, k: i32): f64 { return load<f64>(numbers + <usize>k * 24, 16); }

/**
 * Margins and ages become what the equations take:  y = m, sign(m)*ln(1 + |m|) or sign(m)/2, where |m| <= cap;  w = 2^-age.
 *
 * numbers: margins and, in the place of the weights, ages in half-lives; both overwritten. pairsOnce: the weights of the games of
 * a pair are divided by their sum.
 */
export function weighGames(count: i32, teams: usize, numbers: usize, kind: i32, cap: f64, pairsOnce: bool): void {
  for (let k = 0; k < count; k++) {
    const at = numbers + <usize>k * 24;
    store<f64>(at, transformed(load<f64>(at), kind, cap));
    const age = load<f64>(at, 8);
    store<f64>(at, age > OLDEST ? 0 : exponential(-LN2 * age), 8);
  }
  if (!pairsOnce) return;
  for (let first = 0; first < count;) {
    let sum = 0.0;
    let end = first;
    while (end < count && samePair(teams, first, end)) sum += weight(numbers, end++);
    for (let k = first; k < end; k++) {
      if (sum > 0) store<f64>(numbers + <usize>k * 24, weight(numbers, k) / sum, 8);
    }
    first = end;
  }
}

function transformed(m: f64, kind: i32, cap: f64): f64 {
  if (kind == MARGIN_OUTCOME) return m > 0 ? 0.5 : m < 0 ? -0.5 : 0;
  const size = min<f64>(abs<f64>(m), cap);
  return copysign<f64>(kind == MARGIN_LOGARITHM ? logarithm(1 + size) : size, m);
}

function samePair(teams: usize, k: i32, l: i32): bool {
  const home = homeTeam(teams, l);
  const away = awayTeam(teams, l);
  return (homeTeam(teams, k) == home && awayTeam(teams, k) == away) || (homeTeam(teams, k) == away && awayTeam(teams, k) == home);
}

/** y - (s_home - s_away) - h*ground of game k.   ratings: s of all n teams, then h. */
export function residual(n: i32, teams: usize, numbers: usize, k: i32, ratings: usize): f64 {
  return margin(numbers, k) - expectedMargin(n, teams, numbers, k, ratings);
}

/** s_home - s_away + h*ground of game k. */
export function expectedMargin(n: i32, teams: usize, numbers: usize, k: i32, ratings: usize): f64 {
  const home = load<f64>(ratings + (<usize>homeTeam(teams, k) << 3));
  const away = load<f64>(ratings + (<usize>awayTeam(teams, k) << 3));
  return home - away + load<f64>(ratings + (<usize>n << 3)) * ground(numbers, k);
}
