import { pooled } from "./pool.mjs";
import { show } from "./show.mjs";

show(() => pooled(new URL("lowrank/pool-worker.js", import.meta.url)));
