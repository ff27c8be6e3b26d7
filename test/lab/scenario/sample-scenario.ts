/** A small sound scenario, and the names that tests of scenarios know. */
import { Type } from '@sinclair/typebox';
import type { KnownNames } from '../../../src/lab/scenario/check-meaning.js';

export const known: KnownNames = {
  bundledData: ['sp500-daily', 'csi-futures'],
  agentKinds: {
    momentum: {
      options: Type.Object({
        instrument: Type.String({ minLength: 1 }),
        fastBars: Type.Integer({ minimum: 1, default: 10 }),
        slowBars: Type.Integer({ minimum: 2, default: 50 }),
        quorum: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      }),
    },
    portfolio: {},
  },
};

export const sampleText = `# An experiment.
hivetape: 1
name: sample
seed: 7
data:
  - instrument: SPX
    bundled: sp500-daily
    tick: 0.01
period: { from: 2000-01-03, until: 2020-04-17 }
agents:
  momentum:
    kind: momentum
    options:
      instrument: SPX
      fastBars: 5
`;
