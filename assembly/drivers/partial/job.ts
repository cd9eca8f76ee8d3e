import { reserve } from "../../arena";
import { bytesOf, vector } from "../../memory";
import { sha256, SHA256_ROOM } from "../../partial/sha256";
import { Accumulator } from "./accumulator";

/** Numbers before the shift in what is hashed. */
const FIELDS: i32 = 6;

/** Where the caller writes what the job is about (`nameLength` bytes), and where the common shift (`columns` numbers), if it is given. */
export function partialName(state: usize): usize {
  return changetype<Accumulator>(state).name;
}

export function partialShift(state: usize, given: i32): usize {
  const p = changetype<Accumulator>(state);
  p.hasShift = p.hasShift || given != 0;
  return p.shift.at(0);
}

/** The 16 bytes that partials of one job share: of SHA-256 over kind, columns, parameter, centred, exponent and leaves (u32 each), the shift and the name. False where memory is refused. */
export function nameJob(p: Accumulator): bool {
  if (p.hasJob) return true;
  const shift = p.centred != 0 ? bytesOf<f64>(p.columns) : 0;
  const length = bytesOf<i32>(FIELDS) + shift + <usize>p.nameLength;
  const message = reserve(length + SHA256_ROOM + 32);
  if (message == 0) return false;
  const fields = vector<i32>(message);
  fields[0] = p.kind;
  fields[1] = p.columns;
  fields[2] = p.parameter;
  fields[3] = p.centred;
  fields[4] = p.exponent;
  fields[5] = p.leaves;
  const behind = fields.at(FIELDS);
  memory.copy(behind, p.shift.at(0), shift);
  memory.copy(behind + shift, p.name, p.nameLength);
  const digest = message + length + SHA256_ROOM;
  sha256(message, length, digest);
  memory.copy(p.job, digest, 16);
  p.hasJob = true;
  return true;
}
