import { existsSync } from "node:fs";
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";

/** What Node, browsers and Workers have in common, and Node's own. */
const GLOBALS = ["AbortController", "Buffer", "clearTimeout", "console", "document", "fetch", "performance", "process", "require", "Response", "setTimeout", "structuredClone", "TextDecoder", "URL", "WebAssembly"];

/** The playground is linted where its own dependencies are installed, whose types it needs. */
const PLAYGROUND = existsSync(new URL("examples/playground/node_modules", import.meta.url)) ? [] : ["examples/playground"];

export default defineConfig(
  // assembly/ is AssemblyScript, whose types and operators are not TypeScript's.
  globalIgnores(["dist", "build", "out", "etc", "assembly", "bench/assembly", "**/node_modules", "src/wasm/binary-*.ts", "examples/playground/dist", ...PLAYGROUND, "test/packages/consumer/program.ts"]),
  js.configs.recommended,
  {
    languageOptions: { globals: Object.fromEntries(GLOBALS.map((name) => [name, "readonly"])) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // An index that is in range by construction says so with `!`; noUncheckedIndexedAccess asks for it.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Types are what callers promise; functions also check what JavaScript hands them.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Loops over entries go by index, which is faster, and ArrayLike is not iterable.
      "@typescript-eslint/prefer-for-of": "off",
      // What is thrown may be anything, and is shown as it shows itself.
      "@typescript-eslint/no-base-to-string": "off",
      // An empty function says that there is nothing to do; the functions of our own records are closures, without `this`.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/unbound-method": "off",
      // An empty text or a count of 0 is a missing one.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { arguments: false } }],
      // A mapped type may be plainer than Readonly<Partial<Record<…>>>.
      "@typescript-eslint/consistent-indexed-object-style": "off",
      // In conditional types, {} is what has no required field.
      "@typescript-eslint/no-empty-object-type": ["error", { allowObjectTypes: "always" }],
      // A callback may return nothing.
      "@typescript-eslint/no-invalid-void-type": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true, allowNullish: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", destructuredArrayIgnorePattern: "^_" }],
    },
  },
  {
    files: ["test/**/*.ts", "examples/playground/test/**/*.ts"],
    rules: {
      // Tests read JSON that programs print, and what bench/ exports in JavaScript.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      // `kernel<F>` names the type of what it looks up.
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // An import with a query is resolved or not, by how the tests are run.
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-ignore": "allow-with-description" }],
      // Reference values have the digits they were published with.
      "no-loss-of-precision": "off",
      // Wrong arguments are the subject.
      "@typescript-eslint/no-array-delete": "off",
      "@typescript-eslint/class-literal-property-style": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/no-redundant-type-constituents": "off",
      "@typescript-eslint/only-throw-error": "off",
      "@typescript-eslint/require-await": "off",
      "no-sparse-arrays": "off",
    },
  },
  // uPlot's enums are const enums, which modules compiled one by one cannot name.
  { files: ["examples/playground/**/*.tsx"], rules: { "@typescript-eslint/no-unsafe-enum-assignment": "off" } },
  // Declarations of other packages follow those packages.
  { files: ["**/*.d.ts"], rules: { "@typescript-eslint/no-extraneous-class": "off" } },
);
