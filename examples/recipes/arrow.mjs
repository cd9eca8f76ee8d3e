// A table of Apache Arrow is a matrix, its columns by name; what was found goes back as columns.
import { tableFromArrays } from "apache-arrow";
import { column, pca } from "lowrank";

export function withComponents(table) {
  const { scores } = pca(table, { components: 2 });
  const columns = Object.fromEntries(table.schema.fields.map(({ name }) => [name, table.getChild(name).toArray()]));
  return tableFromArrays({ ...columns, component1: column(scores, 0), component2: column(scores, 1) });
}
