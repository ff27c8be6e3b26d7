/**
 * Performs the code cells of notebooks, in order and in one session as a notebook server would, and holds
 * what they print against what the file shows. With --write the file takes what they print instead.
 * Usage: node scripts/run-notebooks.mjs [--write] notebooks/*.ipynb
 */
import { readFileSync, writeFileSync } from 'node:fs';
import repl from 'node:repl';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';

/** Returns the outputs of each code cell, as the format of notebooks has them. */
export async function performNotebook(notebook) {
  const session = startSession();
  const outputs = [];
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'code') outputs.push(await session.perform(cell.source.join('')));
  }
  session.close();
  return outputs;
}

/** Returns the cells of a file that do not print what they show: number, shown, printed. */
export async function staleCells(file) {
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  const printed = await performNotebook(notebook);
  const cells = notebook.cells.filter(({ cell_type: type }) => type === 'code');
  return cells.flatMap(({ outputs }, index) => {
    const [shown, now] = [textOf(outputs), textOf(printed[index])];
    return shown === now ? [] : [{ cell: index + 1, shown, printed: now }];
  });
}

function startSession() {
  // The session of Node itself knows top-level await and keeps what cells declare.
  const output = new PassThrough();
  const server = repl.start({ prompt: '', input: new PassThrough(), output, terminal: false, useGlobal: false });
  let printed = '';
  server.context.console = { log: (...values) => void (printed += `${values.map(shownAs).join(' ')}\n`) };
  return {
    close: () => server.close(),
    async perform(source) {
      printed = '';
      const value = await new Promise((resolve, reject) => {
        // What a cell throws the session prints.
        output.once('data', (text) => reject(new Error(`A cell threw: ${text}\nin\n${source}`)));
        server.eval(`${source}\n`, server.context, 'cell', (failure, result) => (failure ? reject(failure) : resolve(result)));
      });
      output.removeAllListeners('data');
      const outputs = printed === '' ? [] : [{ output_type: 'stream', name: 'stdout', text: linesOf(printed) }];
      if (value === undefined) return outputs;
      return [...outputs, { output_type: 'execute_result', execution_count: null, metadata: {}, data: { 'text/plain': linesOf(shownAs(value)) } }];
    },
  };
}

function shownAs(value) {
  return typeof value === 'string' ? value : inspect(value, { depth: 4, breakLength: 110 });
}

function linesOf(text) {
  return text.split(/(?<=\n)/);
}

function textOf(outputs) {
  return outputs.map(({ text, data }) => (text ?? data['text/plain']).join('')).join('');
}

async function main(args) {
  const write = args.includes('--write');
  let stale = 0;
  for (const file of args.filter((arg) => !arg.startsWith('--'))) {
    if (write) {
      const notebook = JSON.parse(readFileSync(file, 'utf8'));
      const outputs = await performNotebook(notebook);
      const code = notebook.cells.filter(({ cell_type: type }) => type === 'code');
      code.forEach((cell, index) => Object.assign(cell, { outputs: outputs[index], execution_count: null }));
      writeFileSync(file, `${JSON.stringify(notebook, null, 1)}\n`);
      continue;
    }
    for (const { cell, shown, printed } of await staleCells(file)) {
      stale += 1;
      console.error(`${file}, code cell ${cell}: shows\n${shown}\nand prints\n${printed}`);
    }
  }
  process.exitCode = stale === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('run-notebooks.mjs')) await main(process.argv.slice(2));
