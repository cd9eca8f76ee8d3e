/** In place of wasm/completion.ts in the builds of lowrank/threads. */
import { type Frame as FrameOf, withFrameOf } from "../wasm/frame";
import { core, type Exports } from "./core";

export { core as completion, type Exports, exports } from "./core";
export type Frame = FrameOf<Exports>;

/** Runs `body` with memory that is given back when it returns or throws. */
export function withFrame<R>(operation: string, body: (frame: Frame) => R): R {
  return withFrameOf(core, operation, body);
}
