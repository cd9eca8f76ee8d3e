import { type ChildProcess, fork } from "node:child_process";
import type { Trial, Verdict } from "./lane";
import type { Mutant } from "./operators";

/** A process for mutants, started again where one ends it. */
export class Lane {
  private child: ChildProcess | undefined;

  constructor(private readonly folder: string) {}

  attempt(mutant: Mutant, tests: Trial["tests"]): Promise<Verdict> {
    this.child ??= fork(new URL("lane.mjs", import.meta.url), { serialization: "advanced" });
    const child = this.child;
    return new Promise((resolve) => {
      const exit = () => {
        this.child = undefined;
        resolve({ status: "timeout", by: "the process ended" });
      };
      child.once("exit", exit);
      child.once("message", (verdict: Verdict) => {
        child.off("exit", exit);
        resolve(verdict);
      });
      child.send({ mutant, tests, folder: this.folder } satisfies Trial);
    });
  }

  close(): void {
    this.child?.disconnect();
  }
}
