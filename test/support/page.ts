/** Which test files run in Chromium too: every one but these, each with what it needs that a page has not. Names ending in / are folders. */
export const NODE_ONLY: Readonly<Record<string, string>> = {
  "test/cli/": "the command line: files, processes",
  "test/completion/never-worse.test.ts": "three quarters of a minute, of fits that the hashes hold to the same bits",
  "test/browser/": "drives the browser from outside",
  "test/engines/": "starts other engines",
  "test/architecture.test.ts": "reads the sources",
  "test/bench.test.ts": "starts the benchmarks as processes",
  "test/faults/": "replaces constructors of the engine, which a page shares with all that is loaded",
  "test/fuzz/": "readers of the command line, processes",
  "test/packages/": "has dependencies of its own",
  "test/hostile-arguments.test.ts": "the environment says how much is tried",
  "test/peft/": "starts Python",
  "test/image.test.ts": "compares with the command line",
  "test/package.test.ts": "packs and installs with npm",
  "test/pool/lifetime.test.ts": "starts processes",
  "test/pool/storm/": "npm run test:pool",
  "test/pool/threads.test.ts": "worker threads end in more ways than Web Workers",
  "test/realms.test.ts": "makes realms with node:vm",
  "test/readme.test.ts": "reads the sources and the documents",
  "test/sbom.test.ts": "reads the lock file and dist",
  "test/threads/": "a page itself may not wait for helpers",
  "test/tasks.test.ts": "starts processes and a server",
  "test/svd/audit.test.ts": "compiles a changed module",
};

export const nodeOnly = (path: string): boolean => Object.keys(NODE_ONLY).some((name) => (name.endsWith("/") ? path.startsWith(name) : path === name));
