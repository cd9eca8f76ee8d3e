import { keepTemporaries } from "../files/temporary";
import { run } from "../program";
import { Gate } from "./gate";
import type { Message, Order } from "./protocol";

/** The thread that works: runs the command line, and tells the other one what there is to show. */
export function work({ args, watched, gate: memory, port }: Order): void {
  const gate = new Gate(memory);
  const send = (...message: Message) => { port.postMessage(message); };
  keepTemporaries({
    appears: (path) => { send("appears", path); },
    disappears: (path) => { send("disappears", path); },
    whole: (action) => gate.pass(action),
  });
  const code = run(args, {
    print: (text) => { send("print", text); },
    complain: (text) => { send("complain", text); },
    progress: watched ? {
      begin: (...about) => { send("begin", ...about); },
      update: (...about) => { send("update", ...about); },
      end: () => { send("end"); },
    } : undefined,
  });
  send("code", code);
}
