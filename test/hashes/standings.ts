/** Cases: ratings from games. */
import type { Cases } from "./cases";
import { season } from "./inputs";

export function standingsCases(add: Cases): void {
  const games = season(12, 20, 91);
  const choices = {
    "massey": {},
    "massey, decay": { decay: 40 },
    "massey, logarithms": { margins: "log" },
    "massey, capped, no ridge": { cap: 2, ridge: 0 },
    "massey, given home advantage": { homeAdvantage: 0.3 },
    "colley": { method: "colley" },
    "low-rank": { method: "low-rank" },
    "low-rank, free": { method: "low-rank", constrained: false, maxIterations: 50 },
  } as const;
  for (const [name, options] of Object.entries(choices)) {
    add(`standings, ${name}`, ({ standings, predictMargin, winProbability }) => {
      const table = standings(games, options);
      const [one, two] = [table.teams[0]!.team, table.teams[7]!.team];
      return [table, predictMargin(table, one, two), winProbability(table, one, two), winProbability(table, two, one, { neutral: true })];
    });
  }
  add("standings, two leagues that never meet", ({ standings }) =>
    standings([...season(6, 6, 92), ...season(5, 6, 93).map((game) => ({ ...game, home: `${game.home}'`, away: `${game.away}'` }))]),
  );
  add("standings, weights, sets, sides", ({ standings }) => {
    const weighed = games.map((game, k) => ({ ...game, weight: 0.5 + (k % 4) }));
    const sets = games.map(({ home, away }, k) => ({ home, away, sets: [[25, k % 23], [k % 21, 25], [15, k % 13]] as [number, number][] }));
    const sides = games.map(({ home, away, homeScore, awayScore }, k) => ({ sides: [{ team: home, score: homeScore }, { team: away, score: awayScore }, { team: `guest ${k % 3}`, score: k % 5 }] }));
    return [standings(weighed), standings(weighed, { method: "colley" }), standings(sets, { unit: "points" }), standings(sets), standings(sides)];
  });
}
