// A route of a service (node:http here; the same lines in Express or Fastify): off the main thread, bounded, given up when the client leaves.
import { createServer } from "node:http";
import { createPool } from "lowrank/pool";

const pool = createPool({ size: 2, maxQueue: 100, timeout: 5000 });
export const server = createServer(async (request, response) => {
  const leaves = new AbortController();
  response.on("close", () => leaves.abort());
  const rows = JSON.parse(Buffer.concat(await request.toArray()));
  pool.singularValues(rows, { signal: leaves.signal }).then((S) => response.end(JSON.stringify([...S])), (error) => response.writeHead(error.code === "LOWRANK_RANGE" ? 400 : 503).end(error.message));
});
