// A league ranked by its games, and the chances of one to come.
import { standings, winProbability } from "lowrank";

export function league(games, home, away) {
  const table = standings(games);
  return { ranking: table.teams.map(({ team }) => team), chances: winProbability(table, home, away) };
}
