/** Work that only takes time: how long, how often it fails, and how often it leaves a mark to go on from. */
import { Type, type Static } from '@sinclair/typebox';
import type { Json } from '../core/canonical.js';

export const simulatedWorkSchema = Type.Object(
  {
    durationUs: Type.Integer({ minimum: 1, default: 1_000_000, description: 'How long it takes, in microseconds.' }),
    jitterUs: Type.Integer({ minimum: 0, default: 0, description: 'How much longer chance may make it take, at most.' }),
    failShare: Type.Number({ minimum: 0, maximum: 1, default: 0, description: 'Share of attempts that fail by chance.' }),
    failsFirst: Type.Integer({ minimum: 0, default: 0, description: 'So many first attempts of each task fail.' }),
    checkpointUs: Type.Optional(Type.Integer({ minimum: 1, description: 'Work between two marks that another worker can go on from; none if absent.' })),
    result: Type.Optional(Type.Unsafe<Json>(Type.Unknown({ description: 'What it gives; the name of the task if absent.' }))),
  },
  { additionalProperties: false },
);

export type SimulatedWork = Static<typeof simulatedWorkSchema>;

/** Returns how far an earlier attempt came, in µs of work. */
export function doneBefore(checkpoint: Json | undefined): number {
  if (checkpoint === undefined || checkpoint === null || typeof checkpoint !== 'object' || !('doneUs' in checkpoint)) return 0;
  const { doneUs } = checkpoint as { readonly doneUs?: Json };
  return typeof doneUs === 'number' && doneUs > 0 ? doneUs : 0;
}
