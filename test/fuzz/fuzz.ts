import { fileURLToPath } from "node:url";
import { main } from "./main";
import { READERS } from "./readers/index";

// The program lies in build/.
const root = new URL("..", import.meta.url);
await main(READERS, fileURLToPath(import.meta.url), fileURLToPath(new URL("test/fuzz/corpus/", root)));
