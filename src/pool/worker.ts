// The worker: a script of its own, with the whole package in it.
import * as lowrank from "lowrank";
import Transfer from "workerpool/src/transfer";
import worker from "workerpool/src/worker";
import { type Answer, describeError, type Event, type Watch } from "./protocol";
import { unpack } from "./rows";
import { watchStop } from "./stop";
import { buffersOf } from "./transfer";

type Call = (...args: unknown[]) => unknown;

const library = lowrank as unknown as Readonly<Record<string, Call>>;
const emit = (event: Event) => worker.emit(event);

/** Runs one job. Errors are answers too: an answer of the library's own would lose their class. */
function call(name: string, args: unknown[], watch: Watch | undefined): unknown {
  try {
    unpack(args);
    if (watch !== undefined) args[watch.at] = withProgress(args[watch.at] as object, watch);
    const result = library[name]!(...args);
    return new Transfer({ result } satisfies Answer, buffersOf(result));
  } catch (error) {
    return { error: describeError(error) } satisfies Answer;
  }
}

/** The options with an `onProgress` that reports, and stops when told to. */
function withProgress(options: object, { stop }: Watch): object {
  const { works, isStopped } = watchStop(stop);
  emit({ stoppable: works });
  return {
    ...options,
    onProgress(progress: unknown): boolean {
      emit({ progress });
      return !isStopped();
    },
  };
}

worker.add({ call });
