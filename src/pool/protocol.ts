import { ConvergenceError, OutOfMemoryError, UnsupportedError } from "lowrank";
import { isOurs, outOfRange, wrongKind } from "../errors";

/** What a worker is asked: a function of the package by name, its arguments, and how progress is to be reported. */
export type Request = readonly [name: string, args: unknown[], watch: Watch | undefined];

export interface Watch {
  /** The argument that gets an `onProgress`. */
  readonly at: number;
  /** How the worker, whose thread is in the middle of the call, learns that it is to stop: see stop.ts. */
  readonly stop: unknown;
}

/** What it sends in the middle of a job. */
export type Event = { readonly progress: unknown } | { readonly stoppable: boolean };

/** What it answers. */
export type Answer = { readonly result: unknown } | { readonly error: SentError };

/** An error as plain data; its class is known by its name. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  /** That of the package, of a TypeError or a RangeError. */
  readonly code?: string;
  /** Of an OutOfMemoryError. */
  readonly bytes?: number;
  readonly cause?: SentError | string;
}

/** Causes of causes that are sent. */
const DEEPEST_CAUSE = 3;

/** Turns anything thrown into plain data. */
export function describeError(error: unknown, depth = 0): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, cause } = error;
  return {
    name,
    message,
    ...(isOurs(error) ? { code: (error as { code?: string }).code! } : {}),
    ...(error instanceof OutOfMemoryError ? { bytes: error.bytes } : {}),
    ...(cause === undefined || depth === DEEPEST_CAUSE ? {} : { cause: cause instanceof Error ? describeError(cause, depth + 1) : String(cause) }),
  };
}

/** The error again, of the same class. Its stack is that of the caller: the worker's would show minified code. */
export function reviveError({ name, message, code, bytes, cause }: SentError): Error {
  const error = construct(name, message, code, bytes ?? 0);
  if (cause !== undefined) Object.defineProperty(error, "cause", { value: typeof cause === "string" ? cause : reviveError(cause), configurable: true, writable: true });
  return error;
}

function construct(name: string, message: string, code: string | undefined, bytes: number): Error {
  switch (name) {
    case "TypeError": return code === undefined ? new TypeError(message) : wrongKind(message);
    case "RangeError": return code === undefined ? new RangeError(message) : outOfRange(message);
    case "ConvergenceError": return new ConvergenceError(message);
    case "UnsupportedError": return new UnsupportedError(message);
    case "OutOfMemoryError": return Object.defineProperty(new OutOfMemoryError("", bytes), "message", { value: message });
    default: return Object.defineProperty(new Error(message), "name", { value: name, configurable: true, writable: true });
  }
}
