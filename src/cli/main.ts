#!/usr/bin/env node
import { isMainThread, workerData } from "node:worker_threads";
import { runInThread } from "./process/owner";
import type { Order } from "./process/protocol";
import { work } from "./process/worker";

if (isMainThread) runInThread(new URL(import.meta.url), process.argv.slice(2));
else work(workerData as Order);
