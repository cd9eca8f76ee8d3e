import ts from "typescript";

/** One small fault: the text from `start` to `end` becomes `text`. */
export interface Mutant {
  /** The path from the root of the project. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly line: number;
  /** The operator that made it. */
  readonly kind: Kind;
  /** Names it as long as its line stays, wherever the file moves: file name, function, line, what becomes what. */
  readonly id: string;
}

type Kind = "arithmetic" | "boundary" | "comparison" | "logic" | "sign" | "constant" | "statement" | "condition" | "branches" | "address" | "call" | "text";

const K = ts.SyntaxKind;

/** a op b becomes a op' b. */
const OPERATORS: Readonly<Partial<Record<ts.SyntaxKind, readonly (readonly [Kind, string])[]>>> = {
  [K.PlusToken]: [["arithmetic", "-"]],
  [K.MinusToken]: [["arithmetic", "+"]],
  [K.AsteriskToken]: [["arithmetic", "/"]],
  [K.SlashToken]: [["arithmetic", "*"]],
  [K.PercentToken]: [["arithmetic", "*"]],
  [K.LessThanLessThanToken]: [["arithmetic", ">>"]],
  [K.GreaterThanGreaterThanToken]: [["arithmetic", "<<"]],
  [K.GreaterThanGreaterThanGreaterThanToken]: [["arithmetic", "<<"]],
  [K.AmpersandToken]: [["arithmetic", "|"]],
  [K.BarToken]: [["arithmetic", "&"]],
  [K.CaretToken]: [["arithmetic", "&"]],
  [K.PlusEqualsToken]: [["arithmetic", "-="]],
  [K.MinusEqualsToken]: [["arithmetic", "+="]],
  [K.AsteriskEqualsToken]: [["arithmetic", "/="]],
  [K.SlashEqualsToken]: [["arithmetic", "*="]],
  [K.LessThanToken]: [["boundary", "<="], ["comparison", ">="]],
  [K.LessThanEqualsToken]: [["boundary", "<"], ["comparison", ">"]],
  [K.GreaterThanToken]: [["boundary", ">="], ["comparison", "<="]],
  [K.GreaterThanEqualsToken]: [["boundary", ">"], ["comparison", "<"]],
  [K.EqualsEqualsToken]: [["comparison", "!="]],
  [K.ExclamationEqualsToken]: [["comparison", "=="]],
  [K.EqualsEqualsEqualsToken]: [["comparison", "!=="]],
  [K.ExclamationEqualsEqualsToken]: [["comparison", "==="]],
  [K.AmpersandAmpersandToken]: [["logic", "||"]],
  [K.BarBarToken]: [["logic", "&&"]],
};

/** f(…) becomes f'(…). */
const CALLS: Readonly<Record<string, string>> = { min: "max", max: "min", floor: "ceil", ceil: "floor", every: "some", some: "every" };
/** f(x) becomes x. */
const WRAPPERS = new Set(["abs", "trunc", "round"]);

/** All mutants of a source. `assembly`: it is AssemblyScript, where addresses move and texts mean nothing. */
export function mutantsOf(file: string, source: string, assembly: boolean): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const seen = new Map<string, number>();

  const add = (kind: Kind, node: { getStart(): number; getEnd(): number }, text: string): void => {
    const [start, end] = [node.getStart(), node.getEnd()];
    const before = source.slice(start, end);
    if (before === text) return;
    const line = tree.getLineAndCharacterOfPosition(start).line;
    const name = `${file.split("/").at(-1)} ${functionAt(tree, start)}: ${short(source.split("\n")[line]!)}: ${short(before)} → ${short(text)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    found.push({ file, start, end, text, line: line + 1, kind, id: count === 1 ? name : `${name} (${count})` });
  };

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isDecorator(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isCallExpression(node) && isFixed(node)) return;

    if (ts.isBinaryExpression(node)) {
      for (const [kind, text] of OPERATORS[node.operatorToken.kind] ?? []) add(kind, node.operatorToken, text);
      if (node.operatorToken.kind === K.QuestionQuestionToken) add("logic", node, node.left.getText());
    } else if (ts.isPrefixUnaryExpression(node)) {
      if (node.operator === K.MinusToken || node.operator === K.ExclamationToken) add(node.operator === K.MinusToken ? "sign" : "logic", node, node.operand.getText());
    } else if (assembly && ts.isElementAccessExpression(node)) {
      add("address", node.argumentExpression, `${node.argumentExpression.getText()} + 1`);
    } else if (ts.isNumericLiteral(node)) {
      for (const text of otherNumbers(node.text)) add("constant", node, text);
    } else if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) {
      add("constant", node, node.kind === K.TrueKeyword ? "false" : "true");
    } else if (ts.isIfStatement(node)) {
      add("condition", node.expression, "true");
      add("condition", node.expression, "false");
      if (node.elseStatement !== undefined) add("branches", node, `if (${node.expression.getText()}) ${node.elseStatement.getText()} else ${node.thenStatement.getText()}`);
    } else if (ts.isConditionalExpression(node)) {
      add("branches", node, `${node.condition.getText()} ? ${node.whenFalse.getText()} : ${node.whenTrue.getText()}`);
    } else if (ts.isWhileStatement(node)) {
      add("condition", node.expression, "false");
    } else if (ts.isForStatement(node) && node.condition !== undefined) {
      add("condition", node.condition, "false");
    } else if (ts.isExpressionStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node) || (ts.isReturnStatement(node) && node.expression === undefined) || ts.isThrowStatement(node)) {
      add("statement", node, ";");
    } else if (ts.isCallExpression(node)) {
      visitCall(node);
    } else if (!assembly && (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) && node.text !== "") {
      add("text", node, '""');
    } else if (!assembly && ts.isTemplateExpression(node)) {
      add("text", node, "``");
    }
    ts.forEachChild(node, visit);
  };

  const visitCall = (node: ts.CallExpression): void => {
    const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    const text = name.getText();
    if (CALLS[text] !== undefined) add("call", name, CALLS[text]);
    if (WRAPPERS.has(text) && node.arguments.length === 1) add("call", node, `(${node.arguments[0]!.getText()})`);
    if (assembly && (text === "load" || text === "store") && node.typeArguments !== undefined) {
      const [type] = node.typeArguments;
      add("address", node.arguments[0]!, `(${node.arguments[0]!.getText()}) + sizeof<${type!.getText()}>()`);
    }
  };

  ts.forEachChild(tree, visit);
  return found;
}

/** Calls that the compiler evaluates: a change in them changes no step of the program, or is none. */
function isFixed(node: ts.CallExpression): boolean {
  return /^(assert|memory\.data|sizeof|alignof|offsetof|isFloat|isInteger|isDefined|unreachable)\b/.test(node.expression.getText());
}

/** One more, nothing, and twice of a number; the neighbour of 0. */
function otherNumbers(text: string): string[] {
  const value = Number(text);
  if (!Number.isFinite(value)) return [];
  const isFloat = /[.e]/i.test(text) && !/^0x/i.test(text);
  const write = (x: number) => (isFloat && Number.isInteger(x) && !String(x).includes("e") ? `${x}.0` : String(x));
  if (value === 0) return [write(1)];
  return [...new Set([write(isFloat ? value * 2 : value + 1), write(0), ...(isFloat || value === 1 ? [] : [write(value * 2)])])];
}

function functionAt(tree: ts.SourceFile, position: number): string {
  let name = "";
  const visit = (node: ts.Node): void => {
    if (position < node.getStart() || position >= node.getEnd()) return;
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node)) && node.name !== undefined) name = node.name.getText();
    else if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer)) name = node.name.getText();
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(tree, visit);
  return name;
}

function short(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

export function apply(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}

/** The blocks of a source, outermost first, by the places behind their braces. */
export function blocksOf(file: string, source: string): { readonly start: number; readonly end: number }[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node)) found.push({ start: node.getStart() + 1, end: node.getEnd() });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
