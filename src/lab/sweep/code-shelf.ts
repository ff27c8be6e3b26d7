/** Users' agent files, each loaded once for all the trials that seat it. */
import { VENUE } from '../../domain/office-names.js';
import { loadAgentCode, type AgentCode } from '../../host/agent-code.js';
import { besideFile } from '../../host/project-files.js';
import { artefactsOf } from '../agent-artefacts.js';
import { LAWS_CODE } from '../identity.js';
import type { CodeLoader, ProjectPlace } from '../plan-run.js';
import type { Scenario } from '../scenario/scenario-schema.js';

/** Returns a loader that remembers. Trials share the module, as two agents of one file in one run do. */
export function codeShelf(): CodeLoader {
  const shelf = new Map<string, Promise<AgentCode>>();
  return (options) => {
    const key = JSON.stringify([options.root, options.path]);
    let code = shelf.get(key);
    if (code === undefined) shelf.set(key, (code = loadAgentCode(options)));
    return code;
  };
}

/** Returns the digest of the user's code or of the models, by agent, as a run's identity has it. */
export async function codeDigests({ agents, venue, chaos }: Scenario, project: ProjectPlace, load: CodeLoader): Promise<Readonly<Record<string, string>>> {
  const digests: [string, string][] = [];
  const { file, projectRoot } = project;
  for (const [name, section] of Object.entries(agents)) {
    const { path } = section;
    const digest = path === undefined ? artefactsOf(section, project).digest : (await load({ path: besideFile(file, path), root: projectRoot })).digest;
    if (digest !== undefined) digests.push([name, digest]);
  }
  const fees = venue.fees.path;
  if (fees !== undefined) digests.push([VENUE, (await load({ path: besideFile(file, fees), root: projectRoot })).digest]);
  const laws = chaos?.invariants;
  if (laws !== undefined) digests.push([LAWS_CODE, (await load({ path: besideFile(file, laws), root: projectRoot })).digest]);
  return Object.fromEntries(digests);
}
