/**
 * Agents that name each other and are not wired to each other. It is no contradiction, for wires may be laid later and
 * couriers pass messages on; but what most agents say goes to neighbours only, so whoever waits for it waits in vain.
 */
import { agentId } from '../../core/brand.js';
import { topologyOf } from '../../swarm/topology/topology.js';
import { wiringOf } from '../../swarm/topology/wiring.js';
import type { KnownKinds } from './check-agents.js';
import { checkReferences } from './check-references.js';
import { pathText, type Path } from './scenario-problem.js';
import type { Scenario } from './scenario-schema.js';
import { planOfTopology, seatNames } from './swarm-seats.js';

/** So many names stand in one note. */
const NAMES_MAX = 5;

/** Returns a note for each option of a complete scenario that names agents which its agent cannot hear at the beginning. */
export function unheardNotes(scenario: Scenario, kinds: KnownKinds): readonly string[] {
  const { agents, swarm } = scenario;
  if (swarm?.topology === undefined) return [];
  const names = seatNames(scenario, swarm);
  const wiring = wiringOf(topologyOf(planOfTopology(swarm.topology), names.map(agentId)));
  const shape = swarm.topology.kind;
  return Object.entries(agents).flatMap(([name, { kind, options }]) => {
    const near = names.filter((other) => wiring.allows(agentId(name), agentId(other)));
    const far = new Map<string, string[]>();
    const schema = kind === undefined || !Object.hasOwn(kinds, kind) ? undefined : kinds[kind].options;
    checkReferences(schema, options, { path: ['agents', name, 'options'], names: near }, ({ path }) => {
      const option = pathText(path.slice(0, 4));
      const other = namedAt(options, path.slice(3));
      far.set(option, [...(far.get(option) ?? []), ...(far.get(option)?.includes(other) === true ? [] : [other])]);
    });
    return [...far].map(([option, others]) => noteOf({ option, name, others, shape }));
  });
}

/** Returns the name at a path in options: the value there, or the key where the value is none. */
function namedAt(options: Readonly<Record<string, unknown>>, path: Path): string {
  let value: unknown = options;
  for (const part of path) value = (value as Record<string, unknown>)[part];
  return typeof value === 'string' ? value : String(path.at(-1));
}

function noteOf({ option, name, others, shape }: { readonly option: string; readonly name: string; readonly others: readonly string[]; readonly shape: string }): string {
  const more = others.length > NAMES_MAX ? ` and ${others.length - NAMES_MAX} more` : '';
  const fix = shape === 'star' || shape === 'hierarchical' ? `Make ${name} its hub, or write \`kind: custom\` with these edges.` : 'Wire them with `kind: custom` and these edges.';
  return `${option}: ${name} does not hear ${others.slice(0, NAMES_MAX).join(', ')}${more}, nor is it heard there: the ${shape} does not wire them, and only messages of couriers are passed on. ${fix}`;
}
