// Arquero: what is derived and filtered there, decomposed here, and assigned as columns.
import { table } from "arquero";
import { column, pca } from "lowrank";

export function withComponents(data, ...names) {
  const { scores } = pca(data.select(names).objects(), { components: 2, scale: true });
  return data.assign(table({ component1: column(scores, 0), component2: column(scores, 1) }));
}
