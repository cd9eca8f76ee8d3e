import { expose, type Remote } from "comlink";
import * as benchmark from "./benchmark";
import * as pictures from "./pictures";
import * as texts from "./texts";

const work = { pictures, texts, benchmark };
/** The work as the page sees it: every function returns a promise. */
export type Work = { readonly [P in keyof typeof work]: Remote<(typeof work)[P]> };

expose(work);
