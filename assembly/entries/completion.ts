/** The module of completion and rankings: what it decomposes, the core decomposes for it. Addresses come in as numbers. */
export { mark, release, reserve, refused, available } from "../arena";
export { scaleColumns } from "../drivers/family/low-rank";
export * from "./tables";
