declare module "virtual:films" {
  const films: { rows: string[]; columns: string[]; values: (number | null)[][] };
  export default films;
}
declare module "virtual:seasons" {
  const seasons: Record<string, [date: string, home: string, away: string, homeGoals: number, awayGoals: number][]>;
  export default seasons;
}
declare module "virtual:embeddings" {
  const tables: Record<"votes" | "iris", string>;
  export default tables;
}
declare module "virtual:links" {
  const links: { docs: string; package: string; code: string };
  export default links;
}
declare module "lowrank/pool-worker.js?url" {
  const url: string;
  export default url;
}
declare module "numeric" {
  const numeric: { svd(a: number[][]): { U: number[][]; S: number[]; V: number[][] } };
  export default numeric;
}
