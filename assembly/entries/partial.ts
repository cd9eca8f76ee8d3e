/** The module of partials: what is gathered in parts, one after the other or on many machines. */
import { Gathered, partialFinish } from "../drivers/partial/finish";

export { mark, release, reserve, refused, available } from "../arena";
export { partialAbout, partialBytes, partialOpen, partialScratch } from "../drivers/partial/accumulator";
export { partialName, partialShift } from "../drivers/partial/job";
export { partialPlace, partialRoom, partialTake } from "../drivers/partial/push";
export { partialCheck, partialMerge, partialOpenLike } from "../drivers/partial/merge";
export { partialSave } from "../drivers/partial/save";
export function partialGather(state: usize, result: usize): i32 {
  return partialFinish(state, changetype<Gathered>(result));
}
