/** The module of completion and rankings. Under the names of frame.ts: who works with it imports them from here. */
import { binary } from "./binary-completion";
import { type Frame as FrameOf, withFrameOf } from "./frame";
import { Module } from "./instance";

export type Exports = Awaited<ReturnType<typeof import("../../build/completion").instantiate>>;
export type Frame = FrameOf<Exports>;

/** @public for tests */
export const completion = /* @__PURE__ */ new Module<Exports>(binary);

/** The exports of its one instance. */
export function exports(): Exports {
  return completion.exports();
}

/** Runs `body` with memory that is given back when it returns or throws; a trap costs only the instance. */
export function withFrame<R>(operation: string, body: (frame: Frame) => R): R {
  return withFrameOf(completion, operation, body);
}
