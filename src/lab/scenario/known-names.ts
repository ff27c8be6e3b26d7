/** The names that any scenario may use: bundled data sets and ready-made kinds of agents. */
import { agentKinds } from '../../agents/registry.js';
import { packageText } from '../../host/package-text.js';
import type { KnownNames } from './check-meaning.js';

/** Returns the names of this package. */
export function knownNames(): KnownNames {
  const manifest = JSON.parse(packageText('data/manifest.json')) as { readonly dataSets: readonly { readonly id: string }[] };
  return {
    bundledData: manifest.dataSets.map(({ id }) => id),
    agentKinds: Object.fromEntries(agentKinds.map(({ kind, options }) => [kind, { options }])),
  };
}
