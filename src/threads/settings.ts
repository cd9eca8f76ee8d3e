import { checkInteger, describe } from "../checks";
import { outOfRange, UnsupportedError } from "../errors";
import { supported } from "./platform";

/** More helpers than this wait for each other's memory longer than they compute. */
const MOST = 64;

let asked: number | undefined;

/** Threads of a call, and whether someone asked for them: then it is an error where they cannot be had. */
export interface Wanted { readonly count: number; readonly isAsked: boolean }

/** What was asked for, by `setThreads` or the environment, or what the machine has. */
export function wanted(): Wanted {
  const count = asked ?? fromEnvironment();
  if (count !== undefined) return { count: allowed(count), isAsked: true };
  return { count: supported.reason === undefined ? Math.min(supported.processors(), MOST) : 1, isAsked: false };
}

/** For `setThreads`. */
export function ask(count: unknown): void {
  checkInteger("count", count, 1, MOST);
  asked = allowed(count);
}

function allowed(count: number): number {
  if (count > 1 && supported.reason !== undefined) throw new UnsupportedError(`${count} threads were asked for: ${supported.reason}; without, or with setThreads(1), everything runs on one`);
  return count;
}

function fromEnvironment(): number | undefined {
  const text = supported.environment();
  if (text === undefined || text === "") return undefined;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST) throw outOfRange(`LOWRANK_THREADS is ${describe(text)}: expected an integer, 1 to ${MOST}`);
  return count;
}
