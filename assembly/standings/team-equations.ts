import { Vector } from "../memory";
import { awayTeam, Games, ground, homeTeam, margin, weight } from "./games";

/**
 * The normal equations of  min sum_k w_k*(y_k - s_home + s_away - h*g_k)^2 + ridge*(|s|^2 + h^2),  sum s = 0 in every component:
 *
 *   M = Laplacian of the games + ridge*I + sum over components of 1*1'/size,  bordered by h;    b = sum_k w_k*y_k*(e_home - e_away, g_k)
 *
 * Massey's equations [Massey97]; with ridge 2 and y = -1/2, 0, 1/2 those of Colley [Colley02]. The last summand of M moves the
 * null space of the Laplacian to 1 + ridge and touches nothing else.
 *
 * a: n teams and, if `joint`, h; lower triangle, column-major, lda, cleared before. Row `right` of it takes b.
 * Where h is not joint, it is known: `advantage`.
 */
export function assembleTeams(games: Games, ridge: f64, joint: bool, advantage: f64, a: Vector<f64>, lda: i32, right: i32): void {
  const n = games.n;
  for (let k = 0; k < games.count; k++) {
    const w = weight(games, k);
    if (w == 0) continue;
    const home = homeTeam(games, k);
    const away = awayTeam(games, k);
    const g = ground(games, k);
    const y = joint ? margin(games, k) : margin(games, k) - advantage * g;
    add(a, home + home * lda, w);
    add(a, away + away * lda, w);
    add(a, max(home, away) + min(home, away) * lda, -w);
    add(a, right + home * lda, w * y);
    add(a, right + away * lda, -w * y);
    if (joint) {
      add(a, n + home * lda, w * g);
      add(a, n + away * lda, -w * g);
      add(a, n + n * lda, w * g);
      add(a, right + n * lda, w * g * y);
    }
  }
  for (let j = 0; j < n; j++) {
    const mine = games.component[j];
    const share = 1 / <f64>games.sizes[mine];
    add(a, j + j * lda, ridge);
    for (let i = j; i < n; i++) if (games.component[i] == mine) add(a, i + j * lda, share);
  }
  if (joint) add(a, n + n * lda, ridge);
}

// @ts-ignore: decorator
@inline
function add(a: Vector<f64>, i: i32, value: f64): void {
  a[i] = a[i] + value;
}
