// Which items are liked by the same people? Angles between the items in the space of the leading components.
import { factors, lowRank, sparse, transpose, multiply, toRows } from "lowrank";

export function similar(users, items, likes, item) {
  const { Z } = factors(lowRank(sparse(users, items, likes), Math.min(20, users, items)));
  const length = toRows(Z).map((row) => Math.hypot(...row) || 1);
  const together = toRows(multiply(Z, transpose(Z)))[item].map((dot, j) => dot / length[j]);
  return [...together.keys()].filter((j) => j !== item).sort((a, b) => together[b] - together[a]);
}
