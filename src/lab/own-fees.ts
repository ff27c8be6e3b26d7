/** Loads a user's own fee function, as an agent's code is loaded: bundled, kept from the machine, and named by digest. */
import { HivetapeError } from '../core/errors.js';
import type { FeeFunction } from '../exchange/venue-rules.js';
import type { AgentCode, AgentCodeOptions } from '../host/agent-code.js';
import { besideFile } from '../host/project-files.js';

export interface CodePlace {
  readonly project: { readonly file: string; readonly projectRoot: string };
  readonly loadCode: (options: AgentCodeOptions) => Promise<AgentCode>;
}

export interface OwnFees {
  readonly charge?: FeeFunction;
  readonly digest?: string;
}

/** Returns the function and the digest of its code; nothing where no file is named. Throws `fee-code-refused` and what loading throws. */
export async function ownFees(path: string | undefined, { project: { file, projectRoot }, loadCode }: CodePlace): Promise<OwnFees> {
  if (path === undefined) return {};
  const { module, digest } = await loadCode({ path: besideFile(file, path), root: projectRoot });
  const { fee } = module;
  if (typeof fee === 'function') return { charge: fee as FeeFunction, digest };
  throw new HivetapeError('fee-code-refused', `A file of fees exports \`fee\`, a function (found exports: ${Object.keys(module).join(', ')}).`, {
    place: { file: path },
    help: 'For example `export const fee = ({ notional }) => Math.max(1, 0.0005 * notional);`',
  });
}
