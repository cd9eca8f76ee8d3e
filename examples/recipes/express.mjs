// The same service in Express.
import express from "express";
import { createPool, PoolFullError, PoolTimeoutError } from "lowrank/pool";

export const pool = createPool({ size: 2, maxQueue: 100, timeout: 5000 });
export const service = express();

service.post("/singular-values", express.json({ limit: "16mb" }), async (request, response) => {
  const leaves = new AbortController();
  response.on("close", () => leaves.abort());
  response.json([...(await pool.singularValues(request.body, { signal: leaves.signal }))]);
});

service.use((error, request, response, next) => {
  if (response.destroyed) return; // the client has left
  if (error instanceof PoolFullError) response.status(503).set("retry-after", "1").json({ error: "busy" });
  else if (error instanceof PoolTimeoutError) response.status(504).json({ error: error.message });
  else if (error.code === "LOWRANK_RANGE" || error.code === "LOWRANK_TYPE") response.status(400).json({ error: error.message });
  else next(error);
});
