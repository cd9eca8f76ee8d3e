import workerUrl from "lowrank/pool-worker.js?url&no-inline";
import { pooled } from "./pool.mjs";
import { show } from "./show.mjs";

show(() => pooled(workerUrl));
