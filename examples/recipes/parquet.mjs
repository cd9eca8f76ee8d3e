// A table with holes in a Parquet file, completed. `file` is an ArrayBuffer, or what asyncBufferFromFile or asyncBufferFromUrl of hyparquet give.
import { parquetReadObjects } from "hyparquet";
import { complete, predictMatrix } from "lowrank";

export async function completed(file, columns) {
  const rows = await parquetReadObjects({ file, columns });
  const model = complete(rows.map((row) => columns.map((name) => row[name])));
  return predictMatrix(model);
}
