/** The module of lowrank/threads: all of the core, of completion and rankings, on a memory that helpers share. */
export * from "./core";
export * from "./tables";
export { crewBytes, crewCount, crewDismiss, crewFail, crewOpen, crewServe } from "../crew";
