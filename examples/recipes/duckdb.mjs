// Principal components of what a query of DuckDB finds: rows of objects are a matrix with names.
import { pca } from "lowrank";

export async function componentsOf(connection, query) {
  const rows = (await connection.runAndReadAll(query)).getRowObjects();
  return pca(rows, { scale: true, components: 2 });
}
