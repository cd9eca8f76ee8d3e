import { allocate, mapped } from "../../lists";
import type { Entries } from "../entries";
import { picked } from "../problems/feedback";
import type { ItemWeights } from "../types";

/** How many columns are solved at once: those with most entries, exactly; of the others so many at a time, beside so many of those with most entries. */
export interface BlockSizes { readonly core: number; readonly block: number; readonly context: number }
export const BLOCKS: BlockSizes = Object.freeze({ core: 5000, block: 1000, context: 1000 });

/** The weights of some columns alone, numbered from 0. */
export type Solve = (entries: Entries, columns: number) => ItemWeights;

/**
 * Item weights of more columns than one solve takes. B is a function of (XᵀX + λI)⁻¹, in which two columns that few rows share say little of each other but through those that many rows
 * have: so the core is solved as a whole, and every other column beside the context and the columns of its block, which are those most often chosen with the same column of the context.
 *
 * active: the columns that get weights.
 */
export function blockWeights(said: Entries, active: Int32Array, support: Int32Array, sizes: BlockSizes, solve: Solve): ItemWeights {
  const order = mapped(active, "complete", (j) => j, Int32Array).sort((a, b) => support[b]! - support[a]! || a - b);
  const [core, context, rest] = [order.slice(0, sizes.core), order.slice(0, Math.min(sizes.core, sizes.context)), order.slice(sizes.core)];
  const found = new Gathered(said.columns);
  found.add(solveOf(said, core, solve), core, () => true);
  const grouped = byCompany(said, context, rest);
  for (let from = 0; from < rest.length; from += sizes.block) {
    const block = grouped.slice(from, from + sizes.block);
    const columns = mapped({ length: context.length + block.length }, "complete", (_, p) => (p < context.length ? context[p]! : block[p - context.length]!), Int32Array);
    found.add(solveOf(said, columns, solve), columns, (source, target) => source >= context.length || target >= context.length);
  }
  return found.weights();
}

/** A solve of some columns, in their order. */
function solveOf(said: Entries, columns: Int32Array, solve: Solve): ItemWeights {
  const numbers = allocate(said.columns, "complete", Int32Array).fill(-1);
  columns.forEach((j, place) => { numbers[j] = place; });
  return solve(picked(said, (e) => numbers[said.column[e]!]! >= 0, numbers, columns.length), columns.length);
}

/** The columns of `rest` next to those that are most often chosen with the same column of the context. */
function byCompany({ columns, rows, row, column, value }: Entries, context: Int32Array, rest: Int32Array): Int32Array {
  const [place, rank] = [allocate(columns, "complete", Int32Array).fill(-1), allocate(columns, "complete", Int32Array).fill(-1)];
  context.forEach((j, p) => { place[j] = p; });
  rest.forEach((j, p) => { rank[j] = p; });
  const known: number[][] = Array.from({ length: rows }, () => []);
  row.forEach((i, e) => { if (value[e]! > 0 && place[column[e]!]! >= 0) known[i]!.push(place[column[e]!]!); });
  const company = Array.from(rest, () => new Map<number, number>());
  row.forEach((i, e) => {
    const p = rank[column[e]!]!;
    if (value[e]! > 0 && p >= 0) for (const c of known[i]!) company[p]!.set(c, (company[p]!.get(c) ?? 0) + 1);
  });
  const closest = company.map((counts) => [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best), [context.length, 0])[0]);
  return mapped(Array.from(rest.keys()).sort((a, b) => closest[a]! - closest[b]! || a - b), "complete", (p) => rest[p]!, Int32Array);
}

/** Weights of many solves, each pair of columns from one. */
class Gathered {
  private readonly bySource: Map<number, number>[];
  private dropped = 0;

  constructor(columns: number) {
    this.bySource = Array.from({ length: columns }, () => new Map<number, number>());
  }

  add({ start, column, value, dropped }: ItemWeights, columns: Int32Array, keeps: (source: number, target: number) => boolean): void {
    this.dropped = Math.max(this.dropped, dropped);
    columns.forEach((source, s) => {
      for (let e = start[s]!; e < start[s + 1]!; e++) if (keeps(s, column[e]!)) this.bySource[source]!.set(columns[column[e]!]!, value[e]!);
    });
  }

  weights(): ItemWeights {
    const { bySource, dropped } = this;
    const start = allocate(bySource.length + 1, "complete", Int32Array);
    bySource.forEach((targets, j) => { start[j + 1] = start[j]! + targets.size; });
    const [column, value] = [allocate(start[bySource.length]!, "complete", Int32Array), allocate(start[bySource.length]!, "complete")];
    bySource.forEach((targets, j) => {
      [...targets].sort(([a], [b]) => a - b).forEach(([target, weight], p) => {
        column[start[j]! + p] = target;
        value[start[j]! + p] = weight;
      });
    });
    return { start, column, value, dropped };
  }
}
