import { pooled } from "./pool.mjs";

console.log(await pooled());
