import { checkBoolean, checkNumber, describe, readOptions } from "../checks";
import { wrongKind } from "../errors";
import type { JobOptions, Signal } from "./functions";
import type { OnProgress } from "./job";

/** The arguments of a call, apart from what the pool keeps of them. */
export interface Call {
  readonly args: unknown[];
  readonly signal: Signal | undefined;
  readonly transfer: boolean;
  readonly timeout: number | undefined;
  readonly onProgress: OnProgress | undefined;
}

/** Takes what is the pool's out of the options at `at` of a function that has options. A wrong `onProgress` is left for the function to refuse. */
export function takeOptions(at: number, given: readonly unknown[]): Call {
  const options = given[at];
  const args = [...given];
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return { args, signal: undefined, transfer: false, timeout: undefined, onProgress: undefined };
  }
  const { signal, transfer, timeout, ...rest } = options as JobOptions & { onProgress?: unknown; out?: unknown };
  if (rest.out !== undefined) throw wrongKind(`options.out is ${describe(rest.out)}: expected none, a worker cannot write to it`);
  const { onProgress, ...others } = rest;
  const isWatched = typeof onProgress === "function";
  args[at] = isWatched ? others : rest;
  return { args, ...checkJob("options", signal, transfer, timeout), onProgress: isWatched ? (onProgress as OnProgress) : undefined };
}

/** Takes off the argument at `at` of a function without options. */
export function readJob(at: number, given: readonly unknown[]): Call {
  const { signal, transfer, timeout } = readOptions<JobOptions>("job", given[at] as JobOptions | undefined, ["signal", "transfer", "timeout"]);
  return { args: given.slice(0, at), ...checkJob("job", signal, transfer, timeout), onProgress: undefined };
}

function checkJob(name: string, signal: unknown, transfer: unknown = false, timeout?: unknown): Pick<Call, "signal" | "transfer" | "timeout"> {
  if (signal !== undefined && !isSignal(signal)) {
    throw wrongKind(`${name}.signal is ${describe(signal)}: expected an AbortSignal`);
  }
  checkBoolean(`${name}.transfer`, transfer);
  checkTimeout(`${name}.timeout`, timeout);
  return { signal, transfer, timeout };
}

function isSignal(value: unknown): value is Signal {
  const { aborted, addEventListener } = (value ?? {}) as Partial<Signal>;
  return typeof aborted === "boolean" && typeof addEventListener === "function";
}

/** The longest delay that timers know: 24.8 days. */
const LONGEST = 2 ** 31 - 1;

/** Milliseconds, or none. */
export function checkTimeout(name: string, timeout: unknown): asserts timeout is number | undefined {
  if (timeout !== undefined) checkNumber(name, timeout, 0, LONGEST, true);
}
