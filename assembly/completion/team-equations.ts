import { awayTeam, ground, homeTeam, margin, weight } from "./games";

/**
 * The normal equations of  min sum_k w_k*(y_k - s_home + s_away - h*g_k)^2 + ridge*(|s|^2 + h^2),  sum s = 0 in every component:
 *
 *   M = Laplacian of the games + ridge*I + sum over components of 1*1'/size,  bordered by h;    b = sum_k w_k*y_k*(e_home - e_away, g_k)
 *
 * Massey's equations [Massey97]; with ridge 2 and y = -1/2, 0, 1/2 those of Colley [Colley02]. The last summand of M moves the
 * null space of the Laplacian to 1 + ridge and touches nothing else.
 *
 * a: n teams and, if `joint`, h; lower triangle, column-major, lda, cleared before. Row `right` of it takes b. component: of each team;
 * sizes: of each component. Where h is not joint, it is known: `advantage`.
 */
export function assembleTeams(
  n: i32, count: i32, teams: usize, numbers: usize, component: usize, sizes: usize, ridge: f64, joint: bool, advantage: f64,
  a: usize, lda: i32, right: i32,
): void {
  const column = <usize>lda << 3;
  const end = <usize>right << 3;
  const border = <usize>n;
  for (let k = 0; k < count; k++) {
    const w = weight(numbers, k);
    if (w == 0) continue;
    const home = <usize>homeTeam(teams, k);
    const away = <usize>awayTeam(teams, k);
    const g = ground(numbers, k);
    const y = joint ? margin(numbers, k) : margin(numbers, k) - advantage * g;
    const ofHome = a + home * column;
    const ofAway = a + away * column;
    add(ofHome + (home << 3), w);
    add(ofAway + (away << 3), w);
    add((home < away ? ofHome : ofAway) + (max(home, away) << 3), -w);
    add(ofHome + end, w * y);
    add(ofAway + end, -w * y);
    if (joint) {
      const ofBorder = a + border * column;
      add(ofHome + (border << 3), w * g);
      add(ofAway + (border << 3), -w * g);
      add(ofBorder + (border << 3), w * g);
      add(ofBorder + end, w * g * y);
    }
  }
  for (let j = 0; j < n; j++) {
    const mine = load<i32>(component + (<usize>j << 2));
    const share = 1 / <f64>load<i32>(sizes + (<usize>mine << 2));
    const at = a + <usize>j * column;
    add(at + (<usize>j << 3), ridge);
    for (let i = j; i < n; i++) {
      if (load<i32>(component + (<usize>i << 2)) == mine) add(at + (<usize>i << 3), share);
    }
  }
  if (joint) add(a + border * column + (border << 3), ridge);
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}
