// A matrix that doesn't fit into memory, read once, some rows at a time.
import { openPartial, svdOf } from "lowrank/partial";

export async function components(blocks, columns) {
  const partial = openPartial({ columns });
  for await (const rows of blocks) partial.push(rows);
  return svdOf(partial);
}
