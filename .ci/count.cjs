// node count.cjs REPORT STATUS: prints the names of the failed tests of a vitest JSON report, then a last line "PASSED FAILED".
// A run that left no report, or failed without a failed test, counts as one failure.
const { readFileSync } = require("node:fs");
const [file, status] = process.argv.slice(2);
let report = { testResults: [] };
try {
  report = JSON.parse(readFileSync(file, "utf8"));
} catch {
  console.log("the tests left no report: the build, the type check or the test runner failed");
}
let passed = 0;
let failed = 0;
for (const suite of report.testResults) {
  const tests = suite.assertionResults;
  const broken = tests.filter((test) => test.status === "failed");
  passed += tests.filter((test) => test.status === "passed").length;
  failed += broken.length;
  for (const test of broken) console.log(`failed: ${suite.name}: ${test.fullName}`);
  if (suite.status === "failed" && broken.length === 0) {
    failed++;
    console.log(`failed: ${suite.name}: ${suite.message}`);
  }
}
if (failed === 0 && (status !== "0" || passed === 0)) failed = 1;
console.log(`${passed} ${failed}`);
