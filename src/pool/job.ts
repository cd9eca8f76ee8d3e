import { UnsupportedError } from "lowrank";
import { onAbort } from "./abort";
import type { Signal } from "./functions";
import type { Answer, Event } from "./protocol";
import { createStop, type Stop } from "./stop";
import type { Running, Workers } from "./workers";

export type OnProgress = (progress: unknown) => unknown;

/** What is to be done, ready to be sent. */
export interface Order {
  readonly name: string;
  readonly args: unknown[];
  readonly buffers: ArrayBuffer[];
  readonly signal: Signal | undefined;
  /** The argument that gets an `onProgress`, and what that calls. */
  readonly watch: { readonly at: number; readonly onProgress: OnProgress } | undefined;
}

const UNSTOPPABLE =
  "onProgress returned false, but a worker at work cannot be told here, so nothing of the result could be kept: expected a " +
  "cross-origin isolated page, or a policy with connect-src blob:";

/** A job, from being handed to the workers until it settles, which it does once. */
export class Job {
  readonly answer: Promise<Answer>;
  private readonly running: Running;
  private readonly name: string;
  private readonly onProgress: OnProgress | undefined;
  private readonly stop: Stop | undefined;
  private readonly unwatch: (() => void) | undefined;
  private stoppable = true;
  private over = false;
  private refuse!: (reason: unknown) => void;

  constructor(workers: Workers, { name, args, buffers, watch, signal }: Order) {
    this.name = name;
    this.onProgress = watch?.onProgress;
    this.stop = watch === undefined ? undefined : createStop();
    this.running = workers.run([name, args, watch && { at: watch.at, stop: this.stop!.token }], buffers, (event) => this.hear(event));
    this.answer = new Promise<Answer>((resolve, reject) => {
      this.refuse = reject;
      this.running.answer.then(resolve, reject);
    }).finally(() => this.end());
    this.unwatch = signal && onAbort(signal, () => this.giveUp(signal.reason));
  }

  /** Rejects at once. The worker, if one is at it, is terminated. */
  giveUp(reason: unknown): void {
    if (this.over) return;
    this.end();
    this.refuse(reason);
    this.running.cancel();
  }

  private hear(event: Event): void {
    if (this.over) return;
    if ("stoppable" in event) this.stoppable = event.stoppable;
    else this.report(event.progress);
  }

  private report(progress: unknown): void {
    try {
      if (this.onProgress!(progress) !== false) return;
    } catch (error) {
      this.giveUp(error);
      return;
    }
    if (this.stoppable) this.stop!.stop();
    else this.giveUp(new UnsupportedError(`${this.name}: ${UNSTOPPABLE}`));
  }

  private end(): void {
    this.over = true;
    this.unwatch?.();
    this.stop?.release();
  }
}
