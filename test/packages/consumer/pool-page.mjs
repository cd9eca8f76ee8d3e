import { pooled } from "./pool.mjs";
import { show } from "./show.mjs";

show(pooled);
