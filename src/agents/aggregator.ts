/**
 * The last stage of a pipeline: makes the views of several sources into one, and says of which of their words it is made. What a
 * source is worth can be left to a judge: what has foreseen nothing then counts for nothing, and the whole becomes smaller by it.
 */
import { Type } from '@sinclair/typebox';
import { agentId, type AgentId } from '../core/brand.js';
import { HivetapeError } from '../core/errors.js';
import type { EventOf } from '../domain/catalogue.js';
import { agentOption, agentTable, chosenInstruments, defineAgentKind, instrumentsOption, type AgentSetting } from './agent-kind.js';
import { analyst, clampLean, signalStepOption } from './analyst.js';
import { numberText } from './evidence-text.js';
import { misplaced, signalJudges, signallers } from './partners.js';

/** What views that cancel out leave behind of the arithmetic: no view. */
const DUST = 1e-12;

/** By source. */
interface AggregatorMemory {
  readonly views: Record<AgentId, { readonly lean: number; readonly offset: number }>;
  readonly worths: Record<AgentId, { readonly worth: number; readonly offset: number }>;
}

const options = Type.Object(
  {
    instruments: instrumentsOption,
    sources: agentTable(Type.Number({ exclusiveMinimum: 0 }), { default: {}, description: 'Ids of the agents whose signals it makes into one, each with its weight; only their proportions count.' }),
    sourcesMin: Type.Integer({ minimum: 1, default: 1, description: 'How many sources must have spoken before it speaks; those that have not count as flat.' }),
    judge: Type.Optional(agentOption('Id of the signal judge by whose measure each source counts; all count in full if absent.')),
    signalStep: signalStepOption,
  },
  { additionalProperties: false },
);

export const aggregator = defineAgentKind({
  kind: 'aggregator',
  summary: 'Pipeline: makes the signals of several sources into one, by weight and by what each has been worth.',
  capabilities: ['vote', 'signal-aggregation'],
  options,

  misses({ sources, judge }, partnerOf) {
    const named = Object.keys(sources);
    if (judge === undefined) return misplaced('sources', named, signallers, partnerOf);
    const measured = partnerOf(judge)?.options['sources'];
    const unmeasured = Array.isArray(measured) ? named.filter((name) => !measured.includes(name)) : [];
    const full = unmeasured.length === 0 ? [] : [{ option: 'judge', sentence: `${judge} does not measure ${unmeasured.join(', ')}, which counts in full. Add it to the sources of ${judge}.` }];
    return [...misplaced('sources', named, signallers, partnerOf), ...misplaced('judge', [judge], signalJudges, partnerOf), ...full];
  },

  create({ instruments: names, sources, sourcesMin, judge, signalStep }, setting) {
    const weighed = checkedSources(sources, sourcesMin, setting);
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
    const instruments = chosenInstruments(names, setting);
    const isSource = (id: AgentId): boolean => weighed.some(({ agent }) => agent === id);
    // Before anything was measured, nothing speaks against a source.
    const worthOf = ({ worths }: AggregatorMemory, agent: AgentId): number => worths[agent]?.worth ?? 1;
    return analyst<AggregatorMemory>({
      setting,
      instruments,
      signalStep,
      start: () => ({ views: {}, worths: {} }),
      beside: {
        topics: instruments.flatMap(({ id }) => (judge === undefined ? [`signals/${id}`] : [`signals/${id}`, `signal-quality/${id}`])),
        isOf: (event, instrument) =>
          (event.type === 'SignalRaised' && isSource(event.agent) && event.data.instrument === instrument) ||
          (event.type === 'SignalQualityMeasured' && event.agent === judge && event.data.instrument === instrument),
        see: (memory, event) => {
          if (event.type === 'SignalRaised') seeSignal(memory, event);
          else if (event.type === 'SignalQualityMeasured') seeQuality(memory, event);
        },
      },
      lean: (memory) => {
        const heard = weighed.filter(({ agent }) => memory.views[agent] !== undefined);
        if (heard.length < sourcesMin) return undefined;
        const lean = clampLean(heard.reduce((sum, { agent, weight }) => sum + weight * worthOf(memory, agent) * memory.views[agent].lean, 0) / total);
        return Math.abs(lean) < DUST ? 0 : lean;
      },
      sources: ({ views }) => weighed.flatMap(({ agent }) => views[agent]?.offset ?? []),
      evidence: (memory) => weighed.flatMap(({ agent }) => (memory.views[agent] === undefined ? [] : [`${agent} ${numberText(memory.views[agent].lean)}${judge === undefined ? '' : ` × ${numberText(worthOf(memory, agent))}`}`])).join(', '),
    });
  },
});

interface Source {
  readonly agent: AgentId;
  readonly weight: number;
}

function checkedSources(sources: Readonly<Record<string, number>>, sourcesMin: number, { id }: AgentSetting): readonly Source[] {
  // In an order of their own: that of the scenario file is not recorded.
  const weighed = Object.entries(sources).map(([name, weight]) => ({ agent: agentId(name), weight })).sort((a, b) => (a.agent < b.agent ? -1 : 1));
  const refuse = (message: string, help: string): HivetapeError => new HivetapeError('agent-options-contradict', message, { help, values: { agent: id } });
  if (weighed.length === 0) throw refuse(`Agent "${id}" has one source or more (found none).`, 'Write sources: { AGENT: 1 }.');
  if (weighed.some(({ agent }) => agent === id)) throw refuse(`Agent "${id}" is no source of itself.`, 'Leave its own name out of sources.');
  if (sourcesMin > weighed.length) throw refuse(`Agent "${id}" waits for at most as many sources as it has (found sourcesMin ${sourcesMin} of ${weighed.length}).`, 'Lower sourcesMin.');
  return weighed;
}

/** A signal that comes again, or behind a later one, is none. */
function seeSignal({ views }: AggregatorMemory, { agent, offset, data: { direction, strength } }: EventOf<'SignalRaised'>): void {
  if (views[agent] !== undefined && views[agent].offset >= offset) return;
  const size = Math.max(0, Math.min(1, strength));
  views[agent] = { lean: direction === 'long' ? size : direction === 'short' ? 0 - size : 0, offset };
}

function seeQuality({ worths }: AggregatorMemory, { offset, data: { source, worth } }: EventOf<'SignalQualityMeasured'>): void {
  if (worths[source] !== undefined && worths[source].offset >= offset) return;
  worths[source] = { worth: Math.max(0, Math.min(1, worth)), offset };
}
