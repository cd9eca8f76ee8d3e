/**
 * What the roads to k leading triplets of a dense m × n matrix, m ≥ n, cost: products of flops and of how much slower than matrix products they
 * run, measured with matrices of 1,000 to 100,000 rows. Only the order of the costs matters.
 */
const COST = Object.freeze({
  /** A Gram matrix; two products with k columns; the small decomposition; a decomposition of m × k. */
  gram: (m: number, n: number, k: number) => m * n * n + 4 * m * n * k + 40 * n * n * n + 10 * m * k * k,
  /** About 10 products each way for a column wanted, 5 more columns, at a third of the speed; making columns orthogonal. */
  lanczos: (m: number, n: number, k: number) => 3 * 20 * m * n * (k + 5) + 30 * (m + n) * k * k,
  /** The thin decomposition and the residuals of what is cut out of it. */
  full: (m: number, n: number, k: number) => 5 * m * n * n + 40 * n * n * n + 12 * m * n * k,
});
/** With fewer rows, or a smaller share of them, the old roads stay in a cache. */
const ROWS = 1000;
const TALL = 4;

/** Whether the rows of a matrix, or its columns, are best taken some at a time. */
export function isTall(rows: number, columns: number): boolean {
  const [m, n] = [Math.max(rows, columns), Math.min(rows, columns)];
  return n > 0 && m >= ROWS && m >= TALL * n;
}

/** Whether a Gram matrix is the cheapest road for a tall matrix; `iterates` tells what it is compared with. */
export function gramIsCheapest(m: number, n: number, rank: number, iterates: boolean): boolean {
  return isTall(m, n) && COST.gram(m, n, rank) < COST[iterates ? "lanczos" : "full"](m, n, rank);
}
