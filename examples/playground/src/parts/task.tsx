import { useRef, useState } from "preact/hooks";

export interface Task {
  /** What is being done, or why it ended without a result. */
  readonly text: string;
  /** 0 to 1; undefined while that cannot be told. */
  readonly share?: number | undefined;
  readonly state: "idle" | "running" | "failed";
}

export type Report = (share: number | undefined, text?: string) => void;

/** One thing at a time: a task ends the one before it, which then no longer reports. */
export function useTask() {
  const [task, setTask] = useState<Task>({ text: "", state: "idle" });
  const current = useRef<AbortController | undefined>(undefined);

  /** undefined if it failed, was cancelled, or gave way to another. */
  async function run<T>(text: string, job: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T | undefined> {
    current.current?.abort();
    const mine = new AbortController();
    current.current = mine;
    let ended = false; // progress has a channel of its own, and may arrive after the result
    const tell = (next: Task) => {
      if (mine !== current.current || ended) return;
      ended = next.state !== "running";
      setTask(next);
    };
    tell({ text, state: "running" });
    try {
      const result = await job(mine.signal, (share, now) => tell({ text: now ?? text, share, state: "running" }));
      mine.signal.throwIfAborted();
      tell({ text: "", state: "idle" });
      return result;
    } catch (error) {
      tell(mine.signal.aborted ? { text: "Cancelled.", state: "idle" } : { text: (error as Error).message, state: "failed" });
      return undefined;
    }
  }

  /** Ends the task, and forgets what it said. */
  function clear(): void {
    const before = current.current;
    current.current = undefined;
    before?.abort();
    setTask({ text: "", state: "idle" });
  }

  return { task, run, clear, cancel: () => current.current?.abort() };
}

/** How far a task is, over the page, so that nothing moves; only if it takes a moment. */
export function Progress({ task, onCancel }: { readonly task: Task; readonly onCancel: () => void }) {
  if (task.state !== "running") return null;
  return (
    <div class="progress">
      <p role="status">{task.text}</p>
      <progress aria-label={task.text} {...(task.share === undefined ? {} : { value: task.share })} max={1} />
      <button type="button" class="small" onClick={onCancel}>Cancel</button>
    </div>
  );
}

/** Why a task ended without a result, or another word; nothing where there is nothing to say. */
export function Word({ task }: { readonly task: Task }) {
  const text = task.state === "running" ? "" : task.text;
  return <p role="status" class={`word ${task.state}`}>{text}</p>;
}
