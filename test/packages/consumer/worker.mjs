import { ready } from "lowrank";
import { answer } from "./answer.mjs";

export default {
  async fetch(request) {
    try {
      if (new URL(request.url).pathname === "/ready") await ready();
      return new Response(answer());
    } catch (error) {
      return new Response(`${error.name}: ${error.message}`, { status: 500 });
    }
  },
};
