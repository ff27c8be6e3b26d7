// A lint rule: operators of RxJS that wait take the kernel's scheduler, or they would wait for the
// machine's clock. Whoever imports one must call it, and must hand a scheduler over in that call.
const WAITING = new Set([
  'delay', 'debounceTime', 'throttleTime', 'timer', 'interval', 'bufferTime', 'windowTime', 'timeout', 'timeoutWith',
  'auditTime', 'sampleTime', 'timeInterval', 'timestamp',
]);
const FROM_RXJS = /^rxjs(\/operators)?$/;

export const rxjsTime = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      scheduler: '`{{name}}` of RxJS waits for the machine unless it is given the kernel\'s scheduler: pass `context.scheduler`.',
      namespace: 'Import what you need from RxJS by name, so that the operators that wait can be seen.',
    },
  },

  create(context) {
    const hasScheduler = (call) => call.arguments.some((argument) => /scheduler/i.test(context.sourceCode.getText(argument)));

    function checkEveryUse(specifier) {
      const name = specifier.imported.name ?? specifier.imported.value;
      if (!WAITING.has(name)) return;
      for (const variable of context.sourceCode.getDeclaredVariables(specifier)) {
        for (const { identifier } of variable.references) {
          const { parent } = identifier;
          const called = parent.type === 'CallExpression' && parent.callee === identifier;
          if (!called || !hasScheduler(parent)) context.report({ node: identifier, messageId: 'scheduler', data: { name } });
        }
      }
    }

    return {
      'ImportDeclaration:exit'(node) {
        if (!FROM_RXJS.test(node.source.value)) return;
        for (const specifier of node.specifiers) {
          if (specifier.type === 'ImportSpecifier') checkEveryUse(specifier);
          else context.report({ node: specifier, messageId: 'namespace' });
        }
      },
    };
  },
};
