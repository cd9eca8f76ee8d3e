import { Status } from "../../assembly/status";
import { ConvergenceError, OutOfMemoryError } from "../errors";

/** Turns the status of a driver into an error. The only place that interprets status numbers. */
export function check(status: number, operation: string, bytes: number): void {
  if (status === (Status.Ok as number)) return;
  if (status === (Status.OutOfMemory as number)) throw new OutOfMemoryError(operation, bytes);
  throw new ConvergenceError(`${operation} did not converge within its iteration cap`);
}
