/** The first lock: to the compiler of simulation code, the names of the machine are no names. */
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { pureRooms } from './floor-table.js';
import { repositoryRoot } from './source-files.js';

const project = join(repositoryRoot, 'tsconfig.pure.json');
const { config } = ts.readConfigFile(project, ts.sys.readFile) as { config: { include: string[] } };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot, undefined, project);

const MACHINE = [
  'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process', 'fetch', 'Buffer', 'console', 'performance', 'crypto',
  'require', 'window', 'document', 'global', 'TextEncoder', 'structuredClone', 'URL', 'AbortController', 'Worker',
];

function complaintsAbout(code: string): readonly string[] {
  const file = join(repositoryRoot, 'src/core/planted.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? code : readFile.call(host, name));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

test('the program for simulation code covers every pure room', () => {
  expect([...config.include].sort()).toEqual(pureRooms.map((room) => `src/${room}`).sort());
});

test('no name of the machine is a name there, and plain code compiles', () => {
  const code = ['export const plain: readonly number[] = [Math.sqrt(4)];', ...MACHINE.map((name, index) => `export const x${index} = ${name};`)].join('\n');
  const complaints = complaintsAbout(code);
  expect(MACHINE.filter((name) => !complaints.some((text) => text.includes(`'${name}'`)))).toEqual([]);
  expect(complaints).toHaveLength(MACHINE.length);
});

test('the modules of Node are no modules there', () => {
  expect(complaintsAbout(`import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n`)).toHaveLength(1);
});
