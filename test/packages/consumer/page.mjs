import { answer } from "./answer.mjs";
import { show } from "./show.mjs";

show(answer);
