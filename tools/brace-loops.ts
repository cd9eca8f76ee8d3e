import ts from "typescript";

/**
 * Puts the body of every loop in braces. Rollup (4.68 and before) drops an unbraced body that its tree-shaking finds empty and leaves
 * `for (const x of y)` behind, a syntax error in the bundle of whoever uses the package; minifiers take braces away.
 */
export function braceLoops(code: string): string {
  const insertions: [at: number, brace: string][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false) && !ts.isBlock(node.statement) && !ts.isEmptyStatement(node.statement)) {
      insertions.push([node.statement.getStart(), "{"], [node.statement.end, "}"]);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("chunk.js", code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  insertions.sort(([a], [b]) => b - a);
  for (const [at, brace] of insertions) code = code.slice(0, at) + brace + code.slice(at);
  return code;
}
