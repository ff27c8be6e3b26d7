/** The project that `hivetape init` writes: small, complete, and running as it is. */
import { sampleAgent } from './sample-agent.js';
import { sampleAgentTest } from './sample-agent-test.js';
import { sampleReadme } from './sample-readme.js';
import { sampleScenario } from './sample-scenario.js';

/** Returns the text of each file by its path in the project. */
export function sampleProject({ name, version }: { readonly name: string; readonly version: string }): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageText(name, version)],
    ['scenario.yaml', sampleScenario],
    ['agents/my-agent.ts', sampleAgent],
    ['test/my-agent.test.ts', sampleAgentTest],
    ['README.md', sampleReadme],
    ['.gitignore', 'node_modules/\n.hivetape/\nreports/\n'],
  ]);
}

function packageText(name: string, version: string): string {
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: { start: 'hivetape run scenario.yaml --rerun --report', test: 'vitest run' },
    dependencies: { hivetape: version },
    devDependencies: { vitest: '^4.1.0' },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
