// A service in Fastify: off its thread, bounded, given up when the client leaves or it takes too long.
import Fastify from "fastify";
import { createPool, PoolFullError, PoolTimeoutError } from "lowrank/pool";

export const pool = createPool({ size: 2, maxQueue: 100, timeout: 5000 });
export const service = Fastify({ bodyLimit: 16 * 1024 * 1024 });
service.addHook("onClose", () => pool.close());

service.post("/singular-values", async (request, reply) => {
  const leaves = new AbortController();
  reply.raw.on("close", () => leaves.abort());
  return [...(await pool.singularValues(request.body, { signal: leaves.signal }))];
});

service.setErrorHandler((error, request, reply) => {
  if (error instanceof PoolFullError) return reply.code(503).header("retry-after", "1").send({ error: "busy" });
  if (error instanceof PoolTimeoutError) return reply.code(504).send({ error: error.message });
  if (error.code === "LOWRANK_RANGE" || error.code === "LOWRANK_TYPE") return reply.code(400).send({ error: error.message });
  return reply.send(error);
});
