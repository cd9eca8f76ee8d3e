import { expose, type Remote } from "comlink";
import * as pictures from "./pictures";

const work = { pictures };
/** The work as the page sees it: every function returns a promise. */
export type Work = { readonly [P in keyof typeof work]: Remote<(typeof work)[P]> };

expose(work);
