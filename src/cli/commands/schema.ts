/** `hivetape schema scenario|sweep|plan|event`: the JSON Schema that editors and other programs read. */
import type { CommandSpec } from '../command-spec.js';
import { invalidArgument } from '../option-values.js';

export const schemaCommand: CommandSpec = {
  name: 'schema',
  summary: 'print the JSON Schema of scenarios, sweeps, plans of faults or events',
  arguments: [{ name: '<what>', meaning: 'scenario, sweep, plan or event' }],
  examples: ['hivetape schema scenario > scenario.schema.json'],
  act: async ({ args: [what = ''], desk }) => {
    desk.output.raw(`${JSON.stringify(await schemaOf(what), undefined, desk.settings.json ? 0 : 2)}\n`);
    return 0;
  },
};

async function schemaOf(what: string): Promise<unknown> {
  if (what === 'scenario') {
    const { scenarioJsonSchema } = await import('../../lab/scenario/scenario-json-schema.js');
    const { knownNames } = await import('../../lab/scenario/known-names.js');
    return scenarioJsonSchema(knownNames());
  }
  if (what === 'sweep') return (await import('../../lab/sweep/sweep-json-schema.js')).sweepJsonSchema();
  if (what === 'plan') return (await import('../../lab/chaos/plan-json-schema.js')).planJsonSchema();
  if (what === 'event') return eventJsonSchema();
  throw invalidArgument('schema', 'scenario, sweep, plan or event', what);
}

async function eventJsonSchema(): Promise<unknown> {
  const { catalogue, eventTypes } = await import('../../domain/catalogue.js');
  const whole = { type: 'integer' };
  const text = { type: 'string' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'hivetape event',
    oneOf: eventTypes.map((type) => ({
      title: type,
      description: catalogue[type].meaning,
      type: 'object',
      required: ['offset', 'type', 'version', 'time', 'deliverAt', 'agent', 'topic', 'to', 'correlation', 'causation', 'data'],
      properties: {
        offset: { ...whole, minimum: 0 },
        type: { const: type },
        version: { ...whole, description: `Now ${catalogue[type].version}.` },
        time: { ...whole, description: 'Virtual time, µs since 1970-01-01T00:00:00Z.' },
        deliverAt: whole,
        agent: text,
        topic: text,
        to: { type: 'array', items: text },
        correlation: whole,
        causation: whole,
        data: catalogue[type].schema,
      },
    })),
  };
}
