declare module "virtual:films" {
  const films: { rows: string[]; columns: string[]; values: (number | null)[][] };
  export default films;
}
declare module "virtual:seasons" {
  const seasons: Record<string, [date: string, home: string, away: string, homeGoals: number, awayGoals: number][]>;
  export default seasons;
}
declare module "numeric" {
  const numeric: { svd(a: number[][]): { U: number[][]; S: number[]; V: number[][] } };
  export default numeric;
}
