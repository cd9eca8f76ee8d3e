// A hook of React: the table completed, off the main thread. A table that changes gives up what it was before.
import { useEffect, useState } from "react";

export function useCompleted(pool, table, rank) {
  const [state, setState] = useState({ values: undefined, error: undefined });
  useEffect(() => {
    const outdated = new AbortController();
    const { signal } = outdated;
    pool.complete(table, { rank, signal })
      .then((model) => pool.predictMatrix(model, { signal }))
      .then((values) => setState({ values, error: undefined }))
      .catch((error) => { if (!signal.aborted) setState({ values: undefined, error }); });
    return () => outdated.abort();
  }, [pool, table, rank]);
  return state;
}
