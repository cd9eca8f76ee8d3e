import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { otherBuilds } from "./test/support/vite.ts";

export default defineConfig({
  plugins: [otherBuilds()],
  test: {
    include: ["test/**/*.test.ts"],
    // npm run test:browser, test:engines, test:packages, test:peft and test:pool
    exclude: [...configDefaults.exclude, "test/browser/**", "test/engines/**", "test/packages/**", "test/peft/**", "test/pool/storm/**"],
    testTimeout: 60_000,
    maxWorkers: availableParallelism(), // not one less: the main thread has nothing to do
  },
});
