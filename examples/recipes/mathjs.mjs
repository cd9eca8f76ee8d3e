// The singular value decomposition that math.js has not: its matrices in and out.
import { matrix } from "mathjs";
import { svd, toRows } from "lowrank";

export function decompose(a) {
  const { U, S, V } = svd(a);
  return { U: matrix(toRows(U)), S: matrix([...S]), V: matrix(toRows(V)) };
}
