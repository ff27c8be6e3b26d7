/**
 * Finds every way in which a TypeScript file can reach another one. It reads the syntax tree, not the
 * text, so that neither comments nor strings deceive it, and it names what it cannot resolve.
 */
import ts from 'typescript';

export interface ImportFound {
  /** What stands in the quotes; `undefined` if it is computed. */
  readonly specifier: string | undefined;
  readonly line: number;
}

export function importsOf(path: string, text: string): readonly ImportFound[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: ImportFound[] = [];
  const visit = (node: ts.Node): void => {
    const target = targetOf(node);
    if (target) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
      found.push({ specifier: ts.isStringLiteralLike(target) ? target.text : undefined, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  for (const reference of [...tree.referencedFiles, ...tree.typeReferenceDirectives]) {
    found.push({ specifier: reference.fileName, line: tree.getLineAndCharacterOfPosition(reference.pos).line + 1 });
  }
  return found;
}

/** Returns the expression that names the imported file, if the node imports at all. */
function targetOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return node.name;
  if (ts.isCallExpression(node) && isImportingCall(node)) return node.arguments[0] ?? node;
  if (ts.isNewExpression(node)) return fileBesideThisModule(node);
  return undefined;
}

function isImportingCall({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(expression)) return expression.text === 'require';
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const owner = expression.expression.getText();
  return (owner === 'import.meta' || owner === 'require') && expression.name.text === 'resolve';
}

/** `new URL('./worker.js', import.meta.url)` starts code too; other files (a template, a table) do not count. */
function fileBesideThisModule(node: ts.NewExpression): ts.Node | undefined {
  const [target, base] = node.arguments ?? [];
  if (node.expression.getText() !== 'URL' || base?.getText() !== 'import.meta.url') return undefined;
  if (ts.isStringLiteralLike(target) && !/\.[cm]?[jt]sx?$/.test(target.text)) return undefined;
  return target;
}
