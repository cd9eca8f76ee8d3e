// npm run fuzz: makes one program of the fuzzer and its readers, which starts itself for every child, and runs it.
import { bundle } from "./bundle.mjs";

await import(await bundle("fuzz"));
