// A table of sensors by hours, with null where nothing arrived: the same with all filled in.
import { complete, predictMatrix, toRows } from "lowrank";

export function filled(table) {
  const guess = toRows(predictMatrix(complete(table)));
  return table.map((row, i) => row.map((x, j) => x ?? guess[i][j]));
}
