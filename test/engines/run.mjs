// run.mjs CASES PACKAGE THREADS: prints the hashes of all cases as JSON; one object per worker thread, or one from the main thread with 0.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const [cases, lowrank, threads] = isMainThread ? process.argv.slice(2) : workerData;
if (isMainThread && threads > 0) {
  const worker = () =>
    new Promise((resolve, reject) => {
      const started = new Worker(new URL(import.meta.url), { workerData: [cases, lowrank, 0] });
      started.on("message", resolve);
      started.on("error", reject);
    });
  console.log(JSON.stringify(await Promise.all(Array.from({ length: threads }, worker))));
} else {
  const { hashes } = await import(cases);
  const found = hashes(await import(lowrank));
  if (isMainThread) console.log(JSON.stringify([found]));
  else parentPort.postMessage(found);
}
