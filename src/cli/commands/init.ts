/** `hivetape init [dir]`: writes a sample project that runs as it is. Never overwrites anything. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { HivetapeError } from '../../core/errors.js';
import { packageVersion } from '../../host/environment.js';
import type { CommandSpec, Desk } from '../command-spec.js';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'write a sample project that runs as it is',
  arguments: [{ name: '[directory]', meaning: 'where to (default: here)' }],
  examples: ['hivetape init my-swarm'],
  act: async ({ args: [directory = '.'], desk }) => init(directory, desk),
};

async function init(directory: string, { settings, output }: Desk): Promise<number> {
  const { sampleProject } = await import('../sample/sample-project.js');
  const root = resolve(settings.cwd, directory);
  const files = sampleProject({ name: packageNameOf(basename(root)), version: packageVersion() });
  const inTheWay = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (inTheWay.length > 0) {
    throw new HivetapeError('would-overwrite', `${inTheWay.join(', ')} ${inTheWay.length === 1 ? 'is' : 'are'} in the way, and nothing is overwritten.`, {
      help: 'Choose another directory: hivetape init DIRECTORY.',
      values: { files: inTheWay },
    });
  }
  write(root, files);
  const shown = relative(settings.cwd, root);
  if (settings.json) output.json({ schema: 'hivetape.project/1', directory: root, files: [...files.keys()] });
  else {
    output.data(...[...files.keys()].map((path) => join(shown, path)));
    output.say('', `next: ${shown === '' ? '' : `cd ${shown} && `}npm install && npm start`);
  }
  return 0;
}

function write(root: string, files: ReadonlyMap<string, string>): void {
  try {
    for (const [path, text] of files) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      // Fails rather than overwrite a file that came into being meanwhile.
      writeFileSync(file, text, { flag: 'wx' });
    }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The project could not be written to ${root} (${reason}).`, { help: 'Choose another directory.', cause });
  }
}

/** Returns a name that npm takes. */
function packageNameOf(directory: string): string {
  const name = directory.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-').replaceAll(/^[._-]+|[._-]+$/g, '');
  return name === '' ? 'my-swarm' : name;
}
