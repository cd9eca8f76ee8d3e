import { useMemo, useRef } from "preact/hooks";

/** Calls `work` with the newest value only: what arrives while it is busy waits, and is dropped if something newer follows. */
export function useLatest<T>(work: (value: T) => Promise<void>): (value: T) => void {
  const current = useRef(work);
  current.current = work;
  return useMemo(() => {
    let next: { readonly value: T } | undefined;
    let isBusy = false;
    const run = async (value: T) => {
      next = { value };
      if (isBusy) return;
      isBusy = true;
      try {
        while (next !== undefined) {
          const { value: now } = next;
          next = undefined;
          await current.current(now);
        }
      } finally {
        isBusy = false;
      }
    };
    return (value) => void run(value);
  }, []);
}
