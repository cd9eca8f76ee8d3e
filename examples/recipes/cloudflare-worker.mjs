// A Worker of Cloudflare. Wrangler takes the entry made for it by itself (the condition "workerd"), where the module is a file of its own.
import { lowRank } from "lowrank";

export default {
  async fetch(request) {
    if (request.method !== "POST") return new Response("POST rows of numbers", { status: 405 });
    try {
      const { S, error } = lowRank(await request.json(), { energy: 0.99 });
      return Response.json({ rank: S.length, relativeError: error.relative });
    } catch (error) {
      return Response.json({ error: error.message }, { status: 400 });
    }
  },
};
