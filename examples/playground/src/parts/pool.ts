import type { Pool } from "lowrank/pool";
import workerUrl from "lowrank/pool-worker.js?url";

let made: Promise<Pool> | undefined;

/** One pool for all pages, loaded and made when something is first computed. Its script is a file of the site, as the policy allows no blob. */
export function pool(): Promise<Pool> {
  return (made ??= import("lowrank/pool").then(({ createPool }) => createPool({ workerUrl: new URL(workerUrl, location.href) })));
}
