/**
 * The one agent of a training: asks the outside world for the training, because nothing below the lab may
 * wait for a library, and tells what came back. A rerun reads the recorded answer and trains nothing.
 */
import type { Json } from '../core/canonical.js';
import { SECOND } from '../core/instant.js';
import type { DataOf, EventDraft } from '../domain/catalogue.js';
import { decider, SILENT } from '../agents/decider.js';

export const TRAINING_EFFECT = 'train-pattern-network';

/** What the outside world answers. */
export interface TrainingAnswer {
  readonly losses: readonly number[];
  readonly model: DataOf<'ModelTrained'>;
}

interface TrainerState {
  /** Offset of the request that is under way; -1 for none. */
  request: number;
}

export const trainerAgent = decider<TrainerState>({
  listensTo: ['training'],

  initial: () => ({ request: -1 }),

  evolve: (state, event) => {
    if (event.type === 'EffectRequested') state.request = event.offset;
    return state;
  },

  decide: (state, event) => {
    if (event.type === 'TrainingStarted') {
      const { dataSet, options } = event.data;
      return [{ type: 'EffectRequested', data: { effect: TRAINING_EFFECT, request: { dataSet, options }, dueAt: event.deliverAt + SECOND } }];
    }
    if (event.type !== 'EffectCompleted' || event.data.request !== state.request || !event.data.ok) return SILENT;
    return resultOf(event.data.value);
  },
});

function resultOf(value: Json): readonly EventDraft[] {
  const { losses, model } = value as unknown as TrainingAnswer;
  return [...losses.map((loss, index): EventDraft => ({ type: 'EpochFinished', data: { epoch: index + 1, loss } })), { type: 'ModelTrained', data: model }];
}
