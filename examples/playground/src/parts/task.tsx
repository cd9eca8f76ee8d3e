import { useRef, useState } from "preact/hooks";
import { Cancelled, Jobs } from "../jobs";

export interface Task {
  /** What is being done, or why it ended without a result. */
  readonly text: string;
  /** 0 to 1; undefined while that cannot be told. */
  readonly share?: number | undefined;
  readonly state: "idle" | "running" | "failed";
}

/** A worker of one's own and what it is doing. A task that a later one has replaced no longer reports. */
export function useTask() {
  const jobs = useRef<Jobs | undefined>(undefined);
  jobs.current ??= new Jobs();
  const [task, setTask] = useState<Task>({ text: "", state: "idle" });
  const turn = useRef(0);

  async function run<T>(text: string, job: (jobs: Jobs, report: (share: number | undefined, text?: string) => void) => Promise<T>): Promise<T | undefined> {
    const mine = ++turn.current;
    let ended = false; // progress has a channel of its own, and may arrive after the result
    const tell = (next: Task) => {
      if (mine !== turn.current || ended) return;
      ended = next.state !== "running";
      setTask(next);
    };
    tell({ text, state: "running" });
    try {
      const result = await job(jobs.current!, (share, now) => tell({ text: now ?? text, share, state: "running" }));
      tell({ text: "", state: "idle" });
      return mine === turn.current ? result : undefined;
    } catch (error) {
      tell(error instanceof Cancelled ? { text: "Cancelled.", state: "idle" } : { text: (error as Error).message, state: "failed" });
      return undefined;
    }
  }

  return { task, run, jobs: jobs.current, cancel: () => jobs.current!.cancel() };
}

/** Says what is being done, how far it is, and lets it be cancelled. */
export function TaskLine({ task, onCancel }: { readonly task: Task; readonly onCancel: () => void }) {
  const isRunning = task.state === "running";
  return (
    <div class={`task ${task.state}`}>
      <p role="status">{task.text}</p>
      {isRunning && <progress aria-label={task.text} {...(task.share === undefined ? {} : { value: task.share })} max={1} />}
      {isRunning && <button type="button" class="small" onClick={onCancel}>Cancel</button>}
    </div>
  );
}
