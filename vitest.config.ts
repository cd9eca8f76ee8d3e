import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/packages/**", "**/node_modules/**"], // has dependencies of its own: npm run test:packages
    testTimeout: 60_000,
  },
});
