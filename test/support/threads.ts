/** lowrank/threads, as it stands in src/, on build/threads.wasm. */
type Threads = typeof import("../../src/threads/threads");
type Core = typeof import("../../src/threads/core");

// @ts-ignore: the query is for the plugin in support/vite.ts.
const loaded = [import("../../src/threads/threads?build=threads"), import("../../src/threads/core?build=threads")] as [Promise<Threads>, Promise<Core>];
export const threads = await loaded[0];
export const { core } = await loaded[1];

/** Takes so many threads, all of them there. */
export async function crewOf(count: number): Promise<void> {
  threads.setThreads(count);
  await threads.ready();
}
