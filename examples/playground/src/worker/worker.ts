import { expose, type Remote } from "comlink";
import * as benchmark from "./benchmark";
import * as pictures from "./pictures";
import * as rankings from "./rankings";
import * as tables from "./tables";

const work = { pictures, tables, rankings, benchmark };
/** The work as the page sees it: every function returns a promise. */
export type Work = { readonly [P in keyof typeof work]: Remote<(typeof work)[P]> };

expose(work);
