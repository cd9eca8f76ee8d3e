/** Why a partial is refused, in words. */
import { Refusal } from "../../assembly/codes";
import { outOfRange } from "../errors";
import { ConvergenceError } from "../index";
import type { Refused } from "../wasm/partial";

const DAMAGED: Readonly<Record<number, string>> = {
  [Refusal.Magic]: "is not a partial: it does not begin as one",
  [Refusal.Version]: "is a partial of another version: expected version 1",
  [Refusal.Size]: "is cut short or too long: its length is not what its beginning says",
  [Refusal.Header]: "is damaged: the checksum of its beginning is wrong",
  [Refusal.Payload]: "is damaged: the checksum of its numbers is wrong",
  [Refusal.Field]: "is not valid: a field of its beginning is out of range",
  [Refusal.Node]: "is not valid: its leaves are out of range, out of order or there twice, or their rows do not add up",
  [Refusal.Number]: "is not valid: a number is not finite, or a diagonal is negative",
  [Refusal.Job]: "is of another job: expected the same kind, columns, centre, exponent, leaves and job as those before",
};

/** The error for what `name`, a partial, was refused for; `leaves` of its job. */
export function refusal({ reason, about }: Refused, name: string, leaves: number): Error {
  const damaged = DAMAGED[reason];
  if (damaged !== undefined) return outOfRange(`${name} ${damaged}`);
  const is = (code: Refusal) => reason === (code as number);
  if (is(Refusal.Overlap)) {
    return outOfRange(`${name} has leaf ${about} of ${leaves}, which is there already: expected each leaf once; merge(…, { duplicates: "drop" }) leaves out what is the same byte for byte`);
  }
  if (is(Refusal.Hole)) return outOfRange(`leaf ${about} of ${leaves} is missing in ${name}: expected all of them; merge its partial first`);
  if (is(Refusal.Tiny)) return outOfRange(`the entries gathered in ${name} are so small that digits were lost: expected larger ones; give openPartial an exponent of -900 or so`);
  if (is(Refusal.Incomplete)) return outOfRange(`${name} ends inside a block of the sum: expected all of its rows`);
  return new ConvergenceError(`the sketch of ${name} did not converge within its iteration cap`);
}
